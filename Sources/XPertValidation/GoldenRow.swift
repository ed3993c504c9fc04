/// A row of a golden table, read by column name.
public struct GoldenRow: Sendable {
  public let path: String
  /// Line in the file, the header being 1.
  public let line: Int
  private let positions: [String: Int]
  private let fields: [String]

  init(path: String, line: Int, positions: [String: Int], fields: [String]) {
    self.path = path
    self.line = line
    self.positions = positions
    self.fields = fields
  }

  /// All fields as they stand in the file.
  var content: String { fields.joined(separator: ",") }

  public func has(_ column: String) -> Bool { positions[column] != nil }

  /// - Throws: `GoldenError` if there is no such column.
  public func text(_ column: String) throws(GoldenError) -> String {
    guard let position = positions[column] else {
      throw GoldenError("\(path):\(line): has no column '\(column)'")
    }
    return fields[position]
  }

  /// - Throws: `GoldenError` if there is no such column or its field is not a number.
  public func real(_ column: String) throws(GoldenError) -> Double {
    let text = try text(column)
    guard let value = Double(text) else { throw error(column, text, "a number") }
    return value
  }

  /// - Throws: `GoldenError` if there is no such column or its field is not an integer.
  public func integer(_ column: String) throws(GoldenError) -> Int {
    let text = try text(column)
    guard let value = Int(text) else { throw error(column, text, "an integer") }
    return value
  }

  /// - Throws: `GoldenError` if there is no such column or its field is neither 0 nor 1.
  public func flag(_ column: String) throws(GoldenError) -> Bool {
    switch try text(column) {
    case "0": return false
    case "1": return true
    case let text: throw error(column, text, "0 or 1")
    }
  }

  /// An error about one field of this row.
  public func error(_ column: String, _ text: String, _ expectation: String) -> GoldenError {
    GoldenError("\(path):\(line): column '\(column)': '\(text)' is not \(expectation)")
  }
}
