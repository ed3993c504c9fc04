import CLua

/// Reads a table of the script, raw (its metatable does not matter) and in a fixed order: `pairs` gives
/// another order in every process, so string keys are sorted.
///
///     let table = LuaTableReader(frame, at: 1)
///     let width: Int = try table.value("width")
public struct LuaTableReader {
  /// Where the table is on the stack.
  public let frame: LuaFrame
  /// Where the table is, counted from the bottom.
  public let index: Int32

  /// The keys of a table.
  public struct Keys: Equatable {
    /// String keys, sorted.
    public var names: [String] = []
    /// Integer keys, sorted.
    public var entries: [Int] = []
    /// Numbers that are no integers, sorted.
    public var numbers: [Double] = []
    /// What the other keys are: "boolean (true)".
    public var others: [String] = []
  }

  /// The value at `index` must be a table.
  public init(_ frame: LuaFrame, at index: Int32) {
    self.frame = frame
    self.index = frame.absolute(index)
  }

  /// - Throws: `LuaError` where the table cannot be walked (out of memory under a limit).
  public func keys() throws -> Keys {
    var keys = Keys()
    try frame.reserve(8)
    lua_pushnil(frame.L)
    while true {
      var more = false
      let status = xl_next(frame.L, index, &more)
      guard status == LUA_OK else { throw frame.takeError(status) }
      guard more else { break }
      frame.pop()
      switch frame.type(-1) {
      case .string: keys.names.append(try frame.string(-1))
      case .number where lua_isinteger(frame.L, -1) != 0: keys.entries.append(try frame.integer(-1))
      case .number: keys.numbers.append(try frame.double(-1))
      default: keys.others.append(frame.describe(-1))
      }
    }
    keys.names.sort()
    keys.entries.sort()
    keys.numbers.sort()
    keys.others.sort()
    return keys
  }

  /// Lua's border: with holes any of several. `sequence` checks.
  public var count: Int { Int(lua_rawlen(frame.L, index)) }

  /// Whether the field is there.
  public func has(_ name: String) -> Bool {
    with(name) { !frame.isNil($0) }
  }

  /// Hands over the index of the field's value (nil where there is none) for the time of the call.
  public func with<Value>(_ name: String, _ body: (Int32) throws -> Value) rethrows -> Value {
    try frame.restoring {
      frame.getRaw(name, of: index)
      return try body(frame.top)
    }
  }

  /// The same for entry `number`, from 1.
  public func with<Value>(entry number: Int, _ body: (Int32) throws -> Value) rethrows -> Value {
    try frame.restoring {
      _ = lua_rawgeti(frame.L, index, Int64(number))
      return try body(frame.top)
    }
  }

  /// A field of a given type.
  ///
  /// - Throws: `ArgumentError` for the table: "bad argument #1 to 'f' (field 'x': number expected, got nil)".
  public func value<Value: LuaArgument>(_ name: String, as _: Value.Type = Value.self) throws -> Value {
    try with(name) { field in
      do {
        return try Value.read(frame, field)
      } catch let error as ArgumentError {
        throw ArgumentError(index, "field '\(name)': \(error.message)")
      }
    }
  }

  /// The number of entries of a table that must be a list `{v1, v2, ...}`.
  ///
  /// - Throws: `ScriptError` "lab.choice: entry 2 is nil" for a hole, and for keys that are no entries.
  public func sequence(named name: String) throws -> Int {
    let keys = try keys()
    if let key = keys.names.first { throw ScriptError("\(name) takes a list, not the field '\(key)'") }
    if let key = keys.others.first { throw ScriptError("\(name) takes a list, not the key \(key)") }
    if let key = keys.numbers.first {
      throw ScriptError("\(name) takes a list, not the key \(scriptNumber(key))")
    }
    for (position, entry) in keys.entries.enumerated() where entry != position + 1 {
      throw ScriptError(
        entry < 1 ? "\(name): entries count from 1, not \(entry)" : "\(name): entry \(position + 1) is nil")
    }
    return keys.entries.count
  }
}
