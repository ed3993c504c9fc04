import CLua
import LuaEmbedding
import Wording

/// The function `help` of the interactive mode.
struct Help {
  let manual: LuaManual

  private static let introduction = """
    help "xpert"             what there is; also of any name: help "xpert.evaluate", help "xpert.Report"
    help(xpert.evaluate)     the same of a value: a function, a module, an object
    xpert.evaluate           a function alone shows its help, a table what is in it
    = x, or x                shows x; a line that begins a statement is continued on the next
    TAB                      completes names, members and, within { }, options
    Ctrl-C                   clears the line, ends what runs; Ctrl-D ends the session
    """

  /// Sets the global function.
  func install(in state: LuaState) throws {
    let help = self
    try state.setFrameFunction("help") { frame in
      StandardStreams.write(try help.text(frame) + "\n")
      return 0
    }
  }

  private func text(_ frame: LuaFrame) throws -> String {
    switch frame.type(1) {
    case .none: return Self.introduction
    case .string: return try text(named: frame.string(1))
    case .function:
      if let name = frame.nameOfFunction(1), let article = manual.articles[name] { return article }
      return frame.definition(of: 1).map { "a function of the script, \($0)" }
        ?? "a function of Lua: see its manual, https://www.lua.org/manual/5.4/"
    case .table:
      guard lua_getmetatable(frame.L, 1) != 0 else { break }
      _ = xl_rawgetfield(frame.L, -1, "__name", 6)
      if let article = (try? frame.string(-1)).flatMap({ manual.articles[$0] }) { return article }
    default: break
    }
    return manual.articles[frame.typeName(1)] ?? "no help for a value of type \(frame.typeName(1))"
  }

  /// With or without the module's name in front; ":" and "." are the same to whoever asks.
  private func text(named name: String) throws -> String {
    for tried in [name, "xpert." + name] {
      if let article = manual.articles[tried] { return article }
      guard let mark = tried.lastIndex(where: { $0 == "." || $0 == ":" }) else { continue }
      for other in [":", "."] {
        let tried = tried.replacingCharacter(at: mark, by: other)
        if let article = manual.articles[tried] { return article }
      }
    }
    throw ScriptError(
      "no help for '\(name)'\(Suggestion.hint(for: name, among: Array(manual.articles.keys)))")
  }
}

extension String {
  fileprivate func replacingCharacter(at index: Index, by text: String) -> String {
    String(self[..<index]) + text + self[self.index(after: index)...]
  }
}
