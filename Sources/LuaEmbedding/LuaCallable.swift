import CLua

/// A function of Lua that Swift can call.
///
///     let sum: Double = try state.function("sum").call(1, 2.5)
public protocol LuaCallable: AnyObject {
  /// The `xl_Host` of the state it belongs to.
  var hostOfCall: OpaquePointer { get }
  /// Pushes the function.
  ///
  /// - Throws: `LuaError` of kind `closed` where it no longer exists.
  func pushFunction(to frame: LuaFrame) throws
}

extension LuaCallable {
  /// Calls with what `pushing` pushes (it gives the number) and hands the results to `reading`: the frame
  /// and the index of the first one. There are exactly `results` of them, missing ones are nil; with a
  /// negative `results` all that the function gave, up to the frame's `top`.
  ///
  /// The call runs on the coroutine that called Swift, so a frame of that call sees the same stack.
  ///
  /// - Throws: `LuaError` for an error in the function, with its traceback.
  @inlinable
  public func call<Value>(
    pushing: (LuaFrame) throws -> Int32, results: Int32 = 1, reading: (LuaFrame, Int32) throws -> Value
  ) throws -> Value {
    guard let L = xl_current(hostOfCall) else {
      throw LuaError(kind: .closed, message: "the Lua state is closed")
    }
    let frame = LuaFrame(L)
    try frame.reserve(20)
    let base = lua_gettop(L)
    defer { lua_settop(L, base) }
    try pushFunction(to: frame)
    let status = xl_pcall(L, try pushing(frame), max(results, LUA_MULTRET))
    guard status == LUA_OK else { throw frame.takeError(status) }
    if results < 0 { try frame.reserve(20) }
    return try reading(frame, base + 1)
  }

  /// Calls with typed arguments and one typed result.
  ///
  /// - Throws: `LuaError` for an error in the function; `ScriptError` for a result of another type.
  @inlinable
  public func call<each Argument: LuaResult, Value: LuaArgument>(
    _ argument: repeat each Argument, returning _: Value.Type = Value.self
  ) throws -> Value {
    try call(pushing: { $0.returns(repeat each argument) }) { frame, index in
      do {
        return try Value.read(frame, index)
      } catch let error as ArgumentError {
        throw ScriptError("the function's result: \(error.message)")
      }
    }
  }

  /// Calls with typed arguments and drops the results.
  @inlinable
  public func call<each Argument: LuaResult>(_ argument: repeat each Argument) throws {
    try call(pushing: { $0.returns(repeat each argument) }, results: 0) { _, _ in }
  }
}
