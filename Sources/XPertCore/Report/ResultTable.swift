import Wording

/// Rows of results under named columns with units; a CSV or JSON file, or a table to print.
public struct ResultTable: Sendable, Hashable {
  public struct Column: Sendable, Hashable {
    /// "delay"
    public var name: String
    /// "us"; nil for words and pure numbers.
    public var unit: String?

    public init(_ name: String, unit: String? = nil) {
      self.name = name
      self.unit = unit
    }

    /// Name with unit, as in scripts and files: "delay_us".
    public var key: String { unit.map { "\(name)_\($0)" } ?? name }
  }

  public enum Cell: Sendable, Hashable {
    case number(Double)
    case integer(Int)
    case text(String)
    case missing

    /// Missing where there is no number, or none that is finite.
    public static func finite(_ value: Double?) -> Cell {
      guard let value, value.isFinite else { return .missing }
      return .number(value)
    }
  }

  public var columns: [Column]
  /// Cells by row, as many as there are columns.
  public private(set) var rows: [[Cell]] = []

  public init(columns: [Column]) { self.columns = columns }

  /// - Precondition: one cell per column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "\(row.count) cells for \(columns.count) columns")
    rows.append(row)
  }

  // MARK: - Files

  /// Comma-separated values (RFC 4180 with line feeds): a header of names with units, then one line per row.
  /// Numbers read back as the same numbers; missing cells are empty.
  public var csv: String {
    var text = columns.map { Self.quoted($0.key) }.joined(separator: ",") + "\n"
    for row in rows {
      text += row.map(Self.field).joined(separator: ",") + "\n"
    }
    return text
  }

  /// `{"columns": [...], "rows": [{name: value}]}`, and the manifest if there is one. Missing cells are null.
  public func json(manifest: Manifest? = nil) -> JSONValue {
    var members: [String: JSONValue] = [
      "columns": .array(
        columns.map { .object(["name": .string($0.key), "unit": .optional($0.unit)]) }),
      "rows": .array(
        rows.map { row in
          .object(Dictionary(zip(columns.map(\.key), row.map(Self.value)), uniquingKeysWith: { $1 }))
        }),
    ]
    members["manifest"] = manifest?.json
    return .object(members)
  }

  /// Writes ``csv``, replacing an existing file as a whole.
  public func write(csv path: String) throws(FileError) { try FileSystem.write(csv, to: path) }

  /// - Throws: ``FileError``, whose reason names the first number that is not finite, if that is it.
  public func write(json path: String, manifest: Manifest? = nil) throws(FileError) {
    try json(manifest: manifest).write(to: path)
  }

  // MARK: - Print

  /// The table for a terminal: units behind the names, four significant digits.
  public var textTable: TextTable {
    TextTable(
      columns: columns.indices.map { index in
        let isText = rows.contains { if case .text = $0[index] { true } else { false } }
        let title = columns[index].unit.map { "\(columns[index].name) (\(UnitSymbol.displayed($0)))" }
        return TextTable.Column(title ?? columns[index].name, isText ? .left : .right)
      },
      rows: rows.map { row in
        row.map { cell in
          switch cell {
          case .number(let value): NumberFormat.significant(value)
          case .integer(let value): "\(value)"
          case .text(let text): text
          case .missing: "-"
          }
        }
      })
  }

  private static func field(_ cell: Cell) -> String {
    switch cell {
    case .number(let value): NumberFormat.exact(value)
    case .integer(let value): "\(value)"
    case .text(let text): quoted(text)
    case .missing: ""
    }
  }

  private static func value(_ cell: Cell) -> JSONValue {
    switch cell {
    case .number(let value): .number(value)
    case .integer(let value): .integer(value)
    case .text(let text): .string(text)
    case .missing: .null
    }
  }

  private static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

extension JSONValue {
  /// Writes the document, replacing an existing file as a whole.
  ///
  /// - Throws: ``FileError``. A number that JSON cannot express is named, and nothing is written.
  public func write(to path: String) throws(FileError) {
    let bytes: [UInt8]
    do {
      bytes = try self.bytes()
    } catch {
      throw FileError(path: path, action: .written, reason: error.description)
    }
    try FileSystem.write(bytes, to: path)
  }
}
