import CLua

/// The values of Lua that an object keeps alive: its callbacks, and the userdata of the objects it was
/// made from. They go into a table in the user value of the object's userdata, where the collector sees
/// them.
///
///     let kept = LuaKeeper(frame)
///     let loss = try kept.callback(at: 2)
///     frame.push(Search(loss: loss), keeping: kept)
public final class LuaKeeper {
  private let frame: LuaFrame
  /// Where the table is on the stack; 0 until something is kept.
  private var table: Int32 = 0
  private var count: Int64 = 0
  private var isAttached = false

  /// The keeper lives as long as the frame.
  public init(_ frame: LuaFrame) {
    self.frame = frame
    frame.pushNil()  // the table's place, so that the stack's order does not depend on use
    table = frame.top
  }

  /// Adds to what the object at `index` keeps already: nothing needs to be pushed.
  public init(_ frame: LuaFrame, addingTo index: Int32) {
    self.frame = frame
    let L = frame.L
    let object = lua_absindex(L, index)
    if lua_getiuservalue(L, object, 1) != LUA_TTABLE {
      frame.pop()
      xl_createtable(L, 4, 0)
      lua_pushvalue(L, -1)
      _ = lua_setiuservalue(L, object, 1)
    }
    table = frame.top
    count = Int64(lua_rawlen(L, table))
    isAttached = true
  }

  /// Keeps the value at `index`.
  public func keep(_ index: Int32) {
    let L = frame.L
    let index = lua_absindex(L, index)
    if count == 0 && !isAttached {
      xl_createtable(L, 4, 0)
      lua_copy(L, -1, table)
      lua_settop(L, -2)
    }
    count += 1
    lua_pushvalue(L, index)
    lua_rawseti(L, table, count)
  }

  /// Keeps the function at `index` and gives what calls it.
  ///
  /// - Throws: `ArgumentError` where the value is not a function.
  public func callback(at index: Int32) throws -> LuaCallback {
    guard frame.type(index) == .function else { throw frame.mismatch(index, "function") }
    keep(index)
    return LuaCallback(frame, at: index)
  }

  /// Hands the values to the object on the top of the stack.
  @usableFromInline
  func attach(to frame: LuaFrame) {
    guard count > 0 else { return }
    lua_pushvalue(frame.L, table)
    _ = lua_setiuservalue(frame.L, -2, 1)
  }
}
