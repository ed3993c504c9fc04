/// One combination of a layer's choices.
public struct Node: Sendable, Hashable {
  public var channels: Int
  public var kernel: Int
  public var columnSharing: Int
  public var adc: ADCType
  public var adcBits: Int
  public var inputBits: Int
  public var crossbar: Int

  public init(
    channels: Int, kernel: Int, columnSharing: Int, adc: ADCType, adcBits: Int, inputBits: Int, crossbar: Int
  ) {
    self.channels = channels
    self.kernel = kernel
    self.columnSharing = columnSharing
    self.adc = adc
    self.adcBits = adcBits
    self.inputBits = inputBits
    self.crossbar = crossbar
  }
}

extension Node: CustomStringConvertible {
  /// "channels 64, kernel 3, column_sharing 8, adc flash, adc_bits 6, input_bits 8, crossbar 64": as scripts
  /// name the choices.
  public var description: String {
    "channels \(channels), kernel \(kernel), column_sharing \(columnSharing), adc \(adc.rawValue), "
      + "adc_bits \(adcBits), input_bits \(inputBits), crossbar \(crossbar)"
  }
}

extension Supernet.LayerChoices {
  /// Number of nodes: the product of the numbers of choices.
  public var nodeCount: Int {
    channels.count * kernel.count * crossbar.count * columnSharing.count * adc.count * adcBits.count
      * inputBits.count
  }

  /// All nodes, channels varying slowest: channels, kernel, crossbar, column sharing, ADC type, ADC
  /// precision, input precision.
  public var nodes: [Node] { (0..<nodeCount).map(node(at:)) }

  /// The node at an index of ``nodes``, without making the others.
  public func node(at index: Int) -> Node {
    precondition(index >= 0)
    var rest = index
    func pick<Value>(_ choices: [Value]) -> Value {
      defer { rest /= choices.count }
      return choices[rest % choices.count]
    }
    let inputBits = pick(inputBits)
    let adcBits = pick(adcBits)
    let adc = pick(adc)
    let columnSharing = pick(columnSharing)
    let crossbar = pick(crossbar)
    let kernel = pick(kernel)
    return Node(
      channels: channels[rest], kernel: kernel, columnSharing: columnSharing, adc: adc, adcBits: adcBits,
      inputBits: inputBits, crossbar: crossbar)
  }
}
