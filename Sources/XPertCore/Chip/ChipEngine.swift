/// Evaluates a chip that runs a network (spec 14, 15 §4).
///
/// One procedure for all conventions; `rules` says which one.
package struct ChipEngine: Sendable {
  package let hardware: Hardware
  package var rules: ChipRules

  package init(hardware: Hardware, rules: ChipRules) {
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
  package func evaluate<Activity: LayerActivity>(
    _ matrices: [CellMatrix], peripheries: [Periphery], reported: Range<Int>, state: inout ChipState,
    activity: (_ index: Int, _ subarray: Subarray, _ vectors: Int, _ library: TileLibrary)
      throws(HardwareError) -> Activity
  ) throws(HardwareError) -> ChipEvaluation {
    precondition(matrices.count == peripheries.count)
    precondition(!rules.isPipelined || reported == matrices.indices, "a pipeline works as a whole")
    let sizingClock = state.clock
    let library = TileLibrary(hardware: hardware, clock: sizingClock)
    let layout = try layout(
      matrices, peripheries, library: library, speedUpLimit: &state.pipelineSpeedUpLimit)
    let placed = layout.layers
    try check(placed)
    let globals = try globalCircuits(layout, library: library, busWidth: &state.busWidth)
    try check(globals)

    var history = LeakageHistory(isForgetful: rules.leaksAdderTreesInFull)
    var clock = try clockPass(placed, library: library, history: &history, activity: activity)
    if hardware.isSynchronous && state.clock > 1 / clock.period { state.clock = 1 / clock.period }
    var layers = try performancePass(
      placed, reported: reported, library: library, globals: globals, clock: &clock, history: &history)
    addLeakage(
      to: &layers, reported: reported, placed: placed, tileLeakages: clock.passes.map(\.tileLeakage))

    let first = library.tiles[placed[0].tile]
    return ChipEvaluation(
      hardware: hardware, isPipelined: rules.isPipelined, layers: layers,
      area: area(of: placed, library: library, globals: globals), tileAreas: first.areas,
      tiles: tiles(of: placed), globals: globals, crossbarHeight: first.element.subarray.height,
      crossbarWidth: first.element.subarray.width, crossbarArea: first.element.subarray.area,
      sizingClock: sizingClock, clockPeriod: hardware.isSynchronous ? clock.period : 0,
      clockOrigin: clock.origin)
  }

  private func tiles(of placed: [PlacedLayer]) -> Int { placed.reduce(0) { $0 + $1.placement.tiles } }

  private func area(
    of placed: [PlacedLayer], library: TileLibrary, globals: GlobalCircuits
  ) -> ChipArea {
    var area = ChipArea()
    for layer in placed {
      area.components.add(library.tiles[layer.tile].areas, times: Double(layer.placement.tiles))
    }
    area.components.add(globals.areas)
    return area
  }

  /// What the first pass over the layers finds.
  private struct ClockPass<Activity: LayerActivity> {
    /// By layer; empty where no pass was needed.
    var passes: [LayerPerformance] = []
    var activities: [Activity] = []
    /// The slowest sensing period up to and including each layer, second.
    var periods: [Double] = []
    var origin: ClockOrigin?

    /// The slowest sensing period of all layers, second.
    var period: Double { periods.last ?? 0 }
  }

  /// Finds the clock: the slowest sensing operation of all layers. Every layer takes part, reported or not.
  private func clockPass<Activity: LayerActivity>(
    _ placed: [PlacedLayer], library: TileLibrary, history: inout LeakageHistory,
    activity: (_ index: Int, _ subarray: Subarray, _ vectors: Int, _ library: TileLibrary)
      throws(HardwareError) -> Activity
  ) throws(HardwareError) -> ClockPass<Activity> {
    var result = ClockPass<Activity>()
    for (index, layer) in placed.enumerated() {
      let subarray = library.tiles[layer.tile].element.subarray
      var data = try activity(
        index, subarray, layer.matrix.windows * subarray.periphery.inputBits, library)
      var slowest = result.period
      if hardware.isSynchronous || rules.leaksAdderTreesInFull {
        let pass = evaluateLayer(
          layer.matrix, placement: layer.placement, tile: library.tiles[layer.tile], activity: &data,
          history: &history)
        if hardware.isSynchronous && pass.sensingPeriod > slowest {
          result.origin = ClockOrigin(
            layer: index, subarray: subarray, longestConversion: pass.longestConversion)
        }
        slowest = max(slowest, pass.sensingPeriod)
        result.passes.append(pass)
      }
      result.periods.append(slowest)
      result.activities.append(data)
    }
    return result
  }

  /// Evaluates the reported layers with the circuits that all layers share, in seconds.
  private func performancePass<Activity: LayerActivity>(
    _ placed: [PlacedLayer], reported: Range<Int>, library: TileLibrary, globals: GlobalCircuits,
    clock: inout ClockPass<Activity>, history: inout LeakageHistory
  ) throws(HardwareError) -> [EvaluatedLayer] {
    let totalTiles = tiles(of: placed)
    var layers: [EvaluatedLayer] = []
    for index in reported {
      let layer = placed[index]
      let tile = library.tiles[layer.tile]
      let subarray = tile.element.subarray
      // The leakage of adder trees depends on what ran before (Q-C134), so the reference's second pass is
      // repeated; without that memory the first one stands.
      var performance =
        rules.leaksAdderTreesInFull
        ? clock.passes[index]
        : evaluateLayer(
          layer.matrix, placement: layer.placement, tile: tile, activity: &clock.activities[index],
          history: &history)
      try check(performance, of: index, on: tile)
      let traffic = LayerTraffic(
        layer.matrix, placement: layer.placement, tileSize: tile.sideOfWhole,
        inputBits: subarray.periphery.inputBits, cellsPerWeight: subarray.hardware.cellsPerWeight)
      performance.add(globals.cost(of: traffic, totalTiles: totalTiles))
      if hardware.isSynchronous { performance.delay = performance.delay.scaled(by: clock.period) }
      performance.delay.addUpParts()
      guard performance.delay.total.isFinite && performance.energy.isFinite else {
        throw .invalid(rule: "layer \(index + 1): delay and energy must be finite numbers")
      }
      layers.append(
        EvaluatedLayer(
          matrix: layer.matrix, periphery: subarray.periphery, placement: layer.placement,
          tileSize: tile.size, elementSize: tile.element.size,
          tileArea: Double(layer.placement.tiles) * tile.area, tileHeight: tile.height,
          tileWidth: tile.width, performance: performance, leakageEnergy: 0,
          sensingPeriodSoFar: clock.periods[index],
          origin: LayerOrigin(tile: tile, traffic: traffic, tileLeakages: tile.leakages(history))))
    }
    return layers
  }

  /// Refuses layers that would take hours to evaluate.
  private func check(_ placed: [PlacedLayer]) throws(HardwareError) {
    for (index, layer) in placed.enumerated() {
      do throws(HardwareError) {
        try check(layer.placement)
      } catch .invalid(let rule) {
        throw .invalid(rule: "layer \(index + 1) \(rule)")
      }
    }
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
      rule:
        "layer \(index + 1) must drive a row of every crossbar in every input vector: read row by row, the"
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
      let period = layers.reduce(0) { max($0, $1.performance.delay.total) }
      for index in layers.indices {
        let performance = layers[index].performance
        layers[index].leakageEnergy =
          Double(layers[index].placement.tiles) * performance.tileLeakage
          * (period - performance.delay.total)
      }
      return
    }
    let totalTiles = tiles(of: placed)
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
      layers[position].leakageEnergy = power * performance.delay.total
    }
  }
}
