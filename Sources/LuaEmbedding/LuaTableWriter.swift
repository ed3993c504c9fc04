import CLua

/// Writes a table that Swift has made.
///
///     frame.pushTable { table in
///       table.set("width", 64)
///       table.append("first entry")
///     }
public struct LuaTableWriter {
  /// Where the table is on the stack.
  public let frame: LuaFrame
  private let index: Int32

  init(_ frame: LuaFrame, at index: Int32) {
    self.frame = frame
    self.index = index
  }

  /// Sets a field.
  public func set(_ name: String, _ value: some LuaResult) {
    value.push(to: frame)
    setTop(name)
  }

  /// Sets the field to the value on the top of the stack, which it pops.
  public func setTop(_ name: String) {
    var name = name
    name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { xl_rawsetfield(frame.L, index, $0.baseAddress, $0.count) }
    }
  }

  /// Adds an entry behind the last one.
  public func append(_ value: some LuaResult) {
    value.push(to: frame)
    appendTop()
  }

  /// Appends the value on the top of the stack, which it pops.
  public func appendTop() {
    lua_rawseti(frame.L, index, Int64(lua_rawlen(frame.L, index)) + 1)
  }
}
