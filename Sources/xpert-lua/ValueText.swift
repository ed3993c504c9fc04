import CLua
import LuaEmbedding

/// A value as the interactive mode shows it: tables with what is in them, functions of ours with their help.
/// Other values are left to `print`.
struct ValueText {
  let frame: LuaFrame
  let manual: LuaManual
  private var left = Self.entries
  private var path: [UnsafeRawPointer] = []

  /// Of all tables together, and tables within each other.
  private static let entries = 200
  private static let depth = 4
  private static let columns = 78

  init(_ frame: LuaFrame, _ manual: LuaManual) {
    self.frame = frame
    self.manual = manual
  }

  /// nil where `print` shows the value well enough.
  mutating func text(_ index: Int32) -> String? {
    let index = frame.absolute(index)
    switch frame.type(index) {
    case .table where !hasOwnText(index): return name(ofModule: index) ?? table(index, indent: 0)
    case .function:
      if let name = frame.nameOfFunction(index), let article = manual.articles[name] { return article }
      return frame.definition(of: index).map { "\(frame.tostring(index)) (\($0))" }
    default: return nil
    }
  }

  /// A module of ours has more to say than its fields.
  private func name(ofModule index: Int32) -> String? {
    frame.restoring {
      guard lua_getmetatable(frame.L, index) != 0 else { return nil }
      _ = xl_rawgetfield(frame.L, -1, "__name", 6)
      return (try? frame.string(-1)).flatMap { manual.articles[$0] }
    }
  }

  private func hasOwnText(_ index: Int32) -> Bool {
    frame.restoring {
      lua_getmetatable(frame.L, index) != 0 && xl_rawgetfield(frame.L, -1, "__tostring", 10) != LUA_TNIL
    }
  }

  private mutating func table(_ index: Int32, indent: Int) -> String {
    guard let address = lua_topointer(frame.L, index), (try? frame.reserve(10)) != nil else {
      return "{ ... }"
    }
    if path.contains(address) { return "{ ... } --[[ a table around this one ]]" }
    if path.count == Self.depth { return isEmpty(index) ? "{}" : "{ ... }" }
    path.append(address)
    defer { path.removeLast() }

    let (keys, rest) = sortedKeys(index)
    var lines: [String] = []
    var next: Int64 = 1
    for key in keys {
      guard left > 0 else { break }
      left -= 1
      frame.restoring {
        push(key)
        let isNext = key == .integer(next)
        if isNext { next += 1 }
        _ = lua_rawget(frame.L, index)
        let value = inner(frame.top, indent: indent + 2)
        lines.append(isNext ? value : "\(key.text) = \(value)")
      }
    }
    let missing = keys.count - lines.count + rest
    if missing > 0 { lines.append("... --[[ \(missing) more ]]") }
    guard !lines.isEmpty else { return "{}" }
    let short = "{ " + lines.joined(separator: ", ") + " }"
    if short.count + indent <= Self.columns, !short.contains("\n") { return short }
    let margin = String(repeating: " ", count: indent + 2)
    return "{\n" + lines.map { margin + $0 }.joined(separator: ",\n") + "\n" + margin.dropLast(2) + "}"
  }

  private mutating func inner(_ index: Int32, indent: Int) -> String {
    switch frame.type(index) {
    case .string: return Self.quoted((try? frame.string(index)) ?? "")
    case .table where !hasOwnText(index): return table(index, indent: indent)
    case .function: return frame.nameOfFunction(index).map { "function \($0)" } ?? frame.tostring(index)
    default:
      // An object's table is for a line of its own.
      let text = frame.tostring(index)
      return text.contains("\n") ? frame.typeName(index) : text
    }
  }

  private func isEmpty(_ index: Int32) -> Bool {
    frame.restoring {
      frame.pushNil()
      var more = true
      return xl_next(frame.L, index, &more) == LUA_OK && !more
    }
  }

  // MARK: Keys

  /// A key that can be pushed again and sorted.
  private enum Key: Equatable {
    case integer(Int64)
    case number(Double)
    case string(String, [UInt8])
    /// A boolean, a table, a function: by the text of it, and where it is kept.
    case other(String, LuaReference)

    static func == (a: Key, b: Key) -> Bool {
      if case (.integer(let a), .integer(let b)) = (a, b) { return a == b }
      return false
    }

    var text: String {
      switch self {
      case .integer(let value): "[\(value)]"
      case .number(let value): "[\(value)]"
      case .string(let text, _):
        Completion.path(endingIn: text + ".").map { $0.names == [text] } == true
          ? text : "[\(ValueText.quoted(text))]"
      case .other(let text, _): "[\(text)]"
      }
    }

    private var rank: (Int, Double, String) {
      switch self {
      case .integer(let value): (0, Double(value), "")
      case .number(let value): (0, value, "")
      case .string(let text, _): (1, 0, text)
      case .other(let text, _): (2, 0, text)
      }
    }

    static func < (a: Key, b: Key) -> Bool { a.rank < b.rank }
  }

  /// At most a few thousand, and how many are left out: a table may have millions.
  private func sortedKeys(_ index: Int32) -> (keys: [Key], rest: Int) {
    frame.restoring {
      var keys: [Key] = []
      var rest = 0
      frame.pushNil()
      var more = true
      while xl_next(frame.L, index, &more) == LUA_OK, more {
        frame.pop()
        if keys.count < 5000 { keys.append(key(-1)) } else { rest += 1 }
      }
      return (keys.sorted(by: <), rest)
    }
  }

  private func key(_ index: Int32) -> Key {
    switch frame.type(index) {
    case .number:
      return lua_isinteger(frame.L, index) != 0
        ? .integer(lua_tointegerx(frame.L, index, nil)) : .number(lua_tonumberx(frame.L, index, nil))
    case .string:
      let bytes = (try? frame.bytes(index)) ?? []
      return .string(String(decoding: bytes, as: UTF8.self), bytes)
    default:
      frame.push(copyOf: index)
      return .other(frame.tostring(index), LuaReference(popping: frame))
    }
  }

  private func push(_ key: Key) {
    switch key {
    case .integer(let value): lua_pushinteger(frame.L, value)
    case .number(let value): lua_pushnumber(frame.L, value)
    case .string(_, let bytes): bytes.withUnsafeBytes { frame.push(bytes: $0) }
    case .other(_, let reference): reference.push(to: frame)
    }
  }

  /// As Lua would read it; a long one is cut.
  fileprivate static func quoted(_ text: String) -> String {
    let shown = text.count > 200 ? text.prefix(197) + "..." : text[...]
    return shown.unicodeScalars.reduce(into: "\"") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where scalar.value < 32 || scalar.value == 127: result += "\\x" + hexadecimal(scalar.value)
      default: result.unicodeScalars.append(scalar)
      }
    } + "\""
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    (value < 16 ? "0" : "") + String(value, radix: 16)
  }
}
