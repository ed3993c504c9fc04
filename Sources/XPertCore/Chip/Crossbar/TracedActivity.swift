import XPertKernels

import Platform

/// Statistics of a layer's crossbars from weights and inputs, vector by vector (spec 11 §4, §7).
///
/// Bits stay packed: per vector and crossbar the conductances of the driven rows are added up for all
/// columns at once. Where rows are read one by one, a column's conductance is their mean, and the converters
/// fire once per driven row (spec 11 §12); a vector without one does not fire them at all (Q-C121).
package struct TracedActivity: LayerActivity {
  private let trace: LayerTrace
  private let sensing: ColumnSensing
  private let path: ColumnPath
  private let cells: Int
  private let cellBits: Int
  private var known: [BlockRange: BlockStatistics] = [:]
  /// Bits of the row range used last: blocks come row range by row range.
  private var packedRows: (start: Int, count: Int, bits: [UInt64], words: Int) = (-1, 0, [], 0)
  /// Conductance by digit.
  private let conductances: [Double]
  /// Input vectors that a group asks for; a trace may hold more (a stride leaves windows out).
  private let groupVectors: Int
  /// Rows of a group's matrix; the trace has those of all groups, one group after the other.
  private let groupRows: Int
  private var groups = 0..<1
  private let checkpoint: EvaluationCheckpoint?

  package var vectors: Int { groupVectors * groups.count }
  package var tellsBlocksApart: Bool { true }

  /// - Parameters:
  ///   - vectors: windows x input precision of the layer.
  ///   - groups: of a grouped convolution.
  /// - Precondition: the trace has at least that many vectors, and its rows are those of so many groups.
  package init(trace: LayerTrace, subarray: Subarray, vectors: Int, groups: Int = 1) {
    self.init(trace: trace, subarray: subarray, vectors: vectors, groups: groups, checkpoint: nil)
  }

  init(
    trace: LayerTrace, subarray: Subarray, vectors: Int, groups: Int, checkpoint: EvaluationCheckpoint?
  ) {
    self.checkpoint = checkpoint
    precondition(trace.inputs.vectors >= vectors)
    self.trace = trace
    sensing = ColumnSensing(subarray)
    path = subarray.path
    cells = subarray.hardware.cellsPerWeight
    cellBits = subarray.hardware.effectiveCellBits
    conductances = (0...subarray.path.highestDigit).map(subarray.path.conductance(digit:))
    groupVectors = vectors
    groupRows = trace.inputs.rows / groups
  }

  package mutating func select(groups: Range<Int>) { self.groups = groups }

  package mutating func statistics(of block: BlockRange) -> BlockStatistics {
    var part = block
    part.rowStart += groups.lowerBound * groupRows
    var sum = groupStatistics(of: part)
    for _ in groups.dropFirst() {
      part.rowStart += groupRows
      sum += groupStatistics(of: part)
    }
    return sum
  }

  private mutating func groupStatistics(of block: BlockRange) -> BlockStatistics {
    if let statistics = known[block] { return statistics }
    guard checkpoint?.passes() != false else { return BlockStatistics() }
    if packedRows.start != block.rowStart || packedRows.count != block.rowCount {
      let packed = trace.inputs.packed(rowStart: block.rowStart, rowCount: block.rowCount)
      packedRows = (block.rowStart, block.rowCount, packed.bits, packed.words)
    }
    let statistics = evaluate(block)
    known[block] = statistics
    return statistics
  }

  private func evaluate(_ block: BlockRange) -> BlockStatistics {
    let words = packedRows.words
    let timing = sensing.timing
    var result = BlockStatistics()
    result.vectors = Double(groupVectors)
    var active = 0
    packedRows.bits.withUnsafeBufferPointer { bits in
      for vector in 0..<groupVectors {
        var driven = 0
        for word in vector * words..<(vector + 1) * words { driven += bits[word].nonzeroBitCount }
        active += driven
        if driven == 0 { result.idleVectors += 1 }
        if timing.isSequential {
          result.addressingTime += timing.addressingTime(
            activity: Double(driven) / Double(block.rowCount))
        }
      }
    }
    result.activity = Double(active) / Double(block.rowCount)
    if let law = sensing.law { addConversions(of: block, law: law, to: &result) }
    return result
  }

  /// Inverse path resistances, siemens, row by row; a row takes `stride` entries.
  private func inversePaths(of block: BlockRange, stride: Int) -> [Double] {
    // Rows beyond the block never have a bit set; the table still needs their space.
    var inverse = [Double](repeating: 0, count: packedRows.words * 64 * stride)
    let cellResistances = conductances.map { 1 / $0 }
    let places = (block.columnStart..<block.columnStart + block.columnCount).map {
      DigitPlace(cellColumn: $0, cells: cells, cellBits: cellBits)
    }
    trace.weightCodes.withUnsafeBufferPointer { codes in
      for row in 0..<block.rowCount {
        let own = (block.rowStart + row) * trace.outputChannels
        for column in 0..<block.columnCount {
          let place = places[column]
          let digit = place.digit(of: codes[own + place.output])
          inverse[row * stride + column] =
            1
            / path.resistance(
              cellResistance: cellResistances[digit], row: row, column: column, rows: block.rowCount)
        }
      }
    }
    return inverse
  }

  /// Adds energy and time of the converters.
  ///
  /// - Parameter law: power (flash) or energy (SAR) of a column.
  private func addConversions(
    of block: BlockRange, law: ColumnPowerLaw, to result: inout BlockStatistics
  ) {
    let stride = (block.columnCount + 7) & ~7
    let words = packedRows.words
    let timing = sensing.timing
    let flash = sensing.flash
    let inverse = inversePaths(of: block, stride: stride)
    var column = [Double](repeating: 0, count: stride)
    var resistances = [Double](repeating: 0, count: block.columnCount)
    packedRows.bits.withUnsafeBufferPointer { bits in
      inverse.withUnsafeBufferPointer { inverse in
        for vector in 0..<groupVectors {
          let start = bits.baseAddress! + vector * words
          var driven = 0
          for word in 0..<words { driven += start[word].nonzeroBitCount }
          var open: Int32 = Int32(block.columnCount)
          var smallest = 0.0
          var powerSum = 0.0
          if driven > 0 {
            xk_column_conductances(inverse.baseAddress!, Int32(stride), start, Int32(words), &column)
            powerSum = xk_power_sum(column, Int32(block.columnCount), law.exponent, &open, &smallest)
          }
          // How often the converters fire, and what a sum of conductances is divided by.
          var reads = 1.0
          var rows = 1.0
          if timing.isSequential && driven > 0 {
            rows = Double(driven)
            powerSum /= pow(rows, law.exponent)
            smallest /= rows
            reads = timing.reads(vectors: 1, activity: rows / Double(block.rowCount))
          } else if timing.isSequential {
            reads = 0
          }
          let conducting = Double(block.columnCount - Int(open))
          var energy = law.constant * conducting + law.coefficient * powerSum + law.open * Double(open)
          if let flash {
            let time: Double
            if flash.sensesWithinMinimum(upTo: smallest > 0 ? 1 / smallest : 0) {
              time = FlashADC.minimumArrayDelay
            } else {
              for j in 0..<block.columnCount { resistances[j] = rows / column[j] }
              time = resistances.withUnsafeBufferPointer { flash.arrayDelay(of: $0) }
            }
            energy *= time
            result.conversionTime += time * reads
            result.longestConversion = max(result.longestConversion, time)
          }
          result.conversionEnergy += energy * reads
        }
      }
    }
  }
}
