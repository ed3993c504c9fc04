import Platform

/// A grid of crossbars with buses, an adder tree that sums the crossbars of a column, and buffers (spec 12).
package struct ProcessingElement: Sendable {
  package let subarray: Subarray
  /// Cells per side.
  package let size: Int
  /// Crossbars per side as sized: a square grid (Q-C130).
  package let grid: Int
  /// Crossbars per side in rows and columns as used.
  package let gridRows: Int
  package let gridColumns: Int
  /// Whether it belongs to a tile with one element per kernel position.
  let mapsKernelPositions: Bool
  package let tree: AdderTree
  package let inputBuffer: FlipFlopBank
  package let outputBuffer: FlipFlopBank
  package let inputBus: Bus
  package let outputBus: Bus
  /// m², metres.
  package let area: Double
  package let height: Double
  package let width: Double

  /// Bits of a converter's result (spec 12 §1, B): real, not rounded.
  let conversionBits: Double

  /// - Parameter clock: the clock that the circuits are sized with, Hz.
  init(
    subarray: Subarray, size: Int, mapsKernelPositions: Bool = false, environment: CircuitEnvironment
  ) {
    let rows = subarray.periphery.crossbarRows
    let columns = subarray.periphery.crossbarColumns
    let sharing = subarray.periphery.columnSharing
    let cells = subarray.hardware.cellsPerWeight
    let inputBits = subarray.periphery.inputBits

    gridRows = divideRoundingUp(size, rows)
    gridColumns = divideRoundingUp(size, columns)
    grid = truncated(Double(gridRows * gridColumns).squareRoot().rounded(.up))
    conversionBits =
      subarray.hardware.readMode == .parallel
      ? log2(Double(subarray.periphery.levels.count))
      : log2(Double(rows)) + Double(subarray.hardware.effectiveCellBits) - 1

    tree = AdderTree(
      leaves: grid, bits: truncated(conversionBits + Double(inputBits) + Double(cells) + 1),
      trees: truncated((Double(grid) * Double(columns) / Double(sharing)).rounded(.up)),
      fit: .width(subarray.width), in: environment)
    inputBuffer = FlipFlopBank(
      count: inputBits * rows, fit: .height(Double(grid) * subarray.height), in: environment)
    outputBuffer = FlipFlopBank(
      count: truncated(
        Double(columns / sharing)
          * (conversionBits + Double(inputBits) + Double(cells) + Double(tree.stages))),
      fit: .width(Double(grid) * subarray.width), in: environment)
    inputBus = Bus(
      orientation: .horizontal, rows: grid, columns: grid, tolerance: 0, bits: Double(rows),
      unitHeight: subarray.height, unitWidth: subarray.width, in: environment)
    outputBus = Bus(
      orientation: .vertical, rows: grid, columns: grid, tolerance: 0, bits: Double(columns),
      unitHeight: subarray.height, unitWidth: subarray.width, in: environment)

    area = subarray.area * Double(grid * grid) + tree.area + inputBuffer.area + outputBuffer.area
    height = area.squareRoot()
    width = area / height
    self.subarray = subarray
    self.size = size
    self.mapsKernelPositions = mapsKernelPositions
  }

  /// Area by component, m²; sums to `area`.
  var areas: ComponentTable {
    var table = ComponentTable()
    for part in subarray.parts { table[part.component] += part.area * Double(grid * grid) }
    table[.processingElementAdderTree] = tree.area
    table[.processingElementInputBuffer] = inputBuffer.area
    table[.processingElementOutputBuffer] = outputBuffer.area
    return table
  }
}

/// What one processing element does for its part of a layer.
struct ProcessingElementResult {
  var delay = DelayBreakdown()
  /// Summed over all evaluated crossbars.
  var statistics = BlockStatistics()
  var energy = ProcessingElementEnergy()
  /// Watt.
  var leakage: Double = 0
}

