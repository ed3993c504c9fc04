import CLua

extension LuaFrame {
  /// A handle as userdata: no reference is counted, no finaliser is left.
  @inlinable
  public func push(_ handle: LuaHandle, of type: LuaHandleType) {
    if !xl_pushhandle(L, type.tag, handle) { type.adopt(self) }
  }

  /// - Throws: `ArgumentError` for another type; `ScriptError` for a handle of another generation.
  @inlinable
  public func handle(_ index: Int32, of type: LuaHandleType) throws -> LuaHandle {
    var handle = LuaHandle()
    let found = xl_tohandle(L, index, type.tag, &handle)
    guard found == 1 else { throw type.notAHandle(self, index, isStale: found < 0) }
    return handle
  }

  /// A handle or a number.
  ///
  /// - Throws: `ArgumentError` "number or lab.Scalar expected, got nil".
  @inlinable
  public func operand(_ index: Int32, of type: LuaHandleType) throws -> LuaOperand {
    if lua_type(L, index) == LUA_TNUMBER { return LuaOperand(lua_tonumberx(L, index, nil)) }
    var handle = LuaHandle()
    let found = xl_tohandle(L, index, type.tag, &handle)
    guard found == 1 else { throw type.notAnOperand(self, index, isStale: found < 0) }
    return LuaOperand(handle)
  }
}

extension LuaHandleType {
  @usableFromInline @inline(never)
  func notAHandle(_ frame: LuaFrame, _ index: Int32, isStale: Bool) -> any Error {
    isStale ? ScriptError("cannot use \(stale)") : frame.mismatch(index, self)
  }

  @usableFromInline @inline(never)
  func notAnOperand(_ frame: LuaFrame, _ index: Int32, isStale: Bool) -> any Error {
    isStale ? ScriptError("cannot use \(stale)") : frame.mismatch(index, "number or \(name)")
  }
}
