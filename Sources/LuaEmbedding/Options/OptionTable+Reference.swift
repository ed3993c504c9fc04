extension OptionTable {
  /// The description as text for the reference page: a Markdown table, sorted by name.
  public var reference: String {
    var lines = ["### \(name)", ""]
    if !help.isEmpty { lines += [help, ""] }
    if !entries.isEmpty { lines += ["Entries: \(alternatives(entries.map(\.description))).", ""] }
    lines += ["| option | value | unit | default | |", "|---|---|---|---|---|"]
    for option in options.sorted(by: { $0.key < $1.key }) {
      let cells = [
        option.spellings.map { "`\($0)`" }.joined(separator: ", "),
        option.valueText,
        option.unitNames.joined(separator: ", "),
        option.defaultValue?.text ?? (option.isRequired ? "required" : ""),
        option.help,
      ]
      lines.append("| " + cells.joined(separator: " | ") + " |")
    }
    for table in (entries + options.flatMap(\.kinds)).flatMap(\.tables) { lines += ["", table.reference] }
    return lines.joined(separator: "\n")
  }
}

extension Option {
  /// "integer from 8 to 1024, or a choice"
  var valueText: String {
    var text = alternatives(kinds.map(\.description))
    if case .any(let quantity, let range?) = unit, let first = quantity.units.first {
      text += ", \(range.text(scale: first.scale)) \(first.name)"
    }
    return text + (acceptsChoice ? ", or a choice" : "")
  }
}

extension OptionKind {
  /// The tables that the value is or contains.
  var tables: [OptionTable] {
    switch self {
    case .table(let table): [table]
    case .list(let kinds), .named(let kinds): kinds.flatMap(\.tables)
    default: []
    }
  }
}

extension OptionKind: CustomStringConvertible {
  /// "integer from 8 to 1024"
  public var description: String {
    switch self {
    case .number(let range?): "number \(range.text())"
    case .integer(let range?): "integer \(range.text())"
    case .list(let kinds): "list of \(alternatives(kinds.map(\.description)))"
    case .named(let kinds): "table of \(alternatives(kinds.map(\.description)))"
    case .table(let table): "table (\(table.name))"
    default: expected
    }
  }
}
