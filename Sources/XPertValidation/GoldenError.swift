/// A golden file that cannot be read. The text names the file, and line and column where there is one.
public struct GoldenError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
