import Platform

/// Global buffer, H-tree, accumulator, activation and pooling (spec 14 §4, §5), and the adders of shortcuts.
package struct GlobalCircuits: Sendable {
  /// One core; the chip has `bufferCores` of them.
  package let buffer: Buffer
  package let bufferCores: Int
  /// Bits.
  package let busWidth: Double
  package let gridRows: Int
  package let gridColumns: Int
  /// Of the largest tile, metres.
  package let tileHeight: Double
  package let tileWidth: Double
  package let hTree: HTree
  /// The tree as conventionally mapped layers see it, on a chip whose other tiles are larger: the reference
  /// takes the route's length from the layer's own kind of tile, the area from the larger one.
  private let conventionalHTree: HTree?
  package let accumulator: AdderTree
  package let activation: ActivationCircuit?
  package let pooling: MaxPooling
  /// Adds shortcuts to outputs and sums up global averages; as many adders as there are activation units,
  /// as wide as the accumulator's sums. Nil where no layer needs them.
  package let adder: AdderBank?

  /// Sizes and lays out the circuits for the most demanding layer.
  ///
  /// - Parameter conventional: height and width in metres of the tiles of conventionally mapped layers, where
  ///   there are others as well.
  package init(
    demand: GlobalDemand, bufferCores: Int, busWidth: Double, tiles: Int,
    conventional: (height: Double, width: Double)? = nil, hardware: Hardware,
    environment: CircuitEnvironment
  ) {
    (gridRows, gridColumns) = FloorPlan.grid(tiles: tiles)
    let height = Double(gridRows) * demand.tileHeight
    buffer = Buffer(
      bits: hardware.globalBufferCoreBits, lineWidth: hardware.globalBufferCoreColumns,
      isSRAM: hardware.globalBufferIsSRAM, fit: .height(height), in: environment)
    let width = buffer.area * Double(bufferCores) / height
    let (rows, columns) = (gridRows, gridColumns)
    func tree(height: Double, width: Double) -> HTree {
      hardware.globalHTree(
        rows: rows, columns: columns, bits: busWidth, tileHeight: height, tileWidth: width, in: environment)
    }
    hTree = tree(height: demand.tileHeight, width: demand.tileWidth)
    conventionalHTree = conventional.map { tree(height: $0.height, width: $0.width) }
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
    pooling = Self.pooling(
      bits: demand.inputBits, units: demand.poolingUnits, fit: .width(width), in: environment)
    adder =
      demand.adders == 0
      ? nil
      : AdderBank(
        bits: demand.accumulatorBits + accumulator.stages, adders: demand.adders, fit: .width(height / 3),
        in: environment)
    self.bufferCores = bufferCores
    self.busWidth = busWidth
    tileHeight = demand.tileHeight
    tileWidth = demand.tileWidth
  }

  /// The H-tree with the route of a layer.
  func route(of layer: LayerTraffic) -> HTree {
    layer.mapsKernelPositions ? hTree : conventionalHTree ?? hTree
  }

  /// Cores of the buffer that work at once.
  var parallelCores: Double { buffer.parallelCores(of: Double(bufferCores), busWidth: busWidth) }

  /// Maxima of 2 x 2 values.
  static func pooling(
    bits: Int, units: Int, fit: LayoutConstraint, in environment: CircuitEnvironment
  ) -> MaxPooling {
    MaxPooling(bits: bits, window: 4, units: units, fit: fit, in: environment)
  }

  /// Area of all shared circuits, m².
  package var area: Double { area(bufferCores: Double(bufferCores), hTreeArea: hTree.area) }

  /// The area with another buffer and another tree, m².
  ///
  /// - Parameter base: m² that the circuits come on top of.
  func area(bufferCores: Double, hTreeArea: Double, base: Double = 0) -> Double {
    base + buffer.area * bufferCores + hTreeArea + accumulator.area + (activation?.area ?? 0) + pooling.area
      + (adder?.area ?? 0)
  }

  /// Area by component, m².
  package var areas: ComponentTable {
    var table = ComponentTable()
    table[.globalBuffer] = buffer.area * Double(bufferCores)
    table[.globalHTree] = hTree.area
    table[.globalAccumulator] = accumulator.area
    table[.globalAdder] = adder?.area ?? 0
    table[.globalActivation] = activation?.area ?? 0
    table[.pooling] = pooling.area
    return table
  }

  /// Bits of the accumulator that sums the tiles of a layer (spec 14 §4).
  ///
  /// - Parameter fan: crossbars that are added up before.
  static func accumulatorBits(periphery: Periphery, hardware: Hardware, fan: Int) -> Int {
    guard hardware.activatesAtChip else { return periphery.inputBits }
    let resultBits =
      hardware.readMode == .parallel
      ? log2(Double(periphery.levels.count)).rounded(.up)
      : rowBits(periphery: periphery, hardware: hardware)
    return truncated(
      resultBits + Double(periphery.inputBits) + Double(hardware.cellsPerWeight) + 1
        + log2(Double(fan)).rounded(.up))
  }

  /// Entries of a sigmoid's table without the accumulator's share (spec 14 §4), whatever the read mode.
  static func activationEntries(periphery: Periphery, hardware: Hardware, fan: Int) -> Double {
    rowBits(periphery: periphery, hardware: hardware) + Double(periphery.inputBits)
      + Double(hardware.cellsPerWeight) + 1 + log2(Double(fan))
  }

  /// Bits of the sum of a column read row by row.
  private static func rowBits(periphery: Periphery, hardware: Hardware) -> Double {
    (log2(Double(periphery.crossbarRows)) + Double(hardware.effectiveCellBits) - 1).rounded(.up)
  }
}
