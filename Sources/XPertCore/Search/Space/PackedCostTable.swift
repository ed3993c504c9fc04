/// A cost table packed for the inner loop of a search: one contiguous block, the nodes of a row next to each
/// other and padded to a multiple of eight with zeros.
///
/// Architecture parameters, probabilities and gradients share one layout: layer after layer, each padded to
/// `stride` nodes. Immutable after `init`.
final class PackedCostTable: @unchecked Sendable {
  struct Layer {
    let nodeCount: Int
    /// `nodeCount` rounded up to a multiple of eight.
    let stride: Int
    /// First architecture parameter.
    let offset: Int
    let inputOptionCount: Int
    /// First number of the layer's sums: `[input option][sum][node]`.
    let sumOffset: Int
    /// First number of the layer's peaks: `[input option][peak][node]`.
    let peakOffset: Int
    /// First number of the layer's next options: `[input option][node]`.
    let nextOffset: Int
    /// The next option depends on the node only.
    let isMemoryless: Bool
  }

  let layers: [Layer]
  let sumCount: Int
  let peakCount: Int
  /// Architecture parameters including padding.
  let parameterCount: Int
  /// Largest number of input options of any layer.
  let optionCount: Int
  let sums: UnsafeMutablePointer<Double>
  let peaks: UnsafeMutablePointer<Double>
  /// Input option that a node gives the next layer; 0 for padding.
  private let nextOption: UnsafeMutablePointer<Int32>

  init(_ table: CostTable) {
    precondition(!table.layers.isEmpty, "a search space has at least one layer")
    sumCount = table.sumNames.count
    peakCount = table.peakNames.count
    var layers: [Layer] = []
    var (parameters, sumNumbers, peakNumbers, nextNumbers) = (0, 0, 0, 0)
    for (index, layer) in table.layers.enumerated() {
      precondition(layer.nodeCount > 0, "layer \(index + 1) has no node")
      precondition(layer.nodeCount <= UInt16.max, "layer \(index + 1) has more than 65,535 nodes")
      let nextOptions = index + 1 < table.layers.count ? table.layers[index + 1].inputOptionCount : Int.max
      precondition(
        layer.nextOption.allSatisfy { 0 <= $0 && $0 < nextOptions },
        "layer \(index + 1) gives an input option that the next layer does not have")
      let stride = (layer.nodeCount + 7) / 8 * 8
      layers.append(
        Layer(
          nodeCount: layer.nodeCount, stride: stride, offset: parameters,
          inputOptionCount: layer.inputOptionCount, sumOffset: sumNumbers, peakOffset: peakNumbers,
          nextOffset: nextNumbers, isMemoryless: layer.isMemoryless))
      parameters += stride
      sumNumbers += layer.inputOptionCount * table.sumNames.count * stride
      peakNumbers += layer.inputOptionCount * table.peakNames.count * stride
      nextNumbers += layer.inputOptionCount * stride
    }
    precondition(table.layers[0].inputOptionCount == 1, "the first layer has one input option")
    self.layers = layers
    parameterCount = parameters
    optionCount = table.layers.map(\.inputOptionCount).max()!
    sums = Self.allocate(sumNumbers)
    peaks = Self.allocate(peakNumbers)
    nextOption = .allocate(capacity: nextNumbers)
    nextOption.initialize(repeating: 0, count: nextNumbers)
    for (layer, source) in zip(layers, table.layers) {
      for node in 0..<layer.nodeCount {
        for option in 0..<layer.inputOptionCount {
          let entry = option * layer.nodeCount + node
          nextOption[layer.nextOffset + option * layer.stride + node] = Int32(source.nextOption[entry])
          for term in 0..<sumCount {
            sums[layer.sumOffset + (option * sumCount + term) * layer.stride + node] =
              source.sums[term][entry]
          }
          for peak in 0..<peakCount {
            peaks[layer.peakOffset + (option * peakCount + peak) * layer.stride + node] =
              source.peaks[peak][entry]
          }
        }
      }
    }
  }

  deinit {
    sums.deallocate()
    peaks.deallocate()
    nextOption.deallocate()
  }

  /// Memory for `count` numbers, zeroed, aligned for vector instructions.
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Double> {
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 8) * 8, alignment: 64)
    let pointer = raw.bindMemory(to: Double.self, capacity: max(count, 8))
    pointer.initialize(repeating: 0, count: max(count, 8))
    return pointer
  }

  /// A layer's row of one sum: one number per node.
  @inline(__always)
  func sumRow(_ layer: Layer, option: Int, term: Int) -> UnsafeMutablePointer<Double> {
    sums + (layer.sumOffset + (option * sumCount + term) * layer.stride)
  }

  /// The next layer's input option, one number per node.
  @inline(__always)
  func nextRow(_ layer: Layer, option: Int) -> UnsafeMutablePointer<Int32> {
    nextOption + (layer.nextOffset + option * layer.stride)
  }

  /// A layer's row of one peak: one number per node.
  @inline(__always)
  func peakRow(_ layer: Layer, option: Int, peak: Int) -> UnsafeMutablePointer<Double> {
    peaks + (layer.peakOffset + (option * peakCount + peak) * layer.stride)
  }

  /// Adds up the sums and takes the largest of the peaks of a candidate, and notes every layer's input
  /// option.
  func aggregate(
    _ candidate: UnsafePointer<Int>, sums totals: UnsafeMutablePointer<Double>,
    peaks maxima: UnsafeMutablePointer<Double>, inputOptions: UnsafeMutablePointer<Int>
  ) {
    for term in 0..<sumCount { totals[term] = 0 }
    for peak in 0..<peakCount { maxima[peak] = -.infinity }
    var option = 0
    for index in layers.indices {
      let layer = layers[index]
      let node = candidate[index]
      inputOptions[index] = option
      var entry = sumRow(layer, option: option, term: 0) + node
      for term in 0..<sumCount {
        totals[term] += entry.pointee
        entry += layer.stride
      }
      for peak in 0..<peakCount {
        maxima[peak] = max(maxima[peak], peakRow(layer, option: option, peak: peak)[node])
      }
      option = Int(nextRow(layer, option: option)[node])
    }
  }
}
