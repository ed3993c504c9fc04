/// An error whose text a script sees as it stands, with the position of the running line in front.
///
///     throw ScriptError("area must be positive")  // script.lua:12: area must be positive
public struct ScriptError: Error, CustomStringConvertible, Equatable {
  /// Without the position.
  public let message: String
  /// "script.lua:12" where another place is to blame than the running line (where a function is defined).
  public let position: String?

  /// - Parameter position: "script.lua:12" of the place that is to blame; nil: the running line.
  public init(_ message: String, at position: String? = nil) {
    self.message = message
    self.position = position
  }

  /// The message.
  public var description: String { message }
}
