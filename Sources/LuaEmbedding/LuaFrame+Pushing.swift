import CLua

extension LuaFrame {
  /// nil
  @inlinable
  public func pushNil() { lua_pushnil(L) }

  /// A float.
  @inlinable
  public func push(_ number: Double) { lua_pushnumber(L, number) }

  /// An integer.
  @inlinable
  public func push(_ integer: Int) { lua_pushinteger(L, Int64(integer)) }

  /// true or false.
  @inlinable
  public func push(_ boolean: Bool) { lua_pushboolean(L, boolean ? 1 : 0) }

  /// A string, NULs included.
  @inlinable
  public func push(_ string: String) {
    var string = string
    string.withUTF8 { utf8 in
      _ = utf8.withMemoryRebound(to: CChar.self) { lua_pushlstring(L, $0.baseAddress, $0.count) }
    }
  }

  /// Bytes as they are, NULs included.
  public func push(bytes: UnsafeRawBufferPointer) {
    _ = lua_pushlstring(L, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
  }

  /// A copy of the value at `index`.
  @inlinable
  public func push(copyOf index: Int32) { lua_pushvalue(L, index) }

  /// An object as userdata, which holds one reference to it.
  ///
  /// - Parameter bytes: what the object holds outside Lua; without it the object's own `bytesHeld`. It counts
  ///   against the memory limit while the userdata lives, and the collector keeps pace with it.
  @inlinable
  public func push<Object: LuaObject>(_ object: Object, holding bytes: Int? = nil) {
    let type = Object.luaType
    if !xl_pushobject(L, type.tag, Unmanaged.passRetained(object).toOpaque()) { type.adopt(self) }
    let held = bytes ?? object.bytesHeld
    if held > 0 { xl_hold(L, -1, type.tag, held) }
  }

  /// An object that keeps values of Lua (its callbacks, the objects it was made from) alive.
  @inlinable
  public func push<Object: LuaObject>(_ object: Object, keeping kept: LuaKeeper, holding bytes: Int? = nil) {
    push(object, holding: bytes)
    kept.attach(to: self)
  }

  /// Pushes the values and gives their number: the last line of a function.
  @inlinable
  public func returns<each Result: LuaResult>(_ result: repeat each Result) -> Int32 {
    let before = lua_gettop(L)
    repeat (each result).push(to: self)
    return lua_gettop(L) - before
  }

  /// A function of the frame: its arguments are on the stack, it pushes results and gives their number.
  ///
  /// - Parameter kept: as many values from the top of the stack as the function keeps alive; they are
  ///   taken off the stack and read in the function as `frame.kept(1)` and so on.
  public func pushFrameFunction(keeping kept: Int32 = 0, _ body: @escaping (LuaFrame) throws -> Int32) {
    xl_pushfunction(L, functionEntry, FunctionBox(body).retained, kept)
  }

  /// The same for `__close`: it runs even when the script has been interrupted.
  func pushClosingFunction(_ body: @escaping (LuaFrame) throws -> Int32) {
    xl_pushclosing(L, functionEntry, FunctionBox(body).retained)
  }

  /// The index of the `number`-th value that the running function keeps.
  @inlinable
  public func kept(_ number: Int32) -> Int32 { XL_KEPT - number }

  /// An iterator for the generic `for` that keeps the value at `index` (the object it walks) alive.
  /// `next` reads it at `frame.kept(1)`, and ends the loop by giving 0.
  public func pushIterator(over index: Int32, _ next: @escaping (LuaFrame) throws -> Int32) {
    lua_pushvalue(L, index)
    pushFrameFunction(keeping: 1, next)
  }

  /// A function with typed arguments and a result.
  @inlinable
  public func pushFunction<each Argument: LuaArgument, Result: LuaResult>(
    _ body: @escaping (repeat each Argument) throws -> Result
  ) {
    pushFrameFunction(typed(body))
  }

  /// A function with any number of results: none, or a tuple of several.
  @inlinable @_disfavoredOverload
  public func pushFunction<each Argument: LuaArgument, each Result: LuaResult>(
    _ body: @escaping (repeat each Argument) throws -> (repeat each Result)
  ) {
    pushFrameFunction(typed(body))
  }
}
