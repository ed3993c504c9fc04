/// Evaluates a chip that runs a network (spec 14, 15 §4).
///
/// One procedure for all conventions; `rules` says which one.
public struct ChipEngine: Sendable {
  public let hardware: Hardware
  public var rules: ChipRules

  public init(hardware: Hardware, rules: ChipRules) {
    self.hardware = hardware
    self.rules = rules
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
    precondition(!rules.isPipelined || reported == matrices.indices, "a pipeline works as a whole")
    let library = TileLibrary(hardware: hardware, clock: state.clock)
    let sizingClock = state.clock
    let layout = try layout(
      matrices, peripheries, library: library, speedUpLimit: &state.pipelineSpeedUpLimit)
    let placed = layout.layers
    for (index, layer) in placed.enumerated() {
      do throws(HardwareError) {
        try check(layer.placement)
      } catch .invalid(let rule) {
        throw .invalid(rule: "layer \(index + 1) \(rule)")
      }
    }
    let globals = try globalCircuits(layout, library: library, busWidth: &state.busWidth)
    try check(globals)
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
    var clockOrigin: ClockOrigin?
    var periods: [Double] = []
    for (index, layer) in placed.enumerated() {
      let subarray = library.tiles[layer.tile].element.subarray
      var data = try activity(
        index, subarray, layer.matrix.windows * subarray.periphery.inputBits, library)
      if hardware.isSynchronous || rules.leaksAdderTreesInFull {
        let pass = evaluateLayer(
          layer.matrix, placement: layer.placement, tile: library.tiles[layer.tile], activity: &data,
          history: &history)
        if hardware.isSynchronous && pass.sensingPeriod > slowest {
          clockOrigin = ClockOrigin(
            layer: index, subarray: subarray, longestConversion: pass.longestConversion)
        }
        slowest = max(slowest, pass.sensingPeriod)
        local.append(pass)
      }
      periods.append(slowest)
      activities.append(data)
    }
    if hardware.isSynchronous && state.clock > 1 / slowest { state.clock = 1 / slowest }

    var layers: [EvaluatedLayer] = []
    for index in reported {
      let layer = placed[index]
      let tile = library.tiles[layer.tile]
      // The leakage of adder trees depends on what ran before (Q-C134), so the reference's second pass is
      // repeated; without that memory the first one stands.
      var performance =
        rules.leaksAdderTreesInFull
        ? local[index]
        : evaluateLayer(
          layer.matrix, placement: layer.placement, tile: tile, activity: &activities[index],
          history: &history)
      try check(performance, of: index, on: tile)
      let traffic = LayerTraffic(
        layer.matrix, placement: layer.placement, tileSize: tile.sideOfWhole,
        inputBits: tile.element.subarray.periphery.inputBits,
        cellsPerWeight: tile.element.subarray.hardware.cellsPerWeight)
      performance.add(globals.cost(of: traffic, totalTiles: totalTiles))
      if hardware.isSynchronous { performance.latency = performance.latency.scaled(by: slowest) }
      performance.latency.addUpParts()
      guard performance.latency.total.isFinite && performance.energy.isFinite else {
        throw .invalid(rule: "layer \(index + 1): delay and energy must be finite numbers")
      }
      layers.append(
        EvaluatedLayer(
          matrix: layer.matrix, periphery: peripheries[index], placement: layer.placement,
          tileSize: tile.size, elementSize: tile.element.size,
          tileArea: Double(layer.placement.tiles) * tile.area, tileHeight: tile.height,
          tileWidth: tile.width, performance: performance, leakageEnergy: 0,
          sensingPeriodSoFar: periods[index],
          origin: LayerOrigin(tile: tile, traffic: traffic, tileLeakages: tile.leakages(history))))
    }
    addLeakage(to: &layers, reported: reported, placed: placed, tileLeakages: local.map(\.tileLeakage))
    let first = library.tiles[placed[0].tile].element.subarray
    return ChipEvaluation(
      hardware: hardware, isPipelined: rules.isPipelined, layers: layers, area: area,
      tileAreas: library.tiles[placed[0].tile].areas, tiles: totalTiles, globals: globals,
      crossbarHeight: first.height, crossbarWidth: first.width, crossbarArea: first.area,
      sizingClock: sizingClock, clockPeriod: hardware.isSynchronous ? slowest : 0, clockOrigin: clockOrigin)
  }

  /// Refuses shared circuits without a layout.
  private func check(_ globals: GlobalCircuits) throws(HardwareError) {
    let areas = globals.areas
    if let component = Component.allCases.first(where: { !(areas[$0] >= 0 && areas[$0].isFinite) }) {
      throw .invalid(
        rule: "the chip's \(component.name) must have a positive area, not \(areas[component] / 1e-6) mm2:"
          + " check global_buffer_core_rows and global_buffer_core_columns")
    }
  }

  /// Refuses what the reference makes no number of.
  private func check(
    _ performance: LayerPerformance, of index: Int, on tile: Tile
  ) throws(HardwareError) {
    guard case .sar = tile.element.subarray.converter, hardware.readMode == .sequential,
      !rules.acceptsIdleVectors, performance.idleVectors > 0
    else { return }
    throw .invalid(
      rule: "layer \(index + 1) must drive a row of every crossbar in every input vector: read row by row, the"
        + " energy of SAR converters is not a number in this convention otherwise (Q-C121)")
  }

  /// Energy that tiles leak while they wait (spec 15 §4, steps 7 and 8).
  ///
  /// - Parameter tileLeakages: by layer, reported or not, watt; only read where each tile leaks its own.
  private func addLeakage(
    to layers: inout [EvaluatedLayer], reported: Range<Int>, placed: [PlacedLayer], tileLeakages: [Double]
  ) {
    if rules.isPipelined {
      // Tiles wait for the slowest layer.
      let period = layers.reduce(0) { max($0, $1.performance.latency.total) }
      for index in layers.indices {
        let performance = layers[index].performance
        layers[index].leakageEnergy =
          Double(layers[index].placement.tiles) * performance.tileLeakage
          * (period - performance.latency.total)
      }
      return
    }
    let totalTiles = placed.reduce(0) { $0 + $1.placement.tiles }
    for (position, index) in reported.enumerated() {
      let performance = layers[position].performance
      let power: Double
      switch rules.idleLeakage {
      case .likeRunningLayer:
        power = Double(totalTiles - placed[index].placement.tiles) * performance.tileLeakage
      case .ofEachTile:
        power = placed.indices.reduce(0) {
          $1 == index ? $0 : $0 + tileLeakages[$1] * Double(placed[$1].placement.tiles)
        }
      }
      layers[position].leakageEnergy = power * performance.latency.total
    }
  }
}
