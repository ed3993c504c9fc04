import XPertKernels

/// A layer's cells as the kernels read them: columns in tiles, and where each column's sums will be.
struct TiledCells: Sendable {
  /// [group][tile][row][column of the tile].
  enum Cells: Sendable {
    /// Column totals fit 16 bits.
    case narrow(AlignedValues<Int16>)
    /// Sums of so many rows do.
    case mixed(AlignedValues<UInt16>, mostRows: Int)
    case wide(AlignedValues<Int32>)
  }

  /// Columns that the kernel takes together.
  struct Tile: Sendable {
    let first: Int
    let vectors: Int
    let width: Int
  }

  /// Where the sums of columns are within a window's sums: for the first window, and how far from one window
  /// to the next.
  struct Places: Sendable {
    var positions: [Int] = []
    var strides: [Int] = []

    mutating func append(_ place: (position: Int, stride: Int)) {
      positions.append(place.position)
      strides.append(place.stride)
    }
  }

  let tiles: [Tile]
  let cells: Cells
  /// Columns of all tiles.
  let paddedColumns: Int
  /// Per number of rows that are set, the code of a reference column whose cells are all alike, as they are
  /// in an ideal chip; nil where they differ. Such columns are not in tiles.
  let uniformReference: [Int32]?
  /// Of every cell column, and of its reference.
  let places: Places
  let references: Places

  static let windowsPerGroup = 64

  init(
    _ conductances: [Int32], _ shape: CrossbarShape, _ converter: ColumnConverter, _ model: CrossbarModel
  ) {
    let (columns, cellColumns) = (shape.columns, shape.cellColumns)
    let isNarrow = converter.isNarrow
    let mostRows = isNarrow ? 0 : Self.mostRowsOf16Bits(conductances, converter.adc, model)
    let lanes = isNarrow || mostRows > 0 ? 32 : 16
    let isUniform =
      model.reference == .dummyColumn && Self.isUniform(conductances, from: cellColumns, columns: columns)
    let tiledColumns = isUniform ? cellColumns : columns
    tiles = Self.tiles(columns: tiledColumns, lanes: lanes)
    paddedColumns = tiles.reduce(0) { $0 + $1.width }
    cells = Self.cells(
      Self.pack(conductances, shape, tiles, columns: tiledColumns), isNarrow: isNarrow, mostRows: mostRows)
    uniformReference =
      isUniform
      ? Self.codesOfRows(
        Self.cells(
          [Int32](repeating: conductances[cellColumns], count: shape.size * lanes), isNarrow: isNarrow,
          mostRows: mostRows),
        rows: shape.size, lanes: lanes, adc: converter.adc)
      : nil
    var (places, references) = (Places(), Places())
    for column in 0..<cellColumns {
      places.append(Self.place(of: column, in: tiles))
      switch model.reference {
      // Behind all tiles, there is a uniform reference, and a zero to subtract.
      case .digitalOffset: references.append(((paddedColumns + 1) * Self.windowsPerGroup, 0))
      case .dummyColumn where isUniform: references.append((paddedColumns * Self.windowsPerGroup, 1))
      case .dummyColumn: references.append(Self.place(of: cellColumns + column / shape.size, in: tiles))
      case .differential: references.append(Self.place(of: cellColumns + column, in: tiles))
      }
    }
    self.places = places
    self.references = references
  }

  private static func place(of column: Int, in tiles: [Tile]) -> (position: Int, stride: Int) {
    let tile = tiles.last { $0.first <= column }!
    return (tile.first * windowsPerGroup + column - tile.first, tile.width)
  }

