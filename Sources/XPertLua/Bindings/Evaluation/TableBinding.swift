import Wording
import LuaEmbedding
import XPertCore

/// `xpert.Table`: aligned columns for terminals.
final class TableObject: LuaObject {
  private let table: TextTable

  init(_ table: TextTable) { self.table = table }

  /// A cell is a string, and short ones are stored in place.
  var bytesHeld: Int { table.rows.reduce(0) { $0 + 32 + 16 * $1.count } }

  static let luaType = LuaType<TableObject>("xpert.Table", help: "Aligned columns; print it.") {
    type in
    type.metamethod("__len", help: "how many rows") { frame in
      frame.returns(try frame.object(1, as: TableObject.self).table.rows.count)
    }
    type.tostring { $0.table.description }
  }
}

/// `xpert.table{...}`.
enum TableBinding {
  private static let options = OptionTable(
    "xpert.table", help: "A table for terminals: numbers with four significant digits, words as they are.",
    [
      Option("title", .string, help: "above the table"),
      Option("columns", .list([.string]), required: true, help: "titles"),
      Option(
        "rows", .list([.list([.number(), .string, .boolean])]), required: true,
        help: "lists of numbers and words, one per column"),
      Option("digits", .integer(.between(1, 17)), default: 4, help: "significant digits of numbers"),
    ])

  static func register(in module: LuaModule) {
    module.type(TableObject.luaType)
    module.constructor(options, help: "a table for terminals") { options, frame in
      let titles = options.list("columns").compactMap(\.string)
      let digits = options.integer("digits")
      var rows: [[String]] = []
      var isNumeric = [Bool](repeating: false, count: titles.count)
      for (number, row) in options.list("rows").enumerated() {
        let cells = row.list ?? []
        guard cells.count <= titles.count else {
          throw options.error(
            "rows[\(number + 1)]: at most \(titles.count) cells expected, as many as columns, got "
              + "\(cells.count)"
          )
        }
        rows.append(
          cells.enumerated().map { column, cell in
            if let value = cell.number {
              isNumeric[column] = true
              return NumberFormat.significant(value, digits: digits)
            }
            return cell.string ?? cell.boolean.map { $0 ? "yes" : "no" } ?? ""
          })
      }
      return frame.returns(
        TableObject(
          TextTable(
            title: options.optionalString("title"),
            columns: zip(titles, isNumeric).map { .init($0, $1 ? .right : .left) }, rows: rows)))
    }
  }
}
