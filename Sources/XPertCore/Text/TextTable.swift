/// A table for terminals and logs: aligned columns, a rule under the header, words left and numbers right.
///
///     layer     size   weights
///     ------  -------  -------
///     conv 1  32 x 32     1728
public struct TextTable: Sendable, Hashable, CustomStringConvertible {
  public enum Alignment: Sendable, Hashable {
    case left, right
  }

  public struct Column: Sendable, Hashable {
    public var title: String
    public var alignment: Alignment

    public init(_ title: String, _ alignment: Alignment = .right) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// Line above the table.
  public var title: String?
  public var columns: [Column]
  /// Cells by row; a row that is short ends in empty cells.
  public var rows: [[String]]
  /// Lines below the table.
  public var notes: [String]

  public init(title: String? = nil, columns: [Column], rows: [[String]] = [], notes: [String] = []) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  public mutating func append(_ cells: [String]) { rows.append(cells) }

  /// The table as lines without a last line break.
  public var description: String {
    let widths = columns.indices.map { column in
      rows.reduce(columns[column].title.count) { max($0, cell($1, column).count) }
    }
    func line(_ text: (Int) -> String) -> String {
      var line = ""
      for (index, column) in columns.enumerated() {
        let text = text(index)
        let blanks = String(repeating: " ", count: widths[index] - text.count)
        line += (index == 0 ? "" : "  ") + (column.alignment == .left ? text + blanks : blanks + text)
      }
      while line.last == " " { line.removeLast() }
      return line
    }

    var lines = title.map { [$0] } ?? []
    if !columns.isEmpty {
      lines.append(line { columns[$0].title })
      lines.append(line { String(repeating: "-", count: widths[$0]) })
      lines += rows.map { row in line { cell(row, $0) } }
    }
    return (lines + notes).joined(separator: "\n")
  }

  private func cell(_ row: [String], _ column: Int) -> String {
    column < row.count ? row[column] : ""
  }
}
