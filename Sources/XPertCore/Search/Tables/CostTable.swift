/// Exact per-layer costs of every node, tabulated once before a search.
///
/// A layer's cost depends on its own node and on the channels that the layers before give it, and on nothing
/// else: so one row per *input option* (without shortcuts an index into the previous layer's channel choices;
/// with them a combination of channels, ``ChannelState``) and one column per node. A layer that hands on what
/// it was given, as a shortcut makes it, leads to a next option that depends on its own. Costs come in two
/// kinds: *sums*, which add up over the layers (tile area, cycles, energy), and *peaks*, of which the chip
/// sees the largest (sensing period, widest tile).
public struct CostTable: Sendable {
  public struct Layer: Sendable {
    public let nodeCount: Int
    /// Rows of the table; 1 for the first layer.
    public let inputOptionCount: Int
    /// [inputOption * nodeCount + node] -> input option of the next layer.
    public let nextOption: [Int]
    /// The next option depends on the node only: what a choice before this layer costs ends here.
    public let isMemoryless: Bool
    /// [sum][inputOption * nodeCount + node]
    public var sums: [[Double]]
    /// [peak][inputOption * nodeCount + node]
    public var peaks: [[Double]]

    /// node -> input option of the next layer, of a layer without memory.
    public var outputOption: [Int] {
      precondition(isMemoryless, "the next option depends on the layer's own: ask nextOption")
      return Array(nextOption.prefix(nodeCount))
    }

    /// A layer without memory.
    public init(
      nodeCount: Int, inputOptionCount: Int, outputOption: [Int], sums: [[Double]], peaks: [[Double]] = []
    ) {
      precondition(outputOption.count == nodeCount)
      self.init(
        nodeCount: nodeCount, inputOptionCount: inputOptionCount,
        nextOption: (0..<inputOptionCount).flatMap { _ in outputOption }, sums: sums, peaks: peaks)
    }

    public init(
      nodeCount: Int, inputOptionCount: Int, nextOption: [Int], sums: [[Double]], peaks: [[Double]] = []
    ) {
      precondition(nextOption.count == nodeCount * inputOptionCount)
      precondition((sums + peaks).allSatisfy { $0.count == nodeCount * inputOptionCount })
      self.nodeCount = nodeCount
      self.inputOptionCount = inputOptionCount
      self.nextOption = nextOption
      isMemoryless = nextOption.indices.allSatisfy { nextOption[$0] == nextOption[$0 % nodeCount] }
      self.sums = sums
      self.peaks = peaks
    }
  }

  public let sumNames: [String]
  public let peakNames: [String]
  public let layers: [Layer]

  public init(sumNames: [String], peakNames: [String] = [], layers: [Layer]) {
    precondition(layers.allSatisfy { $0.sums.count == sumNames.count && $0.peaks.count == peakNames.count })
    self.sumNames = sumNames
    self.peakNames = peakNames
    self.layers = layers
  }

  /// Adds up the sums and takes the largest of the peaks for a candidate (one node index per layer).
  public func aggregate(_ candidate: [Int], sums: inout [Double], peaks: inout [Double]) {
    precondition(candidate.count == layers.count)
    for term in sums.indices { sums[term] = 0 }
    for peak in peaks.indices { peaks[peak] = -.infinity }
    var inputOption = 0
    for (layer, node) in zip(layers, candidate) {
      let entry = inputOption * layer.nodeCount + node
      for term in sums.indices { sums[term] += layer.sums[term][entry] }
      for peak in peaks.indices { peaks[peak] = max(peaks[peak], layer.peaks[peak][entry]) }
      inputOption = layer.nextOption[entry]
    }
  }
}
