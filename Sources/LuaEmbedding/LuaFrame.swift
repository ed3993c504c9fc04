import CLua

/// The stack of one call from Lua: arguments in, results out.
///
/// Four rules, which the compiler cannot check:
/// 1. Arguments are read through `lua_type` first (everything here does), so that no string is converted
///    in place and `"10"` is not a number.
/// 2. At most 20 values may be pushed before `reserve(_:)` (`returns` and `call` do it themselves).
/// 3. Nothing is pushed while an `inout` access to a shared object is open: a push may run a finaliser.
/// 4. A frame is not kept after the function returns.
///
///     module.frameFunction("count") { frame in frame.returns(Int(frame.top)) }
@frozen
public struct LuaFrame {
  /// Lua's own `lua_State *`, for functions of C.
  public let L: OpaquePointer

  /// The frame of the call that runs on `L`.
  @inlinable
  public init(_ L: OpaquePointer) {
    self.L = L
  }

  /// The number of arguments, and later of everything on the stack.
  @inlinable
  public var top: Int32 { lua_gettop(L) }

  /// What belongs to the whole state: flags, services.
  public var context: LuaContext {
    Unmanaged<LuaContext>.fromOpaque(xl_context(L)).takeUnretainedValue()
  }

  /// The type of the value at `index`; `.none` beyond the top.
  @inlinable
  public func type(_ index: Int32) -> LuaKind { LuaKind(rawValue: lua_type(L, index)) ?? .none }

  /// Whether there is nil at `index`, or nothing.
  @inlinable
  public func isNil(_ index: Int32) -> Bool { lua_type(L, index) <= 0 }

  /// The index that stays the same when values are pushed.
  @inlinable
  public func absolute(_ index: Int32) -> Int32 { lua_absindex(L, index) }

  /// Takes values off the top.
  @inlinable
  public func pop(_ count: Int32 = 1) { lua_settop(L, -count - 1) }

  /// Makes room for `count` more values.
  ///
  /// - Throws: `ScriptError` "stack overflow" where Lua has no room (a million values).
  @inlinable
  public func reserve(_ count: Int) throws {
    guard count < 1 << 24, lua_checkstack(L, Int32(count)) != 0 else { throw ScriptError("stack overflow") }
  }

  /// Runs `body` and takes away whatever it left on the stack.
  @inlinable
  public func restoring<T>(_ body: () throws -> T) rethrows -> T {
    let top = lua_gettop(L)
    defer { lua_settop(L, top) }
    return try body()
  }

  /// Where the script is, as "script.lua:12"; nil outside of any script.
  public var position: String? {
    text { xl_position(L, 1, $0, $1) }
  }

  /// Where the function at `index` begins, as "script.lua:12"; nil for a function that is not Lua's.
  public func definition(of index: Int32) -> String? {
    text { xl_definition(L, index, $0, $1) }
  }

  /// Stops a long computation: true after Ctrl-C or when the time limit has passed.
  public var isInterrupted: Bool { xl_isinterrupted(L) }

  /// For the loops of long computations.
  ///
  /// - Throws: `ScriptError` "interrupted!" or "time limit of 1 s exceeded"; `MemoryError` where charges have
  ///   grown past the memory limit meanwhile.
  public func checkInterrupt() throws {
    if xl_isinterrupted(L) { throw ScriptError(String(cString: xl_interruptreason(L))) }
    if xl_overlimit(L) { try memory.check() }
  }

  private func text(_ write: (UnsafeMutablePointer<CChar>, Int) -> Int) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      let count = write(buffer.baseAddress!, buffer.count)
      guard count > 0 else { return nil }
      return String(
        decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), as: UTF8.self)
    }
  }
}
