/// How one layer lies on its tiles (spec 14 §2, §3).
public struct Placement: Sendable, Hashable {
  public var tilesRow: Int
  public var tilesColumn: Int
  /// Copies of the layer inside its tiles, by which its latency is divided.
  public var speedUpRow: Int
  public var speedUpColumn: Int
  /// Share of the tiles' cells that hold weights, 0 to 1.
  public var utilisation: Double

  public var tiles: Int { tilesRow * tilesColumn }

  /// Places a matrix on tiles of given size: copies fill what the matrix leaves free.
  ///
  /// A layer that spans several tiles in one direction is still duplicated in the other (Q-C160).
  ///
  /// - Parameters:
  ///   - tileSize, elementSize: cells per side of a tile and of a processing element.
  public init(
    _ matrix: CellMatrix, tileSize: Int, elementSize: Int, crossbarRows: Int, crossbarColumns: Int
  ) {
    tilesRow = divideRoundingUp(matrix.rows, tileSize)
    tilesColumn = divideRoundingUp(matrix.columns, tileSize)
    let element = Placement.elementCopies(matrix, tileSize: tileSize, elementSize: elementSize)
    var crossbarCopiesRow = 1
    var crossbarCopiesColumn = 1
    if matrix.rows <= elementSize || matrix.columns <= elementSize {
      crossbarCopiesRow = max(
        1, divideRoundingUp(elementSize, crossbarRows) / divideRoundingUp(matrix.rows, crossbarRows))
      crossbarCopiesColumn = max(
        1, divideRoundingUp(elementSize, crossbarColumns) / divideRoundingUp(matrix.columns, crossbarColumns))
    }
    speedUpRow = element.row * crossbarCopiesRow
    speedUpColumn = element.column * crossbarCopiesColumn
    let copies =
      Double(element.row) * Double(element.column) * Double(crossbarCopiesRow) * Double(crossbarCopiesColumn)
    utilisation =
      copies * Double(matrix.rows) * Double(matrix.columns)
      / (Double(tilesRow) * Double(tilesColumn) * Double(tileSize) * Double(tileSize))
  }

  /// Copies at the level of processing elements.
  static func elementCopies(
    _ matrix: CellMatrix, tileSize: Int, elementSize: Int
  ) -> (row: Int, column: Int) {
    guard matrix.rows <= tileSize || matrix.columns <= tileSize else { return (1, 1) }
    let have = divideRoundingUp(tileSize, elementSize)
    return (
      max(1, have / divideRoundingUp(matrix.rows, elementSize)),
      max(1, have / divideRoundingUp(matrix.columns, elementSize))
    )
  }
}
