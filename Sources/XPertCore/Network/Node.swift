/// One combination of a layer's choices.
public struct Node: Sendable, Hashable {
  /// 0: those that the layer is given (``Supernet/LayerChoices/channels``).
  public var channels: Int
  public var kernel: Int
  public var columnSharing: Int
  public var adc: ADCType
  public var adcBits: Int
  public var inputBits: Int
  public var crossbar: Int
  /// Nil: the hardware's.
  public var weightBits: Int?
  public var cellBits: Int?

  public init(
    channels: Int, kernel: Int, columnSharing: Int, adc: ADCType, adcBits: Int, inputBits: Int, crossbar: Int,
    weightBits: Int? = nil, cellBits: Int? = nil
  ) {
    self.channels = channels
    self.kernel = kernel
    self.columnSharing = columnSharing
    self.adc = adc
    self.adcBits = adcBits
    self.inputBits = inputBits
    self.crossbar = crossbar
    self.weightBits = weightBits
    self.cellBits = cellBits
  }
}

extension Node: CustomStringConvertible {
  /// "channels 64, kernel 3, column_sharing 8, adc flash, adc_bits 6, input_bits 8, crossbar 64": as scripts
  /// name the choices.
  public var description: String {
    (channels == 0 ? "" : "channels \(channels), ")
      + "kernel \(kernel), column_sharing \(columnSharing), adc \(adc.rawValue), "
      + "adc_bits \(adcBits), input_bits \(inputBits), crossbar \(crossbar)"
      + (weightBits.map { ", weight_bits \($0)" } ?? "") + (cellBits.map { ", cell_bits \($0)" } ?? "")
  }
}

extension Supernet.LayerChoices {
  /// Number of nodes: the product of the numbers of choices, less those that are left out.
  public var nodeCount: Int { combinations - leftOut.count }

  private var combinations: Int {
    max(1, channels.count) * kernel.count * crossbar.count * columnSharing.count * adc.count
      * precisions.count * inputBits.count * max(1, weightBits.count) * max(1, cellBits.count)
  }

  /// ADC precisions to choose among; one that follows from the crossbar is no choice.
  private var precisions: [Int] { fullPrecisionCellBits == nil ? adcBits : [0] }

  /// All nodes, channels varying slowest: channels, kernel, crossbar, column sharing, ADC type, ADC
  /// precision, input precision, bits of a weight, bits of a cell.
  public var nodes: [Node] { (0..<nodeCount).map(node(at:)) }

  /// The position of a node among all combinations of the choices.
  private func combination(at index: Int) -> Int {
    var position = index
    for other in leftOut {
      guard other <= position else { break }
      position += 1
    }
    return position
  }

  /// Does without some of the nodes, given by their positions in ``nodes``.
  mutating func leaveOut(_ positions: [Int]) {
    leftOut = (leftOut + positions.map(combination(at:))).sorted()
  }

  /// The node at an index of ``nodes``, without making the others.
  public func node(at index: Int) -> Node {
    precondition(index >= 0)
    var rest = combination(at: index)
    func pick<Value>(_ choices: [Value]) -> Value {
      defer { rest /= choices.count }
      return choices[rest % choices.count]
    }
    let cellBits = cellBits.isEmpty ? nil : pick(cellBits)
    let weightBits = weightBits.isEmpty ? nil : pick(weightBits)
    let inputBits = pick(inputBits)
    let precision = pick(precisions)
    let adc = pick(adc)
    let columnSharing = pick(columnSharing)
    let crossbar = pick(crossbar)
    let kernel = pick(kernel)
    return Node(
      channels: channels.isEmpty ? 0 : channels[rest], kernel: kernel, columnSharing: columnSharing,
      adc: adc,
      adcBits: fullPrecisionCellBits.map {
        // A cell never holds more bits than its weight has.
        ADCPrecision.full(rows: crossbar, cellBits: min(cellBits ?? $0, weightBits ?? .max)).bits
      } ?? precision,
      inputBits: inputBits, crossbar: crossbar, weightBits: weightBits, cellBits: cellBits)
  }
}
