import CLua

/// A type that functions can return, and that can be passed to Lua's functions.
public protocol LuaResult: SendableMetatype {
  func push(to frame: LuaFrame)
}

extension LuaResult {
  /// Pushes and gives the number of values, for sums over several results.
  @inlinable @inline(__always)
  func pushed(to frame: LuaFrame) -> Int32 {
    push(to: frame)
    return 1
  }
}

extension Double: LuaResult {
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Int: LuaResult {
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Bool: LuaResult {
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension String: LuaResult {
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Optional: LuaResult where Wrapped: LuaResult {
  @inlinable
  public func push(to frame: LuaFrame) {
    if let value = self { value.push(to: frame) } else { frame.pushNil() }
  }
}

/// A new table `{v1, v2, ...}`.
extension Array: LuaResult where Element: LuaResult {
  public func push(to frame: LuaFrame) {
    xl_createtable(frame.L, count, 0)
    for (index, element) in enumerated() {
      element.push(to: frame)
      lua_rawseti(frame.L, -2, Int64(index) + 1)
    }
  }
}
