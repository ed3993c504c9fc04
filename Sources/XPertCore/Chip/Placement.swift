/// How one layer lies on its tiles (spec 14 §2, §3, §6).
package struct Placement: Sendable, Hashable {
  /// Copies of whole tiles that a pipeline asks for stand in the rows.
  package var tilesRow: Int
  package var tilesColumn: Int
  /// Copies of the layer, by which its delay is divided.
  package var speedUpRow: Int
  package var speedUpColumn: Int
  /// Share of the tiles' cells that hold weights, 0 to 1.
  package var utilisation: Double
  /// Positions of the kernel if each lies on a processing element of its own; nil: the matrix lies as it is.
  package var kernelPositions: Int?
  /// Sets of `tilesRow` x `tilesColumn` tiles, each with other groups of a grouped convolution.
  package var sets = 1
  /// Groups of a grouped convolution.
  package var groups = 1
  /// Copies of one matrix that a set of tiles has room for. Groups take the place of copies; what they leave
  /// over goes to copies of groups, the same number for each (``speedUpRow``).
  private(set) var roomRow: Int
  private(set) var roomColumn: Int

  package var tiles: Int { tilesRow * tilesColumn * sets }

  /// Places a matrix on tiles of given size: copies fill what the matrix leaves free.
  ///
  /// A layer that spans several tiles in one direction is still duplicated in the other (Q-C160).
  ///
  /// - Parameters:
  ///   - tileSize: cells per side of a tile.
  ///   - elementSize: cells per side of a processing element.
  ///   - copies: copies that the layer should have at least; more tiles hold those that do not fit.
  package init(
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
    if matrix.groups > 1 { share(among: matrix.groups, of: matrix, tileSize: tileSize, copies: copies) }
  }

  /// Gives the room for copies of one matrix to groups with matrices of their own.
  ///
  /// - Parameter copies: copies that every group should have at least; there is room for as many.
  private mutating func share(among groups: Int, of matrix: CellMatrix, tileSize: Int, copies: Int) {
    let cells = Double(matrix.rows) * Double(matrix.columns)
    let tileCells = Double(tileSize) * Double(tileSize)
    let room = roomRow * roomColumn
    let sets = divideRoundingUp(groups, max(1, room / copies))
    let copiesOfGroup = room / divideRoundingUp(groups, sets)
    self.groups = groups
    self.sets = sets
    speedUpRow = copiesOfGroup
    speedUpColumn = 1
    utilisation = Double(groups * copiesOfGroup) * cells / (Double(tiles) * tileCells)
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
    roomRow = speedUpRow
    roomColumn = copiesColumn
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
