import CLua
import LuaEmbedding

/// What the TAB key offers: globals and keywords; behind a dot or a colon the fields of tables, the members
/// of objects and the functions of strings; in the braces of a constructor its options.
///
/// Nothing of the script runs: tables are read without their metamethods, and of objects only properties of
/// this program's own types are asked.
struct Completion {
  let state: LuaState
  let manual: LuaManual

  private static let keywords = [
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local",
    "nil", "not", "or", "repeat", "return", "then", "true", "until", "while",
  ]

  /// Words that begin with `word`, sorted.
  ///
  /// - Parameter before: the line up to the word.
  func candidates(before: String, word: String) -> [String] {
    var names: Set<String>
    if let (path, isMethod) = Self.path(endingIn: before) {
      names = members(of: path, methodsOnly: isMethod)
    } else if let options = options(before: before) {
      names = Set(options)
    } else {
      names = Set(Self.keywords).union(members(of: [], methodsOnly: false))
    }
    return names.filter { $0.hasPrefix(word) && Self.isName($0) }.sorted()
  }

  // MARK: Reading the line

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      return false
    }
    return text.utf8.allSatisfy(isNamePart)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The names in front of a dot or colon at the end: "print(a.b:" is (["a", "b"], true). nil where there is
  /// none; no names where it belongs to something else than a path: "f()."
  static func path(endingIn text: String) -> (names: [String], isMethod: Bool)? {
    var rest = Array(text.utf8)[...]
    guard let last = rest.popLast(), last == UInt8(ascii: ".") || last == UInt8(ascii: ":") else {
      return nil
    }
    if rest.last == last { return nil }  // ".." and "::"
    var names: [String] = []
    while true {
      let start = rest.lastIndex { !isNamePart($0) }.map { $0 + 1 } ?? rest.startIndex
      let name = String(decoding: rest[start...], as: UTF8.self)
      guard isName(name) else { return (["nil"], last == UInt8(ascii: ":")) }
      names.insert(name, at: 0)
      rest = rest[..<start]
      guard rest.last == UInt8(ascii: "."), rest.dropLast().last != UInt8(ascii: ".") else {
        return (names, last == UInt8(ascii: ":"))
      }
      rest.removeLast()
    }
  }

  /// The options of the constructor whose braces are open, where a name may stand.
  private func options(before text: String) -> [String]? {
    var open: [Int] = []
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "{") { open.append(index) }
      if byte == UInt8(ascii: "}") { _ = open.popLast() }
    }
    guard let brace = open.last else { return nil }
    let inside = bytes[(brace + 1)...]
    let blanks = Set(" \t\n".utf8)
    let previous = inside.last { !blanks.contains($0) }
    guard previous == nil || previous == UInt8(ascii: ",") || previous == UInt8(ascii: ";") else {
      return nil
    }
    var end = brace
    while end > 0, blanks.contains(bytes[end - 1]) || bytes[end - 1] == UInt8(ascii: "(") { end -= 1 }
    let called = String(decoding: bytes[..<end], as: UTF8.self) + "."
    guard let (path, _) = Self.path(endingIn: called) else { return nil }
    return name(of: path).flatMap { manual.options[$0] }
  }

  // MARK: Looking into the state

  /// What a path leads to is called in the manual: also where the script has another name for it.
  private func name(of path: [String]) -> String? {
    let frame = state.frame
    return frame.restoring {
      guard push(path, to: frame) else { return nil }
      if let name = frame.nameOfFunction(-1) { return name }
      guard frame.type(-1) == .table, lua_getmetatable(frame.L, -1) != 0 else { return nil }
      _ = xl_rawgetfield(frame.L, -1, "__name", 6)
      return try? frame.string(-1)
    }
  }

  private func members(of path: [String], methodsOnly: Bool) -> Set<String> {
    let frame = state.frame
    return frame.restoring {
      guard push(path, to: frame) else { return [] }
      var names: Set<String> = []
      if let members = manual.members[frame.typeName(-1)] {
        names.formUnion(members.filter { !methodsOnly || $0.kind == .method }.map(\.name))
      }
      // Up the tables that stand in for missing fields.
      for _ in 0..<10 {
        if frame.type(-1) == .table { collect(&names, functionsOnly: methodsOnly, frame) }
        guard lua_getmetatable(frame.L, -1) != 0, xl_rawgetfield(frame.L, -1, "__index", 7) == LUA_TTABLE
        else {
          break
        }
      }
      return names
    }
  }

  private func collect(_ names: inout Set<String>, functionsOnly: Bool, _ frame: LuaFrame) {
    frame.restoring {
      let table = frame.top
      guard (try? frame.reserve(8)) != nil else { return }
      frame.pushNil()
      var more = true
      while xl_next(frame.L, table, &more) == LUA_OK, more {
        if frame.type(-2) == .string, !functionsOnly || frame.type(-1) == .function,
          let name = try? frame.string(-2)
        {
          names.insert(name)
        }
        frame.pop()
      }
    }
  }

  private func push(_ path: [String], to frame: LuaFrame) -> Bool {
    guard (try? frame.reserve(path.count + 40)) != nil else { return false }
    xl_pushglobals(frame.L)
    for name in path where !pushField(name, frame) { return false }
    return true
  }

  /// Pushes a field of what is on the top.
  private func pushField(_ name: String, _ frame: LuaFrame) -> Bool {
    if frame.type(-1) == .userdata {
      guard let members = manual.members[frame.typeName(-1)], members.contains(where: { $0.name == name })
      else { return false }
      return (try? frame.getField(name, of: -1)) != nil
    }
    for _ in 0..<10 where frame.type(-1) == .table {
      if frame.getRaw(name, of: -1) != .nil { return true }
      frame.pop()
      guard lua_getmetatable(frame.L, -1) != 0 else { return false }
      _ = xl_rawgetfield(frame.L, -1, "__index", 7)
    }
    return false
  }
}
