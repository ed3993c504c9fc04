/// A Lua value that an error carries. It may travel to any thread; it is only used, as everything of a
/// state, where the state is used, and giving the reference back is safe anywhere.
struct ErrorValue: @unchecked Sendable {
  let reference: LuaReference

  /// False: the error belongs to another state.
  func push(to frame: LuaFrame) -> Bool {
    guard reference.belongs(to: frame) else { return false }
    reference.push(to: frame)
    return true
  }
}
