/// Evaluates a chip that runs a network layer by layer (spec 14, 15 §4).
///
/// One procedure for all conventions; `rules` says which one.
public struct ChipEngine: Sendable {
  public let hardware: Hardware
  public var rules: ChipRules

  public init(hardware: Hardware, rules: ChipRules) {
    self.hardware = hardware
    self.rules = rules
  }

  /// A layer on tiles of its own, before the chip around it is known.
  struct PlacedLayer {
    var matrix: CellMatrix
    var placement: Placement
    /// Index into the library's tiles.
    var tile: Int
  }

  /// Evaluates layers as one chip and reports those in `reported`.
  ///
  /// - Parameters:
  ///   - matrices: one per layer, sizes under the convention's counting rules.
  ///   - peripheries: one per layer. With searched tiling all must be alike.
  ///   - state: what an earlier evaluation left behind; updated.
  ///   - activity: makes the statistics of layer `index` on a given subarray for a number of vectors.
  /// - Throws: ``HardwareError/invalid(rule:)`` where the reference stops, divides by zero or returns
  ///   something that is not a number.
  public func evaluate<Activity: LayerActivity>(
    _ matrices: [CellMatrix], peripheries: [Periphery], reported: Range<Int>, state: inout ChipState,
    activity: (_ index: Int, _ subarray: Subarray, _ vectors: Int, _ library: TileLibrary)
      throws(HardwareError) -> Activity
  ) throws(HardwareError) -> ChipEvaluation {
    precondition(matrices.count == peripheries.count)
    let library = TileLibrary(hardware: hardware, clock: state.clock)
    let sizingClock = state.clock
    let placed = try place(matrices, peripheries, library: library)
    let globals = try globalCircuits(placed, library: library, busWidth: &state.busWidth)
    let totalTiles = placed.reduce(0) { $0 + $1.placement.tiles }

    var area = ChipArea()
    for layer in placed {
      area.components.add(library.tiles[layer.tile].areas, times: Double(layer.placement.tiles))
    }
    area.components.add(globals.areas)

    // Clock: the slowest sensing operation of all layers. Every layer takes part, reported or not.
    var history = LeakageHistory(isForgetful: rules.leaksAdderTreesInFull)
    var local: [LayerPerformance] = []
    var activities: [Activity] = []
    var slowest = 0.0
    var periods: [Double] = []
    for (index, layer) in placed.enumerated() {
      let subarray = library.tiles[layer.tile].element.subarray
      var data = try activity(
        index, subarray, layer.matrix.windows * subarray.periphery.inputBits, library)
      if hardware.isSynchronous || rules.leaksAdderTreesInFull {
        let pass = evaluateTiles(
          layer.matrix, placement: layer.placement, tile: library.tiles[layer.tile], activity: &data,
          history: &history)
        slowest = max(slowest, pass.sensingPeriod)
        local.append(pass)
      }
      periods.append(slowest)
      activities.append(data)
    }
    if hardware.isSynchronous && state.clock > 1 / slowest { state.clock = 1 / slowest }

    let leakages = rules.idleLeakage == .ofEachTile ? local.map(\.tileLeakage) : []
    var layers: [EvaluatedLayer] = []
    for index in reported {
      let layer = placed[index]
      let tile = library.tiles[layer.tile]
      // The leakage of adder trees depends on what ran before (Q-C134), so the reference's second pass is
      // repeated; without that memory the first one stands.
      var performance =
        rules.leaksAdderTreesInFull
        ? local[index]
        : evaluateTiles(
          layer.matrix, placement: layer.placement, tile: tile, activity: &activities[index],
          history: &history)
      if case .sar = tile.element.subarray.converter, hardware.readMode == .sequential,
        !rules.acceptsIdleVectors, performance.idleVectors > 0
      {
        throw .invalid(
          rule: "layer \(index + 1) must drive a row of every crossbar in every input vector: read row by"
            + " row, the energy of SAR converters is not a number in this convention otherwise (Q-C121)")
      }
      let traffic = LayerTraffic(
        layer.matrix, placement: layer.placement, tileSize: tile.size,
        inputBits: tile.element.subarray.periphery.inputBits, cellsPerWeight: hardware.cellsPerWeight)
      performance.add(globals.cost(of: traffic, totalTiles: totalTiles))
      if hardware.isSynchronous { performance.latency = performance.latency.scaled(by: slowest) }
      guard performance.latency.total.isFinite && performance.energy.isFinite else {
        throw .invalid(rule: "layer \(index + 1): delay and energy must be finite numbers")
      }
      let idle: Double
      switch rules.idleLeakage {
      case .likeRunningLayer:
        idle =
          Double(totalTiles - layer.placement.tiles) * performance.latency.total * performance.tileLeakage
      case .ofEachTile:
        var power = 0.0
        for other in placed.indices where other != index {
          power += leakages[other] * Double(placed[other].placement.tiles)
        }
        idle = power * performance.latency.total
      }
      layers.append(
        EvaluatedLayer(
          matrix: layer.matrix, periphery: peripheries[index], placement: layer.placement,
          tileSize: tile.size, elementSize: tile.element.size,
          tileArea: Double(layer.placement.tiles) * tile.area, performance: performance,
          leakageEnergy: idle, sensingPeriodSoFar: periods[index]))
    }
    let first = library.tiles[placed[0].tile].element.subarray
    return ChipEvaluation(
      hardware: hardware, layers: layers, area: area, tileAreas: library.tiles[placed[0].tile].areas,
      tiles: totalTiles, globals: globals,
      crossbarHeight: first.height, crossbarWidth: first.width, crossbarArea: first.area,
      sizingClock: sizingClock, clockPeriod: hardware.isSynchronous ? slowest : 0)
  }

