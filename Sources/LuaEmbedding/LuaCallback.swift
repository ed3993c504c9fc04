import CLua

/// A function of the script that an object calls: a loss, a schedule, an acceptance test.
///
/// It is kept alive by the userdata of the object (through a `LuaKeeper`), where Lua's collector sees it,
/// so a cycle object -> callback -> object is collected. From here it is only found, not held.
///
///     let loss = try LuaKeeper(frame).callback(at: 1)  // pushed with the object: see `LuaKeeper`
///     let value: Double = try loss.call(3)
public final class LuaCallback: LuaCallable {
  private let host: OpaquePointer
  private let id: Int64
  /// Where the function begins, as "script.lua:12", for messages about it.
  public let definition: String?

  /// Remembers the function at `index`. Use `LuaKeeper.callback`, which also keeps it alive.
  init(_ frame: LuaFrame, at index: Int32) {
    host = xl_host(frame.L)
    id = xl_remember(frame.L, index)
    definition = frame.definition(of: index)
    xl_retain(host)
  }

  deinit { xl_drop(host) }

  /// The state that the function belongs to.
  public var hostOfCall: OpaquePointer { host }

  /// - Throws: `LuaError` of kind `closed` where the object that kept the function is gone.
  public func pushFunction(to frame: LuaFrame) throws {
    if xl_recall(frame.L, id) == LUA_TNIL {
      frame.pop()
      throw LuaError(kind: .closed, message: "a function is called after the object that keeps it is gone")
    }
  }
}