  /// Cells in the order of tiles, filled up with zeros.
  private static func pack(
    _ conductances: [Int32], _ shape: CrossbarShape, _ tiles: [Tile], columns: Int
  ) -> [Int32] {
    let padded = tiles.reduce(0) { $0 + $1.width }
    var packed = [Int32](repeating: 0, count: shape.groups * padded * shape.rows)
    var target = 0
    for group in 0..<shape.groups {
      for tile in tiles {
        for row in 0..<shape.rows {
          for column in tile.first..<min(tile.first + tile.width, columns) {
            packed[target + column - tile.first] =
              conductances[(group * shape.rows + row) * shape.columns + column]
          }
          target += tile.width
        }
      }
    }
    return packed
  }

  /// As few tiles as there can be, of nearly equal width: bits are looked at once per tile. With nine
  /// vectors, 64 rows and the results of a window stay in the first-level cache.
  private static func tiles(columns: Int, lanes: Int) -> [Tile] {
    let vectors = (columns + lanes - 1) / lanes
    let count = (vectors + 8) / 9
    var first = 0
    return (0..<count).map { index in
      let own = (vectors + count - 1 - index) / count
      defer { first += own * lanes }
      return Tile(first: first, vectors: own, width: own * lanes)
    }
  }

  private static func cells(_ values: [Int32], isNarrow: Bool, mostRows: Int) -> Cells {
    isNarrow
      ? .narrow(AlignedValues(values))
      : mostRows > 0 ? .mixed(AlignedValues(values), mostRows: mostRows) : .wide(AlignedValues(values))
  }

  /// Whether all cells of the columns behind `first` are alike.
  private static func isUniform(_ cells: [Int32], from first: Int, columns: Int) -> Bool {
    let value = cells[first]
    return stride(from: 0, to: cells.count, by: columns).allSatisfy { row in
      cells[row + first..<row + columns].allSatisfy { $0 == value }
    }
  }

  /// What the kernel converts 0 to `rows` rows of one vector of like cells to.
  private static func codesOfRows(_ cells: Cells, rows: Int, lanes: Int, adc: xk_adc) -> [Int32] {
    let words = (rows + 63) / 64
    var bits = [UInt64](repeating: 0, count: (rows + 1) * words)
    for count in 0...rows {
      for row in 0..<count { bits[count * words + row / 64] |= 1 << (row % 64) }
    }
    var result = [Int32](repeating: 0, count: (rows + 1) * lanes)
    convert(
      cells, from: 0, vectors: 1, bits: bits, windows: rows + 1, planes: 1, words: words, adc, to: &result)
    return (0...rows).map { result[$0 * lanes] }
  }

  /// One crossbar's part of a tile.
  static func convert(
    _ cells: Cells, from first: Int, vectors: Int, bits: UnsafePointer<UInt64>, windows: Int, planes: Int,
    words: Int, _ adc: xk_adc, to result: UnsafeMutablePointer<Int32>
  ) {
    let (vectors, planes, words) = (Int32(vectors), Int32(planes), Int32(words))
    switch cells {
    case .narrow(let cells):
      xk_crossbar_narrow(cells.values + first, vectors, bits, windows, planes, words, adc, result)
    case .mixed(let cells, let mostRows):
      xk_crossbar_mixed(
        cells.values + first, vectors, bits, windows, planes, words, Int32(mostRows), adc, result)
    case .wide(let cells):
      xk_crossbar_wide(cells.values + first, vectors, bits, windows, planes, words, adc, result)
    }
  }

  /// Whether sums are carried over from 16 to 32 bits.
  var isMixed: Bool {
    if case .mixed = cells { true } else { false }
  }

  /// How many rows the mixed kernel may add up in 16 bits; 0 where the wide one serves better.
  private static func mostRowsOf16Bits(_ cells: [Int32], _ adc: xk_adc, _ model: CrossbarModel) -> Int {
    let largest = max(Int(cells.max() ?? 1), 1)
    guard let bits = model.adc?.bits, model.inputBits + bits <= 16, adc.rate < 0.5, adc.offset < 65536 else {
      return 0
    }
    let rows = (65535 - max(-Int(adc.offset), 0)) / largest
    return rows >= 6 ? rows : 0
  }
}
