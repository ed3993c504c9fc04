/// A wrong argument: "bad argument #i to 'f' (message)", in Lua's own words.
///
///     // bad argument #2 to 'f' (positive number expected)
///     throw ArgumentError(2, "positive number expected")
public struct ArgumentError: Error, CustomStringConvertible, Equatable {
  /// Counts from 1.
  public let index: Int32
  /// What stands in the parentheses.
  public let message: String

  /// - Parameter index: of the argument, from 1.
  public init(_ index: Int32, _ message: String) {
    self.index = index
    self.message = message
  }

  /// The text without the name of the function, which only Lua knows.
  public var description: String { "bad argument #\(index) (\(message))" }
}
