import CLua

/// A type that functions can take as an argument.
///
///     extension Celsius: LuaArgument {
///       static func read(_ frame: LuaFrame, _ index: Int32) throws -> Celsius {
///         Celsius(try frame.double(index))
///       }
///     }
public protocol LuaArgument: SendableMetatype {
  /// Reads the value at `index`, which may be beyond the last argument.
  static func read(_ frame: LuaFrame, _ index: Int32) throws -> Self
}

extension Double: LuaArgument {
  /// A number; a string of digits is none.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Double { try frame.double(index) }
}

extension Int: LuaArgument {
  /// An integer; `3.0` is one, `1.5` is not.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Int { try frame.integer(index) }
}

extension Bool: LuaArgument {
  /// true or false; nothing else stands for them.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Bool { try frame.boolean(index) }
}

extension String: LuaArgument {
  /// A string as text; invalid UTF-8 is repaired.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> String { try frame.string(index) }
}

/// nil and a missing argument are nil; anything else must be a `Wrapped`.
extension Optional: LuaArgument where Wrapped: LuaArgument {
  /// nil for nil and for a missing argument.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Wrapped? {
    frame.isNil(index) ? nil : try Wrapped.read(frame, index)
  }
}

/// A table `{v1, v2, ...}` without holes.
extension Array: LuaArgument where Element: LuaArgument {
  /// The entries 1, 2, ... up to the table's length.
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> [Element] {
    guard frame.type(index) == .table else { throw frame.mismatch(index, "table") }
    let table = LuaTableReader(frame, at: index)
    return try (0..<table.count).map { entry in
      try table.with(entry: entry + 1) { value in
        do {
          return try Element.read(frame, value)
        } catch let error as ArgumentError {
          throw ArgumentError(index, "entry \(entry + 1): \(error.message)")
        }
      }
    }
  }
}
