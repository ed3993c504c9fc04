import CLua

/// A type that functions can take as an argument.
public protocol LuaArgument: SendableMetatype {
  /// Reads the value at `index`, which may be beyond the last argument.
  static func read(_ frame: LuaFrame, _ index: Int32) throws -> Self
}

extension Double: LuaArgument {
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Double { try frame.double(index) }
}

extension Int: LuaArgument {
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Int { try frame.integer(index) }
}

extension Bool: LuaArgument {
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Bool { try frame.boolean(index) }
}

extension String: LuaArgument {
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> String { try frame.string(index) }
}

/// nil and a missing argument are nil; anything else must be a `Wrapped`.
extension Optional: LuaArgument where Wrapped: LuaArgument {
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Wrapped? {
    frame.isNil(index) ? nil : try Wrapped.read(frame, index)
  }
}

/// A table `{v1, v2, ...}` without holes.
extension Array: LuaArgument where Element: LuaArgument {
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