/// Energy of a processing element outside its crossbars, joule.
struct ProcessingElementEnergy {
  var tree: Double = 0
  var inputBuffer: Double = 0
  var outputBuffer: Double = 0
  var inputBus: Double = 0
  var outputBus: Double = 0

  /// Adds that of `count` equal elements.
  mutating func add(_ other: ProcessingElementEnergy, times count: Double) {
    tree += other.tree * count
    inputBuffer += other.inputBuffer * count
    outputBuffer += other.outputBuffer * count
    inputBus += other.inputBus * count
    outputBus += other.outputBus * count
  }
}

extension ProcessingElement {
  /// Performance of a sub-matrix mapped to this element (spec 12 §3-5).
  ///
  /// - Parameters:
  ///   - range: rows and columns of the layer's cell matrix.
  ///   - copiesRow, copiesColumn: copies of the sub-matrix inside the element.
  func evaluate<Activity: LayerActivity>(
    _ range: BlockRange, copiesRow: Int, copiesColumn: Int, activity: inout Activity,
    history: inout LeakageHistory
  ) -> ProcessingElementResult {
    var result = ProcessingElementResult()
    let copies = copiesRow * copiesColumn
    if copies <= 1 {
      addOne(range, to: &result, activity: &activity, history: &history)
    } else if copiesRow < gridRows || copiesColumn < gridColumns {
      addCopies(copies, of: range, to: &result, activity: &activity, history: &history)
    } else {
      addCopyPerCrossbar(copies, of: range, to: &result, activity: &activity)
    }
    addTraffic(range, vectors: activity.vectors, to: &result)
    result.leakage =
      subarray.leakage * Double(gridRows) * Double(gridColumns)
      + history.treeLeakage(of: self) + inputBuffer.leakage + outputBuffer.leakage
    return result
  }

  /// The part of a sub-matrix on crossbar (i, j).
  private func block(_ range: BlockRange, _ i: Int, _ j: Int) -> BlockRange {
    let rows = subarray.periphery.crossbarRows
    let columns = subarray.periphery.crossbarColumns
    return BlockRange(
      rowStart: range.rowStart + i * rows, rowCount: min(rows, range.rowCount - i * rows),
      columnStart: range.columnStart + j * columns,
      columnCount: min(columns, range.columnCount - j * columns))
  }

  /// Delay and energy of the adder tree over the crossbars of a column.
  private func treeCost(_ range: BlockRange, vectors: Int) -> (units: Int, delay: Double, energy: Double) {
    let periphery = subarray.periphery
    // Floor of columns per ADC over cells per weight: accumulation can cost nothing (Q-C131).
    let reads = Double(
      (vectors / periphery.inputBits) * (periphery.columnSharing / subarray.hardware.cellsPerWeight))
    let units = divideRoundingUp(range.rowCount, periphery.crossbarRows)
    return (
      units, tree.delay(reads: reads, units: units, load: 0), tree.readEnergy(reads: reads, units: units)
    )
  }

  /// A: no duplication.
  private func addOne<Activity: LayerActivity>(
    _ range: BlockRange, to result: inout ProcessingElementResult, activity: inout Activity,
    history: inout LeakageHistory
  ) {
    let tree = treeCost(range, vectors: activity.vectors)
    let periphery = subarray.periphery
    let rowParts = activity.parts(of: range.rowCount, per: periphery.crossbarRows, atMost: gridRows)
    let columnParts = activity.parts(
      of: range.columnCount, per: periphery.crossbarColumns, atMost: gridColumns)
    for (i, rowRepeats) in rowParts {
      for (j, columnRepeats) in columnParts {
        let statistics = activity.statistics(of: block(range, i, j))
        result.statistics.add(statistics, times: Double(rowRepeats * columnRepeats))
        result.delay.formMaximum(crossbarDelay(of: statistics))
      }
    }
    result.delay.addAccumulation(tree.delay, .elementTree)
    result.energy.tree = tree.energy
    history.evaluated(treeOf: self, units: tree.units)
  }

