import Foundation

/// A golden CSV file: a header line with the column names, then rows of plain fields without quotes.
public struct GoldenTable: Sendable {
  /// Path of the file, as given.
  public let path: String
  public let columns: [String]
  public let rows: [GoldenRow]

  /// Last component of the path.
  public var fileName: String { String(path.split(separator: "/").last ?? "") }

  /// - Throws: `GoldenError` if the file cannot be read or has a row of the wrong length.
  public init(contentsOf path: String) throws(GoldenError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw GoldenError("\(path): cannot be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw GoldenError("\(path): is not UTF-8 text")
    }
    try self.init(text: text, path: path)
  }

  /// - Throws: `GoldenError` if the header repeats or lacks a name or a row has the wrong length.
  public init(text: String, path: String) throws(GoldenError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = lines.first.map(Self.fields) ?? []
    guard let first = header.first, !first.isEmpty else { throw GoldenError("\(path):1: has no header") }
    var positions: [String: Int] = [:]
    for (position, name) in header.enumerated() {
      guard !name.isEmpty else { throw GoldenError("\(path):1: column \(position + 1) has no name") }
      guard positions.updateValue(position, forKey: name) == nil else {
        throw GoldenError("\(path):1: column '\(name)' appears twice")
      }
    }
    var rows: [GoldenRow] = []
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = Self.fields(line)
      guard fields.count == header.count else {
        throw GoldenError("\(path):\(index + 1): has \(fields.count) fields instead of \(header.count)")
      }
      rows.append(GoldenRow(path: path, line: index + 1, positions: positions, fields: fields))
    }
    self.path = path
    columns = header
    self.rows = rows
  }

  private static func fields(_ line: Substring) -> [String] {
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
