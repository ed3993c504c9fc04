/// What one layer in one configuration contributes to a chip, before the chip around it is known: everything
/// the `consistent` convention needs to know about it.
struct LayerTerms: Sendable {
  var tiles: Int
  /// Of all tiles of the layer, m².
  var tileArea: Double
  /// On its own tiles: cycles when synchronous, else seconds.
  var delay: Double
  /// On its own tiles, dynamic, joule.
  var energy: Double
  /// Of all tiles of the layer, watt.
  var leakage: Double
  /// Second.
  var sensingPeriod: Double
  /// Bits that the layer adds to the chip's bus before halving.
  var busIncrement: Double
  var demand: GlobalDemand
  var traffic: LayerTraffic
  var reluUnits: Double
  var weights: Double
  var multiplyAccumulates: Double
  var bitOperations: Double

  /// Sizes the layer's tiles (or finds them in the library) and evaluates the layer on them.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  init(
    _ layer: Layer, engine: ChipEngine, crossbarsPerTile: Int, inputs: InputStatistics,
    library: TileLibrary
  ) throws(HardwareError) {
    let matrix = CellMatrix(layer, cellsPerWeight: engine.hardware.cellsPerWeight(of: layer))
    guard matrix.windows > 0 else {
      throw .invalid(rule: "a layer must have at least one window: its kernel is larger than its map")
    }
    try engine.check(matrix)
    let placed = try engine.place(
      matrix, periphery: Periphery(of: layer), crossbarsPerTile: crossbarsPerTile, library: library)
    try engine.check(placed.placement)
    let tile = library.tiles[placed.tile]
    let subarray = tile.element.subarray
    var activity = ExpectedActivity(
      subarray: subarray, vectors: matrix.windows * layer.inputBits, inputs: inputs,
      conductances: library.expectedConductances(for: subarray))
    var history = LeakageHistory(isForgetful: true)
    let local = evaluateLayer(
      matrix, placement: placed.placement, tile: tile, activity: &activity, history: &history)

    let count = Double(placed.placement.tiles)
    tiles = placed.placement.tiles
    tileArea = tile.area * count
    delay = local.delay.total
    energy = local.energies.total
    leakage = local.tileLeakage * count
    sensingPeriod = local.sensingPeriod
    busIncrement = LayerBus.increment(tile: tile)
    demand = GlobalDemand(matrix, placement: placed.placement, tile: tile)
    traffic = LayerTraffic(
      matrix, placement: placed.placement, tileSize: tile.sideOfWhole, inputBits: layer.inputBits,
      cellsPerWeight: subarray.hardware.cellsPerWeight)
    reluUnits = Double(layer.reluUnits)
    weights = Double(layer.weights)
    multiplyAccumulates = Double(layer.multiplyAccumulates)
    bitOperations = layer.bitOperations(hardwareWeightBits: engine.hardware.weightBits)
  }
}
