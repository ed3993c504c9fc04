import Platform

/// What is known about a layer's inputs when there are no traces (spec 15 §8).
public struct InputStatistics: Sendable, Hashable {
  /// Probability of a 1 in every bit below the sign bit; the sign bit of an activation after ReLU is 0.
  public var bitDensity: Double
  /// Share of the windows that hold data; the published trace recipe leaves some empty (Q-C179).
  public var filledWindows: Double

  public init(bitDensity: Double = 0.5, filledWindows: Double = 1) {
    self.bitDensity = bitDensity
    self.filledWindows = filledWindows
  }
}

/// Closed-form expectations of a crossbar's statistics: weight digits uniform, input bits as
/// ``InputStatistics`` says (spec 15 §8).
///
/// The converters' power is nearly linear in the column conductance (exponent about 0.998), so the mean over
/// vectors is taken at the mean conductance. Vectors without any driven row are counted apart: the sign bit,
/// empty windows, and those in which no bit happens to be 1.
package struct ExpectedActivity: LayerActivity {
  package private(set) var vectors: Int
  package var tellsBlocksApart: Bool { false }
  /// Of one group.
  private let groupVectors: Int
  private let table: ExpectedConductances
  private let sensing: ColumnSensing
  private let inputs: InputStatistics
  /// Share of the vectors that may drive rows: neither sign bits nor empty windows.
  private let filled: Double
  private var known: [(rows: Int, columns: Int, statistics: BlockStatistics)] = []

  package init(
    subarray: Subarray, vectors: Int, inputs: InputStatistics = InputStatistics(),
    conductances table: ExpectedConductances
  ) {
    self.vectors = vectors
    groupVectors = vectors
    self.table = table
    self.inputs = inputs
    sensing = ColumnSensing(subarray)
    let bits = Double(subarray.periphery.inputBits)
    filled = inputs.filledWindows * (bits - 1) / bits
  }

  package mutating func select(groups: Range<Int>) {
    guard vectors != groupVectors * groups.count else { return }
    vectors = groupVectors * groups.count
    known = []
  }

  package mutating func statistics(of block: BlockRange) -> BlockStatistics {
    for entry in known where entry.rows == block.rowCount && entry.columns == block.columnCount {
      return entry.statistics
    }
    let statistics = evaluate(rows: block.rowCount, columns: block.columnCount)
    known.append((block.rowCount, block.columnCount, statistics))
    return statistics
  }

  private func evaluate(rows: Int, columns: Int) -> BlockStatistics {
    let count = Double(vectors)
    let timing = sensing.timing
    // Among independent bits there may be no 1 at all; the density of the others is the higher for it.
    let empty = pow(1 - inputs.bitDensity, Double(rows))
    let filled = filled * (1 - empty)
    let density = empty < 1 ? inputs.bitDensity / (1 - empty) : 0
    var result = BlockStatistics()
    result.vectors = count
    result.activity = count * filled * density
    result.idleVectors = count * (1 - filled)
    if timing.isSequential {
      result.addressingTime =
        count
        * (filled * timing.addressingTime(activity: density)
          + (1 - filled) * timing.addressingTime(activity: 0))
    }
    if let law = sensing.law {
      addConversions(rows: rows, columns: columns, filled: filled, density: density, law: law, to: &result)
    }
    return result
  }

  /// Adds energy and time of the converters.
  ///
  /// - Parameters:
  ///   - filled: share of the vectors that drive any row; `density`: share of the rows that those drive.
  ///   - law: power (flash) or energy (SAR) of a column.
  private func addConversions(
    rows: Int, columns: Int, filled: Double, density: Double, law: ColumnPowerLaw,
    to result: inout BlockStatistics
  ) {
    let count = Double(vectors)
    let timing = sensing.timing
    let isSequential = timing.isSequential
    // A driven row's mean conductance, or that of all driven rows together.
    let share = isSequential ? 1 / Double(rows) : density
    var power = 0.0
    var smallest = Double.infinity
    let means = table.means(rows: rows)
    for column in 0..<columns {
      let conductance = means[column] * share
      power += law.constant + law.coefficient * pow(conductance, law.exponent)
      smallest = min(smallest, conductance)
    }
    // How often the converters fire in a vector that drives rows, and in one that drives none.
    let drivenReads = timing.reads(vectors: 1, activity: density)
    let idleReads = isSequential ? 0.0 : 1
    var driven = power * drivenReads
    var idle = law.open * Double(columns) * idleReads
    if let flash = sensing.flash {
      // The least conductance is the slowest one wherever the limits do not hold.
      let slowest =
        filled == 0 || flash.sensesWithinMinimum(upTo: 1 / smallest)
        ? FlashADC.minimumArrayDelay
        : withUnsafeTemporaryAllocation(of: Double.self, capacity: 1) { one in
          one[0] = 1 / smallest
          return flash.arrayDelay(of: UnsafeBufferPointer(one))
        }
      driven *= slowest
      idle *= FlashADC.minimumArrayDelay
      result.longestConversion = slowest
      result.conversionTime =
        count
        * (filled * slowest * drivenReads + (1 - filled) * FlashADC.minimumArrayDelay * idleReads)
    }
    result.conversionEnergy = count * (filled * driven + (1 - filled) * idle)
  }
}

/// Mean column conductances of a crossbar with uniformly distributed weight digits and all rows driven.
///
/// Depends on the cells, the wires and the number of mapped rows only, so one table serves a whole chip. Not
/// thread-safe: one per evaluation.
package final class ExpectedConductances {
  private let path: ColumnPath
  private let columns: Int
  private var known: [(rows: Int, means: [Double])] = []

  package init(path: ColumnPath, columns: Int) {
    self.path = path
    self.columns = columns
  }

  /// `means[j]`: sum over rows of the mean over digits of 1 / path resistance, siemens.
  func means(rows: Int) -> [Double] {
    for entry in known where entry.rows == rows { return entry.means }
    let cells = (0...path.highestDigit).map { 1 / path.conductance(digit: $0) }
    var means = [Double](repeating: 0, count: columns)
    for column in 0..<columns {
      var sum = 0.0
      for row in 0..<rows {
        var conductance = 0.0
        for cell in cells {
          conductance += 1 / path.resistance(cellResistance: cell, row: row, column: column, rows: rows)
        }
        sum += conductance
      }
      means[column] = sum / Double(cells.count)
    }
    known.append((rows, means))
    return means
  }
}
