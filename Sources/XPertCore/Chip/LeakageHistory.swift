/// The reference's leakage of adder trees is that of their *last energy evaluation*, across layers and
/// passes (Q-C24, Q-C134). The matching flows carry that memory here; `isForgetful` charges every tree in
/// full, which is what the `consistent` convention does.
struct LeakageHistory: Sendable {
  /// The trees of one set of circuits. A chip with both mappings has two sets.
  struct Trees: Sendable {
    /// Inputs of the last evaluation; nil: never evaluated.
    var processingElementUnits: Int?
    var tileUnits: Int?
  }

  let isForgetful: Bool
  private var conventional = Trees()
  private var kernelPositions = Trees()

  init(isForgetful: Bool = false) { self.isForgetful = isForgetful }

  subscript(mapsKernelPositions mapsKernelPositions: Bool) -> Trees {
    get { mapsKernelPositions ? kernelPositions : conventional }
    set { if mapsKernelPositions { kernelPositions = newValue } else { conventional = newValue } }
  }

  mutating func evaluated(treeOf element: ProcessingElement, units: Int) {
    self[mapsKernelPositions: element.mapsKernelPositions].processingElementUnits = units
  }

  mutating func evaluated(accumulatorOf tile: Tile, units: Int) {
    self[mapsKernelPositions: tile.element.mapsKernelPositions].tileUnits = units
  }

  /// Watt.
  func treeLeakage(of element: ProcessingElement) -> Double {
    if isForgetful { return element.tree.leakage(units: element.grid) }
    let units = self[mapsKernelPositions: element.mapsKernelPositions].processingElementUnits
    return units.map { element.tree.leakage(units: $0) } ?? 0
  }

  /// Watt.
  func accumulatorLeakage(of tile: Tile) -> Double {
    if isForgetful { return tile.accumulator.leakage(units: tile.lanes) }
    let units = self[mapsKernelPositions: tile.element.mapsKernelPositions].tileUnits
    return units.map { tile.accumulator.leakage(units: $0) } ?? 0
  }
}