  /// B: duplicated, the matrix spans several crossbars. The tree is charged once per block (Q-C132).
  private func addCopies<Activity: LayerActivity>(
    _ copies: Int, of range: BlockRange, to result: inout ProcessingElementResult,
    activity: inout Activity, history: inout LeakageHistory
  ) {
    let tree = treeCost(range, vectors: activity.vectors)
    history.evaluated(treeOf: self, units: tree.units)
    let periphery = subarray.periphery
    let columnParts = activity.parts(of: range.columnCount, per: periphery.crossbarColumns)
    for (i, rowRepeats) in activity.parts(of: range.rowCount, per: periphery.crossbarRows) {
      for (j, columnRepeats) in columnParts {
        let repeats = Double(rowRepeats * columnRepeats)
        let statistics = activity.statistics(of: block(range, i, j))
        result.statistics.add(statistics, times: repeats)
        var delay = crossbarDelay(of: statistics)
        delay.addAccumulation(tree.delay, .elementTree)
        result.delay.formMaximum(delay)
        result.energy.tree += tree.energy * repeats
      }
    }
    result.delay = result.delay.divided(by: Double(copies))
  }

  /// C: every crossbar holds a full copy.
  private func addCopyPerCrossbar<Activity: LayerActivity>(
    _ copies: Int, of range: BlockRange, to result: inout ProcessingElementResult, activity: inout Activity
  ) {
    let statistics = activity.statistics(of: block(range, 0, 0))
    result.statistics += statistics
    result.delay = crossbarDelay(of: statistics).divided(by: Double(copies))
  }

  /// Buffers and buses (§5): integer divisions as in the reference (Q-C135).
  private func addTraffic(_ range: BlockRange, vectors: Int, to result: inout ProcessingElementResult) {
    let cells = subarray.hardware.cellsPerWeight
    let inputBits = subarray.periphery.inputBits
    let inputReads = Double(range.rowCount * vectors / inputBuffer.count)
    let outputReads = Double(
      (range.columnCount / cells) * tree.bits * vectors / inputBits / outputBuffer.count)
    result.delay.addBuffer(
      inputBuffer.delay(reads: inputReads) + outputBuffer.delay(reads: outputReads), .elementBuffers)
    result.energy.inputBuffer = inputBuffer.readEnergy(
      reads: inputReads, active: Double(inputBuffer.count), calibrated: false)
    result.energy.outputBuffer = outputBuffer.readEnergy(
      reads: outputReads, active: Double(outputBuffer.count), calibrated: false)

    let inputMoves = Double(range.rowCount * vectors) / inputBus.bits
    let outputBits = Double(outputBus.rows) * outputBus.bits
    let outputMoves =
      (Double(range.columnCount / cells) * conversionBits * Double(vectors) / Double(inputBits)) / outputBits
    if !subarray.hardware.isSynchronous {
      // Dropped in synchronous mode, although the energy is not (Q-C133).
      result.delay.addInterconnect(
        inputBus.delay(reads: inputMoves) + outputBus.delay(reads: outputMoves), .elementBuses)
    }
    result.energy.inputBus = inputBus.readEnergy(bits: inputBus.bits, reads: inputMoves)
    result.energy.outputBus = outputBus.readEnergy(bits: outputBits, reads: outputMoves)
  }

  private func crossbarDelay(of statistics: BlockStatistics) -> DelayBreakdown {
    let parts = subarray.delay(of: statistics)
    var delay = DelayBreakdown()
    delay.total = parts.adc + parts.accumulation + parts.other
    delay.adc = parts.adc
    delay.accumulation = parts.accumulation
    delay.other = parts.other
    delay.parts[.conversions] = parts.adc
    delay.parts[.crossbarAccumulation] = parts.accumulation
    delay.parts[.rowSelection] = parts.other
    return delay
  }
}

/// Smallest integer not below `a / b` for positive integers.
@inlinable
func divideRoundingUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
