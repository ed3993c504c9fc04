import CLua

extension LuaFrame {
  /// A number; `"10"` is none.
  ///
  /// - Throws: `ArgumentError` "number expected, got string".
  @inlinable
  public func double(_ index: Int32) throws -> Double {
    guard lua_type(L, index) == LUA_TNUMBER else { throw mismatch(index, "number") }
    return lua_tonumberx(L, index, nil)
  }

  /// An integer; `3.0` is one, `1.5` and `"3"` are not.
  @inlinable
  public func integer(_ index: Int32) throws -> Int {
    guard lua_type(L, index) == LUA_TNUMBER else { throw mismatch(index, "integer") }
    var isInteger: Int32 = 0
    let integer = lua_tointegerx(L, index, &isInteger)
    guard isInteger != 0 else {
      throw ArgumentError(index, "number has no integer representation")
    }
    return Int(integer)
  }

  /// The position, from 0, in a list of `count` of the element that a script counts from 1; nil where there
  /// is none.
  ///
  /// - Throws: as ``integer(_:)``.
  @inlinable
  public func position(_ index: Int32, count: Int) throws -> Int? {
    Self.position(of: try integer(index), count: count)
  }

  /// The same for an integer that has been read. Every integer of a script becomes an index here: nothing is
  /// computed with it before its range is known, because `math.mininteger - 1` stops the process.
  @inlinable
  public static func position(of number: Int, count: Int) -> Int? {
    number >= 1 && number <= count ? number - 1 : nil
  }

  /// true or false; see `isTrue` for Lua's own notion.
  @inlinable
  public func boolean(_ index: Int32) throws -> Bool {
    guard lua_type(L, index) == LUA_TBOOLEAN else { throw mismatch(index, "boolean") }
    return lua_toboolean(L, index) != 0
  }

  /// Lua's own notion: everything but nil and false is true.
  @inlinable
  public func isTrue(_ index: Int32) -> Bool { lua_toboolean(L, index) != 0 }

  /// A string as text; invalid UTF-8 is repaired, so read file contents with `bytes`.
  @inlinable
  public func string(_ index: Int32) throws -> String {
    try withBytes(index) { String(decoding: $0, as: UTF8.self) }
  }

  /// A string as it is.
  public func bytes(_ index: Int32) throws -> [UInt8] {
    try withBytes(index) { [UInt8]($0) }
  }

  /// A string as it is, without a copy, for the time of the call.
  @inlinable
  public func withBytes<T>(_ index: Int32, _ body: (UnsafeRawBufferPointer) throws -> T) throws -> T {
    var count = 0
    guard let start = xl_string(L, index, &count) else { throw mismatch(index, "string") }
    return try body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// The Swift object behind a userdata.
  ///
  /// - Throws: `ArgumentError` "lab.Tensor expected, got FILE*"; `ScriptError` "lab.Run is closed".
  @inlinable
  public func object<Object: LuaObject>(_ index: Int32, as _: Object.Type = Object.self) throws -> Object {
    let type = Object.luaType
    guard let pointer = xl_toobject(L, index, type.tag) else { throw mismatch(index, type) }
    return Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// The same without an error: nil for anything else.
  @inlinable
  public func optionalObject<Object: LuaObject>(_ index: Int32, as _: Object.Type = Object.self) -> Object? {
    guard let pointer = xl_toobject(L, index, Object.luaType.tag) else { return nil }
    return Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
  }

  /// A value of any kind that can be an argument.
  @inlinable
  public func read<Value: LuaArgument>(_ index: Int32, as _: Value.Type = Value.self) throws -> Value {
    try Value.read(self, index)
  }

  /// The name of the value's type: `__name` for userdata.
  public func typeName(_ index: Int32) -> String { String(cString: xl_typename(L, index)) }

  /// The value as messages show it: "number (64.5)", "string ('abc')", "table", "nil".
  public func describe(_ index: Int32) -> String {
    switch type(index) {
    case .none, .nil: "nil"
    case .boolean: "boolean (\(isTrue(index)))"
    case .number: "number (\(number(index)))"
    case .string: "string ('\(shortened(index))')"
    default: typeName(index)
    }
  }

  /// A string, cut where it would fill a message.
  func shortened(_ index: Int32) -> String {
    let text = (try? string(index)) ?? ""
    return text.count > 60 ? text.prefix(57) + "..." : text
  }

  private func number(_ index: Int32) -> String {
    lua_isinteger(L, index) != 0 ? tostring(index) : scriptNumber(lua_tonumberx(L, index, nil))
  }

  /// What Lua's `tostring` gives.
  public func tostring(_ index: Int32) -> String {
    xl_tostring(L, index)
    defer { pop() }
    return (try? string(-1)) ?? ""
  }

  @usableFromInline @inline(never)
  func mismatch(_ index: Int32, _ expected: String) -> any Error {
    ArgumentError(index, "\(expected) expected, got \(typeName(index))")
  }

  @usableFromInline @inline(never)
  func mismatch(_ index: Int32, _ expected: AnyLuaType) -> any Error {
    if xl_isclosed(L, index, expected.tag) { return ScriptError("\(expected.name) is closed") }
    return mismatch(index, expected.name)
  }
}
