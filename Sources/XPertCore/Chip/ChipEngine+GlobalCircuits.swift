extension ChipEngine {
  /// Sizes the circuits that all layers share, for the most demanding layer (spec 14 §4).
  ///
  /// - Parameter busWidth: bits left over from earlier evaluations; updated.
  func globalCircuits(
    _ layout: ChipLayout, library: TileLibrary, busWidth: inout Double
  ) throws(HardwareError) -> GlobalCircuits {
    let span = chipSpan(layout, library: library)
    let layers = layout.layers
    var demand = GlobalDemand.none
    var tiles = 0
    var inputBits = 0
    for layer in layers {
      let tile = library.tiles[layer.tile]
      let one = GlobalDemand(
        layer.matrix, placement: layer.placement, tile: tile, span: span,
        accumulated: rules.isPipelined ? layers.count + 1 : 1)
      demand.formMaximum(one)
      inputBits += one.bufferBits
      // In a pipeline every tile has its own share of the bus.
      busWidth += LayerBus.increment(tile: tile) * (rules.isPipelined ? Double(layer.placement.tiles) : 1)
      tiles += layer.placement.tiles
    }
    if rules.isPipelined { demand.bufferBits = inputBits / 2 }
    var conventional: (height: Double, width: Double)?
    if let index = layout.conventionalTile {
      let tile = library.tiles[index]
      if rules.mapsKernelPositions { conventional = (tile.height, tile.width) }
      demand.poolingUnits = tile.size
      demand.tileHeight = max(demand.tileHeight, tile.height)
      demand.tileWidth = max(demand.tileWidth, tile.width)
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
      demand: demand, bufferCores: cores, busWidth: busWidth, tiles: tiles, conventional: conventional,
      hardware: hardware, environment: library.tiles[layers[0].tile].element.subarray.environment)
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
