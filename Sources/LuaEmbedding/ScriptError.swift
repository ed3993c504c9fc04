/// An error whose text a script sees as it stands, with the position of the running line in front.
public struct ScriptError: Error, CustomStringConvertible, Equatable {
  public let message: String
  /// "script.lua:12" where another place is to blame than the running line (where a function is defined).
  public let position: String?

  public init(_ message: String, at position: String? = nil) {
    self.message = message
    self.position = position
  }

  public var description: String { message }
}
