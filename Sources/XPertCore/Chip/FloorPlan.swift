import Platform

/// Tile and processing-element size chosen for a whole network (spec 14 §2, §3, §6).
package struct FloorPlan: Sendable, Hashable {
  /// Cells per side, of conventionally mapped layers.
  package var tileSize: Int
  package var elementSize: Int
  /// Layers mapped by kernel positions; nil unless asked for.
  package var novel: KernelPositionPlan?
  /// Of all layers, copies included.
  package var tiles: Int
  package var placements: [Placement]
  package var gridRows: Int
  package var gridColumns: Int

  /// Searches the tile size and then the processing-element size with the best utilisation.
  ///
  /// - Parameters:
  ///   - mapsKernelPositions: give layers with the usual kernel tiles of one element per kernel position.
  ///   - copies: copies that each layer should have at least; nil: none.
  /// - Throws: ``HardwareError/invalid(rule:)`` when no layer is wide enough for a tile of 4 x 4 crossbars,
  ///   or none for an element of 2 x 2 of them where kernel positions are mapped.
  package init(
    _ matrices: [CellMatrix], crossbarRows: Int, crossbarColumns: Int, mapsKernelPositions: Bool = false,
    copies: [Int]? = nil
  ) throws(HardwareError) {
    novel = mapsKernelPositions ? try KernelPositionPlan(matrices, crossbarRows: crossbarRows) : nil
    let novel = novel
    let conventional = matrices.indices.filter { !(novel?.isMapped[$0] ?? false) }.map { matrices[$0] }
    if !mapsKernelPositions {
      let widest = conventional.map(\.columns).max() ?? 0
      guard Self.widestTile(conventional) >= 4 * crossbarRows else {
        throw .invalid(
          rule:
            "the widest layer (\(widest) cell columns) must need a tile of at least four crossbars per side"
            + " (\(4 * crossbarRows) cells)")
      }
    }
    let (tileSize, elementSize) = Self.search(conventional, crossbarRows: crossbarRows)
    placements = matrices.indices.map {
      let copies = copies?[$0] ?? 1
      if let novel, novel.isMapped[$0] {
        return Placement(
          matrices[$0], kernelPositions: novel.positions, elementSize: novel.elementSize,
          crossbarRows: crossbarRows, crossbarColumns: crossbarColumns, copies: copies)
      }
      return Placement(
        matrices[$0], tileSize: tileSize, elementSize: elementSize, crossbarRows: crossbarRows,
        crossbarColumns: crossbarColumns, copies: copies)
    }
    self.tileSize = tileSize
    self.elementSize = elementSize
    tiles = placements.reduce(0) { $0 + $1.tiles }
    (gridRows, gridColumns) = FloorPlan.grid(tiles: tiles)
  }

  /// Nearly square grid of tiles (spec 14 §3).
  static func grid(tiles: Int) -> (rows: Int, columns: Int) {
    let rows = truncated(Double(tiles).squareRoot().rounded(.up))
    return (rows, divideRoundingUp(tiles, rows))
  }

  /// The power of two that holds the widest layer's columns; 0 without layers.
  private static func widestTile(_ matrices: [CellMatrix]) -> Int {
    guard let widest = matrices.map(\.columns).max() else { return 0 }
    return truncated(pow(2, log2(Double(widest)).rounded(.up)))
  }

  private static func search(
    _ matrices: [CellMatrix], crossbarRows: Int
  ) -> (tileSize: Int, elementSize: Int) {
    let cells = matrices.reduce(0.0) { $0 + Double($1.rows) * Double($1.columns) }
    func tileCount(_ size: Int) -> Int {
      matrices.reduce(0) { $0 + divideRoundingUp($1.rows, size) * divideRoundingUp($1.columns, size) }
    }

    var candidate = max(widestTile(matrices), 4 * crossbarRows)
    var tileSize = candidate
    var tiles = tileCount(candidate)
    var bestUtilisation = 0.0
    while candidate > 4 * crossbarRows {
      let count = tileCount(candidate)
      let utilisation = cells / (Double(count) * Double(candidate) * Double(candidate))
      if utilisation > bestUtilisation {
        bestUtilisation = utilisation
        tileSize = candidate
        tiles = count
      }
      candidate /= 2
    }

    var elementSize = tileSize / 2
    candidate = elementSize
    while candidate > 2 * crossbarRows {
      var copied = 0.0
      for matrix in matrices {
        let copies = Placement.elementCopies(matrix, tileSize: tileSize, elementSize: candidate)
        copied += Double(copies.row * copies.column) * Double(matrix.rows) * Double(matrix.columns)
      }
      let utilisation = copied / (Double(tiles) * Double(tileSize) * Double(tileSize))
      if utilisation > bestUtilisation {
        bestUtilisation = utilisation
        elementSize = candidate
      }
      candidate /= 2
    }
    return (tileSize, elementSize)
  }
}
