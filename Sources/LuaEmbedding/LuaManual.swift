/// What can be said about everything a module registers: the texts of `help` in an interactive mode.
public struct LuaManual: Sendable {
  /// By name: "xpert", "xpert.hardware", "xpert.Run", "xpert.Run:stop", "xpert.Run.steps".
  public private(set) var articles: [String: String] = [:]
  /// Names of functions, constructors, methods and properties that have no help.
  public private(set) var silent: [String] = []
  /// By type, what may stand behind a dot or a colon.
  public private(set) var members: [String: [LuaMember]] = [:]
  /// By constructor, its options with every spelling of a unit.
  public private(set) var options: [String: [String]] = [:]

  public init(_ module: LuaModule) {
    add(module)
    silent.sort()
  }

  private mutating func add(_ module: LuaModule) {
    var lines: [(name: String, help: String)] = []
    for entry in module.entries {
      let name = "\(module.name).\(entry.name)"
      var help = entry.help
      switch entry.content {
      case .function:
        articles[name] = article("\(name)(...)", help)
      case .constructor(let table):
        if help.isEmpty { help = table.help }
        articles[name] = article("\(name) { ... }", table.help.isEmpty ? help : table.help, of: table)
        options[name] = table.keys
      case .value:
        articles[name] = article(name, help)
      case .module(let inner):
        add(inner)
        if help.isEmpty { help = inner.help }
      }
      if help.isEmpty { silent.append(name) }
      lines.append((entry.name, help))
    }
    var text = article(module.name, module.help)
    if let table = module.call?.options {
      text = article("\(module.name) { ... }", table.help, of: table)
      options[module.name] = table.keys
    }
    articles[module.name] = text + listing(lines, title: "members of \(module.name)")
    for type in module.types { add(type) }
  }

  private mutating func add(_ type: AnyLuaType) {
    let shown = type.members.filter { $0.kind != .metamethod }
    members[type.name] = shown
    var lines: [(name: String, help: String)] = []
    for member in shown {
      let isMethod = member.kind == .method
      let name = isMethod ? "\(type.name):\(member.name)" : "\(type.name).\(member.name)"
      articles[name] = article(isMethod ? "\(name)(...)" : name, member.help)
      if member.help.isEmpty { silent.append(name) }
      lines.append((isMethod ? ":\(member.name)()" : ".\(member.name)", member.help))
    }
    articles[type.name] = article(type.name, type.help) + listing(lines, title: "members")
  }

  private func article(_ title: String, _ help: String, of table: OptionTable? = nil) -> String {
    let text = help.isEmpty ? title : "\(title): \(help)"
    guard let table else { return text }
    let lines = table.options.sorted { $0.key < $1.key }.map { option in
      var notes = [option.valueText]
      if option.isRequired { notes.append("required") }
      if let value = option.defaultValue?.text { notes.append("default \(value)") }
      return (
        name: option.spellings.joined(separator: ", "),
        help: (option.help.isEmpty ? "" : option.help + "; ") + notes.joined(separator: "; ")
      )
    }
    let entries =
      table.entries.isEmpty ? "" : "\nentries: \(alternatives(table.entries.map(\.description)))"
    return text + entries + listing(lines, title: "options")
  }

  /// Names in one column, what they mean in the next.
  private func listing(_ lines: [(name: String, help: String)], title: String) -> String {
    guard !lines.isEmpty else { return "" }
    let width = min(24, lines.map(\.name.count).max() ?? 0)
    let rows = lines.sorted { $0.name < $1.name }.map { line in
      let padding = String(repeating: " ", count: max(0, width - line.name.count))
      return line.help.isEmpty ? "  \(line.name)" : "  \(line.name)\(padding)  \(line.help)"
    }
    return "\n\(title):\n" + rows.joined(separator: "\n")
  }
}
