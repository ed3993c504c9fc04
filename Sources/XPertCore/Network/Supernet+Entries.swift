extension Supernet {
  /// Entries of a cost table by layer: its nodes behind every combination of channels that it can get.
  ///
  /// Stops where they are more than ``LayerLimits/costEntries``, which `validate` refuses.
  ///
  /// - Parameter checkpoint: called now and then; what it throws ends the counting.
  func costEntries(checkpoint: () throws -> Void) rethrows -> [Int] {
    let walk = SupernetWalk(self)
    var states: Set<ChannelState> = [walk.start]
    var entries: [Int] = []
    for (index, choices) in layers.enumerated() {
      entries.append(states.count * choices.nodeCount)
      guard entries[index] <= LayerLimits.costEntries.upperBound else { return entries }
      var node = choices.node(at: 0)
      var next: Set<ChannelState> = []
      for state in states {
        try checkpoint()
        for channels in choices.channels.isEmpty ? [0] : choices.channels {
          node.channels = channels
          next.insert(walk.step(index, node: node, from: state).next)
        }
      }
      states = next
    }
    return entries
  }
}
