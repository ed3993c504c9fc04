/// What a layer, or the most demanding of several, asks of the circuits that all layers share (spec 14 §4).
package struct GlobalDemand: Sendable, Hashable {
  /// Bits of the input feature map, and of the maps that wait meanwhile.
  package var bufferBits: Int
  package var accumulatorLeaves: Int
  package var accumulatorBits: Int
  package var accumulatorTrees: Int
  package var activationUnits: Int
  /// Entries of a sigmoid's table before the accumulator's share (spec 14 §4): real, not rounded.
  package var activationEntries: Double
  package var poolingUnits: Int
  /// Adders for shortcuts and averages; 0 where there are none.
  package var adders: Int
  package var inputBits: Int
  /// Of the largest tile, metres.
  package var tileHeight: Double
  package var tileWidth: Double

  static let none = GlobalDemand(
    bufferBits: 0, accumulatorLeaves: 0, accumulatorBits: 0, accumulatorTrees: 0, activationUnits: 0,
    activationEntries: 0, poolingUnits: 0, adders: 0, inputBits: 0, tileHeight: 0, tileWidth: 0)

  mutating func formMaximum(_ other: GlobalDemand) {
    bufferBits = max(bufferBits, other.bufferBits)
    accumulatorLeaves = max(accumulatorLeaves, other.accumulatorLeaves)
    accumulatorBits = max(accumulatorBits, other.accumulatorBits)
    accumulatorTrees = max(accumulatorTrees, other.accumulatorTrees)
    activationUnits = max(activationUnits, other.activationUnits)
    activationEntries = max(activationEntries, other.activationEntries)
    poolingUnits = max(poolingUnits, other.poolingUnits)
    adders = max(adders, other.adders)
    inputBits = max(inputBits, other.inputBits)
    tileHeight = max(tileHeight, other.tileHeight)
    tileWidth = max(tileWidth, other.tileWidth)
  }
}

extension GlobalDemand {
  /// The demand of one layer.
  ///
  /// - Parameters:
  ///   - span: what the chip's tiles hold and add up; nil: as this one does.
  ///   - accumulated: layers whose sums the reference sizes for at once; more than 1 in a pipeline.
  init(
    _ matrix: CellMatrix, placement: Placement, tile: Tile, span: TileSpan? = nil, accumulated: Int = 1
  ) {
    let subarray = tile.element.subarray
    let span = span ?? TileSpan(tile)
    let periphery = subarray.periphery
    let units = truncated((Double(span.throughput) / Double(periphery.columnSharing)).rounded(.up))
    let fan = span.crossbars * span.elements * accumulated
    self.init(
      bufferBits: periphery.inputBits * (matrix.inputValues + matrix.bufferedShortcutValues),
      accumulatorLeaves: placement.tilesRow,
      accumulatorBits: GlobalCircuits.accumulatorBits(
        periphery: periphery, hardware: subarray.hardware, fan: fan),
      accumulatorTrees: units, activationUnits: units,
      activationEntries: GlobalCircuits.activationEntries(
        periphery: periphery, hardware: subarray.hardware, fan: fan),
      // As many as LayerTraffic takes away at once.
      poolingUnits: tile.sideOfWhole,
      adders: matrix.addsShortcut || matrix.isAveraged ? units : 0,
      inputBits: periphery.inputBits, tileHeight: tile.height, tileWidth: tile.width)
  }
}
