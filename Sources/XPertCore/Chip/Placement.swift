/// How one layer lies on its tiles (spec 14 §2, §3, §6).
public struct Placement: Sendable, Hashable {
  /// Copies of whole tiles that a pipeline asks for stand in the rows.
  public var tilesRow: Int
  public var tilesColumn: Int
  /// Copies of the layer, by which its latency is divided.
  public var speedUpRow: Int
  public var speedUpColumn: Int
  /// Share of the tiles' cells that hold weights, 0 to 1.
  public var utilisation: Double
  /// Positions of the kernel if each lies on a processing element of its own; nil: the matrix lies as it is.
  public var kernelPositions: Int?

  public var tiles: Int { tilesRow * tilesColumn }

  /// Places a matrix on tiles of given size: copies fill what the matrix leaves free.
  ///
  /// A layer that spans several tiles in one direction is still duplicated in the other (Q-C160).
  ///
  /// - Parameters:
  ///   - tileSize, elementSize: cells per side of a tile and of a processing element.
  ///   - copies: copies that the layer should have at least; more tiles hold those that do not fit.
  public init(
    _ matrix: CellMatrix, tileSize: Int, elementSize: Int, crossbarRows: Int, crossbarColumns: Int,
    copies: Int = 1
  ) {
    let element = Placement.elementCopies(matrix, tileSize: tileSize, elementSize: elementSize)
    let crossbar = Placement.crossbarCopies(
      rows: matrix.rows, columns: matrix.columns, elementSize: elementSize, crossbarRows: crossbarRows,
      crossbarColumns: crossbarColumns)
    self.init(
      tilesRow: divideRoundingUp(matrix.rows, tileSize),
      tilesColumn: divideRoundingUp(matrix.columns, tileSize), copiesRow: element.row * crossbar.row,
      copiesColumn: element.column * crossbar.column, copies: copies,
      cells: Double(matrix.rows) * Double(matrix.columns), tileCells: Double(tileSize) * Double(tileSize),
      kernelPositions: nil)
  }

  /// Places a matrix on tiles with one element per kernel position (spec 14 §6).
  init(
    _ matrix: CellMatrix, kernelPositions: Int, elementSize: Int, crossbarRows: Int, crossbarColumns: Int,
    copies: Int = 1
  ) {
    let crossbar = Placement.crossbarCopies(
      rows: matrix.inputChannels, columns: matrix.columns, elementSize: elementSize,
      crossbarRows: crossbarRows, crossbarColumns: crossbarColumns)
    self.init(
      tilesRow: divideRoundingUp(matrix.inputChannels, elementSize),
      tilesColumn: divideRoundingUp(matrix.columns, elementSize), copiesRow: crossbar.row,
      copiesColumn: crossbar.column, copies: copies, cells: Double(matrix.rows) * Double(matrix.columns),
      tileCells: Double(elementSize) * Double(elementSize) * Double(kernelPositions),
      kernelPositions: kernelPositions)
  }

  private init(
    tilesRow: Int, tilesColumn: Int, copiesRow: Int, copiesColumn: Int, copies: Int, cells: Double,
    tileCells: Double, kernelPositions: Int?
  ) {
    let inside = copiesRow * copiesColumn
    let outside = max(1, divideRoundingUp(copies, inside))
    self.tilesRow = tilesRow * outside
    self.tilesColumn = tilesColumn
    speedUpRow = copiesRow * outside
    speedUpColumn = copiesColumn
    utilisation =
      Double(max(copies, inside)) * cells
      / (Double(self.tilesRow) * Double(tilesColumn) * tileCells)
    self.kernelPositions = kernelPositions
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

  /// Copies at the level of crossbars inside an element.
  private static func crossbarCopies(
    rows: Int, columns: Int, elementSize: Int, crossbarRows: Int, crossbarColumns: Int
  ) -> (row: Int, column: Int) {
    guard rows <= elementSize || columns <= elementSize else { return (1, 1) }
    return (
      max(1, divideRoundingUp(elementSize, crossbarRows) / divideRoundingUp(rows, crossbarRows)),
      max(1, divideRoundingUp(elementSize, crossbarColumns) / divideRoundingUp(columns, crossbarColumns))
    )
  }
}
