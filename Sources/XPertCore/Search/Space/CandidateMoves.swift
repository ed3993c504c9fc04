/// The number of nodes of every layer, and the moves from candidate to candidate that searches share.
struct CandidateMoves {
  let nodeCounts: [Int]
  /// Layers with a choice.
  private let open: [Int]

  init(nodeCounts: [Int]) {
    self.nodeCounts = nodeCounts
    open = nodeCounts.indices.filter { nodeCounts[$0] > 1 }
  }

  /// Every node of every layer with equal probability.
  func randomise(_ candidate: inout [Int], _ generator: inout RandomGenerator) {
    for layer in nodeCounts.indices { candidate[layer] = generator.index(below: nodeCounts[layer]) }
  }

  /// Another node, each with equal probability, in a layer with a choice, each with equal probability.
  func mutate(_ candidate: inout [Int], _ generator: inout RandomGenerator) {
    guard !open.isEmpty else { return }
    change(open[generator.index(below: open.count)], of: &candidate, &generator)
  }

  /// Another node in one layer, if it has one.
  func change(_ layer: Int, of candidate: inout [Int], _ generator: inout RandomGenerator) {
    guard nodeCounts[layer] > 1 else { return }
    let node = generator.index(below: nodeCounts[layer] - 1)
    candidate[layer] = node < candidate[layer] ? node : node + 1
  }
}
