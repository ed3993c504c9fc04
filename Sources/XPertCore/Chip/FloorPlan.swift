#if canImport(Glibc)
  import Glibc
#endif

/// Tile and processing-element size chosen for a whole network (spec 14 §2, conventional mapping).
public struct FloorPlan: Sendable, Hashable {
  /// Cells per side.
  public var tileSize: Int
  public var elementSize: Int
  public var tiles: Int
  public var placements: [Placement]
  public var gridRows: Int
  public var gridColumns: Int

  /// Searches the tile size and then the processing-element size with the best utilisation.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)`` when no layer is wide enough for a tile of 4 x 4 crossbars.
  public init(
    _ matrices: [CellMatrix], crossbarRows: Int, crossbarColumns: Int
  ) throws(HardwareError) {
    let widest = matrices.map(\.columns).max() ?? 0
    let maximumTile = truncated(pow(2, log2(Double(widest)).rounded(.up)))
    guard maximumTile >= 4 * crossbarRows else {
      throw .invalid(
        rule: "the widest layer (\(widest) cell columns) must need a tile of at least four crossbars per side"
          + " (\(4 * crossbarRows) cells)")
    }
    let cells = matrices.reduce(0.0) { $0 + Double($1.rows) * Double($1.columns) }
    func tileCount(_ size: Int) -> Int {
      matrices.reduce(0) { $0 + divideRoundingUp($1.rows, size) * divideRoundingUp($1.columns, size) }
    }

    var candidate = max(maximumTile, 4 * crossbarRows)
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

    self.tileSize = tileSize
    self.elementSize = elementSize
    self.tiles = tiles
    placements = matrices.map {
      Placement(
        $0, tileSize: tileSize, elementSize: elementSize, crossbarRows: crossbarRows,
        crossbarColumns: crossbarColumns)
    }
    (gridRows, gridColumns) = FloorPlan.grid(tiles: tiles)
  }

  /// Nearly square grid of tiles (spec 14 §3).
  static func grid(tiles: Int) -> (rows: Int, columns: Int) {
    let rows = truncated(Double(tiles).squareRoot().rounded(.up))
    return (rows, divideRoundingUp(tiles, rows))
  }
}
