/// The reference's leakage of adder trees is that of their *last energy evaluation*, across layers and
/// passes (Q-C24, Q-C134). The matching flows carry that memory here; `forgetful` charges every tree in full,
/// which is what the `consistent` convention does.
struct LeakageHistory: Sendable {
  /// Inputs of the last evaluation; nil: never evaluated.
  var processingElementUnits: Int?
  var tileUnits: Int?
  var isForgetful = false

  mutating func evaluatedProcessingElementTree(units: Int) {
    if !isForgetful { processingElementUnits = units }
  }

  mutating func evaluatedTileAccumulator(units: Int) {
    if !isForgetful { tileUnits = units }
  }

  func leakage(ofProcessingElementTree tree: AdderTree, leaves: Int) -> Double {
    if isForgetful { return tree.leakage(units: leaves) }
    return processingElementUnits.map { tree.leakage(units: $0) } ?? 0
  }

  func leakage(ofTileAccumulator tree: AdderTree, leaves: Int) -> Double {
    if isForgetful { return tree.leakage(units: leaves) }
    return tileUnits.map { tree.leakage(units: $0) } ?? 0
  }
}
