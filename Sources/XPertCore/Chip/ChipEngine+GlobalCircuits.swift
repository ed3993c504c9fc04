extension ChipEngine {
  /// Sizes the circuits that all layers share, for the most demanding layer (spec 14 §4).
  ///
  /// - Parameter busWidth: bits left over from earlier evaluations; updated.
  func globalCircuits(
    _ layout: ChipLayout, library: TileLibrary, busWidth: inout Double
  ) throws(HardwareError) -> GlobalCircuits {
    let span = chipSpan(layout, library: library)
    let layers = layout.layers
    var composition = ChipComposition(busWidth: busWidth)
    var inputBits = 0
    for layer in layers {
      let tile = library.tiles[layer.tile]
      let demand = GlobalDemand(
        layer.matrix, placement: layer.placement, tile: tile, span: span,
        accumulated: rules.isPipelined ? layers.count + 1 : 1)
      inputBits += demand.bufferBits
      // In a pipeline every tile has its own share of the bus.
      composition.add(
        demand, tiles: layer.placement.tiles,
        busIncrement: LayerBus.increment(tile: tile)
          * (rules.isPipelined ? Double(layer.placement.tiles) : 1))
    }
    if rules.isPipelined { composition.demand.bufferBits = inputBits / 2 }
    var conventional: (height: Double, width: Double)?
    if let index = layout.conventionalTile {
      let tile = library.tiles[index]
      if rules.mapsKernelPositions { conventional = (tile.height, tile.width) }
      composition.demand.poolingUnits = tile.size
      composition.demand.tileHeight = max(composition.demand.tileHeight, tile.height)
      composition.demand.tileWidth = max(composition.demand.tileWidth, tile.width)
    }
    busWidth = composition.busWidth(in: hardware)
    let demand = composition.demand
    let coreBits = hardware.globalBufferCoreBits
    let cores =
      rules.roundsBufferCoresUp ? demand.bufferCores(in: hardware) : demand.bufferBits / coreBits
    guard cores > 0 else {
      throw .invalid(
        rule: "the global buffer must have at least one core: the largest input (\(demand.bufferBits) bits)"
          + " fills less than one of \(coreBits) bits, and this convention rounds down (Q-C153)")
    }
    return composition.circuits(
      bufferCores: cores, conventional: conventional, hardware: hardware,
      environment: library.tiles[layers[0].tile].element.subarray.environment)
  }

  /// What all kinds of tiles of a searched floor plan add up and let through; nil where every layer has its
  /// own.
  private func chipSpan(_ layout: ChipLayout, library: TileLibrary) -> TileSpan? {
    guard let conventional = layout.conventionalTile else { return nil }
    var span = TileSpan(library.tiles[conventional])
    for layer in layout.layers { span.formMaximum(TileSpan(library.tiles[layer.tile])) }
    return span
  }
}

enum LayerBus {
  /// Bits that a layer adds to the chip's bus before halving (spec 14 §4).
  static func increment(tile: Tile) -> Double {
    let size = Double(tile.size)
    return size + size / Double(tile.element.subarray.periphery.columnSharing)
  }
}
