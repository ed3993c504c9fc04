/// What a tile adds up and lets through (spec 14 §4).
struct TileSpan: Sendable, Hashable {
  /// Crossbars of an element, and elements of a tile, that lie in a column.
  var crossbars: Int
  var elements: Int
  /// Cells per side: columns that leave the tile.
  var throughput: Int

  init(_ tile: Tile) {
    crossbars = divideRoundingUp(tile.element.size, tile.element.subarray.periphery.crossbarRows)
    elements = tile.elementsPerSide
    throughput = tile.size
  }

  mutating func formMaximum(_ other: TileSpan) {
    crossbars = max(crossbars, other.crossbars)
    elements = max(elements, other.elements)
    throughput = max(throughput, other.throughput)
  }
}
