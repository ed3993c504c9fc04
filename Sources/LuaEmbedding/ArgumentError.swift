/// A wrong argument: "bad argument #i to 'f' (message)", in Lua's own words.
public struct ArgumentError: Error, CustomStringConvertible, Equatable {
  public let index: Int32
  public let message: String

  public init(_ index: Int32, _ message: String) {
    self.index = index
    self.message = message
  }

  public var description: String { "bad argument #\(index) (\(message))" }
}
