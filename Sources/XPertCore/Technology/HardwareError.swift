/// A hardware description that cannot be built.
public enum HardwareError: Error, Equatable, Sendable, CustomStringConvertible {
  /// `rule` states the violated rule together with the offending values, for instance
  /// "temperature_K (500) must be between 300 and 400".
  case invalid(rule: String)

  public var description: String {
    switch self {
    case .invalid(let rule): rule
    }
  }
}
