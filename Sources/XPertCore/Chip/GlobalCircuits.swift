#if canImport(Glibc)
  import Glibc
#endif

/// What a layer, or the most demanding of several, asks of the circuits that all layers share (spec 14 §4).
public struct GlobalDemand: Sendable, Hashable {
  /// Bits of the input feature map.
  public var bufferBits: Int
  public var accumulatorLeaves: Int
  public var accumulatorBits: Int
  public var accumulatorTrees: Int
  public var activationUnits: Int
  /// Entries of a sigmoid's table before the accumulator's share (spec 14 §4): real, not rounded.
  public var activationEntries: Double
  public var poolingUnits: Int
  public var inputBits: Int
  /// Of the largest tile, metres.
  public var tileHeight: Double
  public var tileWidth: Double

  static let none = GlobalDemand(
    bufferBits: 0, accumulatorLeaves: 0, accumulatorBits: 0, accumulatorTrees: 0, activationUnits: 0,
    activationEntries: 0, poolingUnits: 0, inputBits: 0, tileHeight: 0, tileWidth: 0)

  mutating func formMaximum(_ other: GlobalDemand) {
    bufferBits = max(bufferBits, other.bufferBits)
    accumulatorLeaves = max(accumulatorLeaves, other.accumulatorLeaves)
    accumulatorBits = max(accumulatorBits, other.accumulatorBits)
    accumulatorTrees = max(accumulatorTrees, other.accumulatorTrees)
    activationUnits = max(activationUnits, other.activationUnits)
    activationEntries = max(activationEntries, other.activationEntries)
    poolingUnits = max(poolingUnits, other.poolingUnits)
    inputBits = max(inputBits, other.inputBits)
    tileHeight = max(tileHeight, other.tileHeight)
    tileWidth = max(tileWidth, other.tileWidth)
  }
}

extension GlobalDemand {
  /// The demand of one layer.
  init(_ matrix: CellMatrix, placement: Placement, tile: Tile) {
    let subarray = tile.element.subarray
    let units = truncated((Double(tile.size) / Double(subarray.periphery.columnSharing)).rounded(.up))
    self.init(
      bufferBits: subarray.periphery.inputBits * matrix.inputValues, accumulatorLeaves: placement.tilesRow,
      accumulatorBits: GlobalCircuits.accumulatorBits(
        periphery: subarray.periphery, hardware: subarray.hardware, tileSize: tile.size,
        elementSize: tile.element.size),
      accumulatorTrees: units, activationUnits: units,
      activationEntries: GlobalCircuits.activationEntries(
        periphery: subarray.periphery, hardware: subarray.hardware, tileSize: tile.size,
        elementSize: tile.element.size), poolingUnits: tile.size,
      inputBits: subarray.periphery.inputBits, tileHeight: tile.height, tileWidth: tile.width)
  }
}

/// Global buffer, H-tree, accumulator, activation and pooling (spec 14 §4, §5).
public struct GlobalCircuits: Sendable {
  /// One core; the chip has `bufferCores` of them.
  public let buffer: Buffer
  public let bufferCores: Int
  /// Bits.
  public let busWidth: Double
  public let gridRows: Int
  public let gridColumns: Int
  /// Of the largest tile, metres.
  public let tileHeight: Double
  public let tileWidth: Double
  public let hTree: HTree
  public let accumulator: AdderTree
  public let activation: ActivationCircuit?
  public let pooling: MaxPooling

  /// Sizes and lays out the circuits for the most demanding layer.
  public init(
    demand: GlobalDemand, bufferCores: Int, busWidth: Double, tiles: Int, hardware: Hardware,
    environment: CircuitEnvironment
  ) {
    (gridRows, gridColumns) = FloorPlan.grid(tiles: tiles)
    let height = Double(gridRows) * demand.tileHeight
    buffer = Buffer(
      bits: hardware.globalBufferCoreRows * hardware.globalBufferCoreColumns,
      lineWidth: hardware.globalBufferCoreColumns, isSRAM: hardware.globalBufferIsSRAM, fit: .height(height),
      in: environment)
    let width = buffer.area * Double(bufferCores) / height
    hTree = HTree(
      rows: gridRows, columns: gridColumns, tolerance: hardware.globalBusTolerance, bits: busWidth,
      unitHeight: demand.tileHeight, unitWidth: demand.tileWidth, foldRatio: hardware.globalFoldRatio,
      in: environment)
    accumulator = AdderTree(
      leaves: demand.accumulatorLeaves, bits: demand.accumulatorBits, trees: demand.accumulatorTrees,
      fit: .width(height / 3), in: environment)
    activation =
      hardware.activatesAtChip
      ? ActivationSizing(
        reluUnits: demand.activationUnits, functions: demand.activationUnits,
        entries: truncated(
          demand.activationEntries + log2(Double(demand.accumulatorLeaves)).rounded(.up)),
        bits: demand.inputBits
      ).circuit(hardware: hardware, fit: .width(width / 3), in: environment) : nil
    pooling = MaxPooling(
      bits: demand.inputBits, window: 4, units: demand.poolingUnits, fit: .width(width), in: environment)
    self.bufferCores = bufferCores
    self.busWidth = busWidth
    tileHeight = demand.tileHeight
    tileWidth = demand.tileWidth
  }

  /// Area of all shared circuits, m².
  public var area: Double {
    buffer.area * Double(bufferCores) + hTree.area + accumulator.area + (activation?.area ?? 0) + pooling.area
  }

  /// Area by component, m².
  public var areas: ComponentTable {
    var table = ComponentTable()
    table[.globalBuffer] = buffer.area * Double(bufferCores)
    table[.globalHTree] = hTree.area
    table[.globalAccumulator] = accumulator.area
    table[.globalActivation] = activation?.area ?? 0
    table[.pooling] = pooling.area
    return table
  }

  /// Bits of the accumulator that sums the tiles of a layer (spec 14 §4).
  static func accumulatorBits(
    periphery: Periphery, hardware: Hardware, tileSize: Int, elementSize: Int
  ) -> Int {
    guard hardware.activatesAtChip else { return periphery.inputBits }
    let fan = fan(periphery: periphery, tileSize: tileSize, elementSize: elementSize)
    let resultBits =
      hardware.readMode == .parallel
      ? log2(Double(periphery.levels.count)).rounded(.up)
      : rowBits(periphery: periphery, hardware: hardware)
    return truncated(
      resultBits + Double(periphery.inputBits) + Double(hardware.cellsPerWeight) + 1
        + log2(Double(fan)).rounded(.up))
  }

  /// Entries of a sigmoid's table without the accumulator's share (spec 14 §4), whatever the read mode.
  static func activationEntries(
    periphery: Periphery, hardware: Hardware, tileSize: Int, elementSize: Int
  ) -> Double {
    rowBits(periphery: periphery, hardware: hardware) + Double(periphery.inputBits)
      + Double(hardware.cellsPerWeight) + 1
      + log2(Double(fan(periphery: periphery, tileSize: tileSize, elementSize: elementSize)))
  }

  /// Bits of the sum of a column read row by row.
  private static func rowBits(periphery: Periphery, hardware: Hardware) -> Double {
    (log2(Double(periphery.crossbarRows)) + Double(hardware.effectiveCellBits) - 1).rounded(.up)
  }

  /// Crossbars that a tile adds up.
  private static func fan(periphery: Periphery, tileSize: Int, elementSize: Int) -> Int {
    divideRoundingUp(elementSize, periphery.crossbarRows) * divideRoundingUp(tileSize, elementSize)
  }
}
