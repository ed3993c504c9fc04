import CLua

/// The types of Lua's values.
///
///     if frame.type(1) == .table { ... }
@frozen
public enum LuaKind: Int32, Sendable {
  case none = -1
  case `nil` = 0
  case boolean, lightUserdata, number, string, table, function, userdata, thread
}
