/// Differences between recomputed and golden numbers, by quantity.
public struct Comparison: Sendable {
  /// What was found for one output column.
  public struct Quantity: Sendable {
    public let name: String
    public internal(set) var checked = 0
    public internal(set) var notSupported = 0
    public internal(set) var failed = 0
    public internal(set) var worstError = 0.0
    /// Line of the worst error.
    public internal(set) var worstLine = 0
  }

  /// The largest relative error that passes.
  public let tolerance: Double
  public private(set) var quantities: [Quantity] = []
  /// Why rows were not compared, with their number.
  public private(set) var unsupported: [(reason: String, rows: Int)] = []
  /// Rows that did not behave as they should, with the reason.
  public private(set) var failures: [String] = []
  private var positions: [String: Int] = [:]

  public init(tolerance: Double = 1e-9) { self.tolerance = tolerance }

  public var checked: Int { quantities.reduce(0) { $0 + $1.checked } }
  public var failed: Int { quantities.reduce(0) { $0 + $1.failed } }
  public var worstError: Double { quantities.reduce(0) { max($0, $1.worstError) } }

  /// Relative error: 0 if both are the same infinity, both NaN or equal; infinite if only one is finite; the
  /// difference itself where the expected number is 0.
  public static func error(_ computed: Double, _ expected: Double) -> Double {
    if computed == expected || (computed.isNaN && expected.isNaN) { return 0 }
    guard computed.isFinite, expected.isFinite else { return .infinity }
    return expected == 0 ? abs(computed) : abs(computed - expected) / abs(expected)
  }

  /// Compares a recomputed number with the golden one in the column `quantity`. A golden 0 wants exactly 0:
  /// with energies of 1e-15 J, a difference below the tolerance says nothing.
  public mutating func check(
    _ quantity: String, _ computed: Double, _ row: GoldenRow
  ) throws(GoldenError) {
    let expected = try row.real(quantity)
    let error = Self.error(computed, expected)
    let position = position(of: quantity)
    quantities[position].checked += 1
    if !(error <= tolerance) || (expected == 0 && computed != 0) { quantities[position].failed += 1 }
    if error > quantities[position].worstError || quantities[position].worstLine == 0 {
      quantities[position].worstError = error
      quantities[position].worstLine = row.line
    }
  }

  /// Counts a row that behaved as it should without a number to compare.
  public mutating func pass(_ quantity: String, _ row: GoldenRow) {
    let position = position(of: quantity)
    quantities[position].checked += 1
    if quantities[position].worstLine == 0 { quantities[position].worstLine = row.line }
  }

  /// Checks that a recomputed number lies in a golden range, up to the tolerance. Not a number lies nowhere.
  public mutating func check(
    _ quantity: String, _ computed: Double, within range: ClosedRange<Double>, _ row: GoldenRow
  ) {
    let (low, high) = (range.lowerBound, range.upperBound)
    if computed >= low - tolerance * abs(low) && computed <= high + tolerance * abs(high) {
      pass(quantity, row)
    } else {
      fail(
        quantity, row, because: "\(quantity): \(computed) is outside of \(low) to \(high)")
    }
  }

  /// Counts a row that did not behave as it should.
  public mutating func fail(_ quantity: String, _ row: GoldenRow, because reason: String) {
    let position = position(of: quantity)
    quantities[position].checked += 1
    quantities[position].failed += 1
    quantities[position].worstError = .infinity
    quantities[position].worstLine = row.line
    failures.append("\(row.path):\(row.line): \(reason)")
  }

  /// Notes that `quantities` of a row cannot be compared, and why.
  public mutating func skip(_ quantities: [String], reason: String) {
    for name in quantities { self.quantities[position(of: name)].notSupported += 1 }
    if let index = unsupported.firstIndex(where: { $0.reason == reason }) {
      unsupported[index].rows += 1
    } else {
      unsupported.append((reason, 1))
    }
  }

  private mutating func position(of quantity: String) -> Int {
    if let position = positions[quantity] { return position }
    positions[quantity] = quantities.count
    quantities.append(Quantity(name: quantity))
    return quantities.count - 1
  }
}