  private func place(
    _ matrices: [CellMatrix], _ peripheries: [Periphery], library: TileLibrary
  ) throws(HardwareError) -> [PlacedLayer] {
    guard let first = peripheries.first else {
      throw .invalid(rule: "a network must have at least one layer")
    }
    // A kernel larger than its map has no window. The reference lets such layers pass at no cost.
    let fewest = rules == .reference ? 0 : 1
    for (index, matrix) in matrices.enumerated() where matrix.windows < fewest {
      throw .invalid(
        rule: "layer \(index + 1) must have at least one window: its kernel is larger than its map")
    }
    switch rules.tiling {
    case .searched:
      guard peripheries.allSatisfy({ $0 == first }) else {
        throw .invalid(rule: "with a searched floor plan all layers must have the same periphery")
      }
      let plan = try FloorPlan(
        matrices, crossbarRows: first.crossbarRows, crossbarColumns: first.crossbarColumns)
      let tile = try library.tile(for: first, tileSize: plan.tileSize, elementSize: plan.elementSize)
      return zip(matrices, plan.placements).map { PlacedLayer(matrix: $0, placement: $1, tile: tile) }
    case .fixed(let crossbarsPerTile):
      var placed: [PlacedLayer] = []
      for (matrix, periphery) in zip(matrices, peripheries) {
        placed.append(
          try place(matrix, periphery: periphery, crossbarsPerTile: crossbarsPerTile, library: library))
      }
      return placed
    }
  }

  func place(
    _ matrix: CellMatrix, periphery: Periphery, crossbarsPerTile: Int, library: TileLibrary
  ) throws(HardwareError) -> PlacedLayer {
    let index = try library.tile(for: periphery, crossbarsPerTile: crossbarsPerTile)
    let tile = library.tiles[index]
    return PlacedLayer(
      matrix: matrix,
      placement: Placement(
        matrix, tileSize: tile.size, elementSize: tile.element.size, crossbarRows: periphery.crossbarRows,
        crossbarColumns: periphery.crossbarColumns),
      tile: index)
  }

  private func globalCircuits(
    _ placed: [PlacedLayer], library: TileLibrary, busWidth: inout Double
  ) throws(HardwareError) -> GlobalCircuits {
    var demand = GlobalDemand.none
    var tiles = 0
    for layer in placed {
      let tile = library.tiles[layer.tile]
      demand.formMaximum(GlobalDemand(layer.matrix, placement: layer.placement, tile: tile))
      busWidth += LayerBus.increment(tile: tile)
      tiles += layer.placement.tiles
    }
    while busWidth > hardware.maximumGlobalBusWidth { busWidth /= 2 }
    let coreBits = hardware.globalBufferCoreRows * hardware.globalBufferCoreColumns
    let cores =
      rules.roundsBufferCoresUp ? divideRoundingUp(demand.bufferBits, coreBits) : demand.bufferBits / coreBits
    guard cores > 0 else {
      throw .invalid(
        rule: "the global buffer must have at least one core: the largest input (\(demand.bufferBits) bits)"
          + " fills less than one of \(coreBits) bits, and this convention rounds down (Q-C153)")
    }
    return GlobalCircuits(
      demand: demand, bufferCores: cores, busWidth: busWidth, tiles: tiles, hardware: hardware,
      environment: library.tiles[placed[0].tile].element.subarray.environment)
  }
}

enum LayerBus {
  /// Bits that a layer adds to the chip's bus before halving (spec 14 §4).
  static func increment(tile: Tile) -> Double {
    let size = Double(tile.size)
    return size + size / Double(tile.element.subarray.periphery.columnSharing)
  }
}
