/// Tiles already sized, one per periphery and tile size: layers with the same choices share one design.
///
/// Not thread-safe: one per evaluation or per table.
package final class TileLibrary {
  package let hardware: Hardware
  /// Clock that the circuits are sized with, Hz.
  package let clock: Double
  package private(set) var tiles: [Tile] = []
  private var known: [Key: Int] = [:]
  private var expectations: [Columns: ExpectedConductances] = [:]

  private struct Columns: Hashable {
    var path: ColumnPath
    var count: Int
  }

  private struct Key: Hashable {
    var periphery: Periphery
    var tileSize: Int
    var elementSize: Int
    var kernelPositions: Int?
  }

  package init(hardware: Hardware, clock: Double) {
    self.hardware = hardware
    self.clock = clock
  }

  /// Index into `tiles` of the tile for a periphery, sized on first use.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)`` when it cannot be built.
  package func tile(for periphery: Periphery, tileSize: Int, elementSize: Int) throws(HardwareError) -> Int {
    let key = Key(periphery: periphery, tileSize: tileSize, elementSize: elementSize)
    if let index = known[key] { return index }
    try hardware.validateTile(periphery)
    try hardware.validateCells(periphery)
    let hardware = hardware.specialised(for: periphery)
    let subarray = try Subarray(hardware: hardware, periphery: periphery, clock: clock)
    let element = ProcessingElement(
      subarray: subarray, size: elementSize, environment: subarray.environment)
    return try add(Tile(element: element, size: tileSize, environment: subarray.environment), key)
  }

  /// Index of the tile with one element per kernel position that stands beside a conventional one.
  ///
  /// - Parameter conventional: index of the chip's conventional tile, with the same periphery.
  /// - Throws: ``HardwareError/invalid(rule:)`` when it cannot be built.
  func tile(
    kernelPositions: Int, elementSize: Int, beside conventional: Int
  ) throws(HardwareError) -> Int {
    let other = tiles[conventional]
    let subarray = other.element.subarray
    let key = Key(
      periphery: subarray.periphery, tileSize: other.size, elementSize: elementSize,
      kernelPositions: kernelPositions)
    if let index = known[key] { return index }
    let element = ProcessingElement(
      subarray: subarray, size: elementSize, mapsKernelPositions: true, environment: subarray.environment)
    return try add(
      Tile(
        element: element, kernelPositions: kernelPositions, conventional: other,
        environment: subarray.environment), key)
  }

  private func add(_ tile: Tile, _ key: Key) throws(HardwareError) -> Int {
    let periphery = tile.element.subarray.periphery
    guard tile.area.isFinite && tile.area > 0 && tile.height.isFinite else {
      throw .invalid(
        rule: "the tile's area must be a positive number: a buffer of a single line cannot be laid out"
          + " (crossbar \(periphery.crossbarRows) x \(periphery.crossbarColumns), "
          + "column_sharing \(periphery.columnSharing), input_bits \(periphery.inputBits))")
    }
    let areas = tile.areas
    if let component = Component.allCases.first(where: { !(areas[$0] >= 0) }) {
      throw .invalid(
        rule:
          "the tile's \(component.name) must have a positive area: a buffer of so few lines cannot be laid "
          + "out"
          + " (column_sharing \(periphery.columnSharing), input_bits \(periphery.inputBits))")
    }
    tiles.append(tile)
    known[key] = tiles.count - 1
    return tiles.count - 1
  }

  /// The tile for a periphery under the rule of a fixed number of crossbars per tile, in four elements.
  package func tile(
    for periphery: Periphery, crossbarsPerTile: Int
  ) throws(HardwareError) -> Int {
    let sides = stride(from: 2, through: 64, by: 2)
    guard let side = sides.first(where: { $0 * $0 == crossbarsPerTile }) else {
      throw .invalid(
        rule: "crossbars_per_tile (\(crossbarsPerTile)) must be the square of an even number, at most 4096:"
          + " 4, 16, 36, 64 ...")
    }
    let tileSize = side * periphery.crossbarRows
    return try tile(for: periphery, tileSize: tileSize, elementSize: tileSize / 2)
  }

  /// Expected conductances of the crossbars of a tile.
  package func expectedConductances(for subarray: Subarray) -> ExpectedConductances {
    let columns = Columns(path: subarray.path, count: subarray.periphery.crossbarColumns)
    if let table = expectations[columns] { return table }
    let table = ExpectedConductances(path: subarray.path, columns: columns.count)
    expectations[columns] = table
    return table
  }
}
