import CLua

/// A type that functions can return, and that can be passed to Lua's functions.
///
///     extension Celsius: LuaResult {
///       func push(to frame: LuaFrame) { frame.push(degrees) }
///     }
public protocol LuaResult: SendableMetatype {
  /// Pushes one value.
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
  /// A new table.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Int: LuaResult {
  /// A new table.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Bool: LuaResult {
  /// A new table.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension String: LuaResult {
  /// A new table.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}

extension Optional: LuaResult where Wrapped: LuaResult {
  /// A new table.
  @inlinable
  public func push(to frame: LuaFrame) {
    if let value = self { value.push(to: frame) } else { frame.pushNil() }
  }
}

/// A new table `{v1, v2, ...}`.
extension Array: LuaResult where Element: LuaResult {
  /// A new table.
  public func push(to frame: LuaFrame) {
    xl_createtable(frame.L, count, 0)
    for (index, element) in enumerated() {
      element.push(to: frame)
      lua_rawseti(frame.L, -2, Int64(index) + 1)
    }
  }
}
