/// What traces hold while a network is evaluated with them.
package enum TraceMemory {
  /// Bytes of the largest layer's traces, about: a layer's weights and inputs, and its cells' view of both,
  /// are there at a time. What a script has given is there already.
  package static func bytes(of network: Network, activity: ActivitySource) -> Int {
    switch activity {
    case .expected: return 0
    case .generated, .traces:
      let most =
        network.layers.map { layer in
          let rows = Double(layer.weightRows) * Double(layer.groups)
          let bits = rows * Double(layer.windows) * Double(layer.inputBits)
          return 2 * bits / 8 + 4 * Double(layer.weights)
        }.max() ?? 0
      return most < 0x1p60 ? Int(most) : .max
    }
  }
}
