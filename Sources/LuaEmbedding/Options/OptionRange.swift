/// The numbers that an option takes.
///
///     Option("share", .number(.above(0, upTo: 1)))
public struct OptionRange: Sendable, Equatable {
  /// nil: no bound.
  public let lower: Double?
  /// nil: no bound.
  public let upper: Double?
  /// Whether `lower` itself is outside.
  public let excludesLower: Bool

  private init(lower: Double?, upper: Double?, excludesLower: Bool = false) {
    self.lower = lower
    self.upper = upper
    self.excludesLower = excludesLower
  }

  /// [lower, upper]
  public static func between(_ lower: Double, _ upper: Double) -> OptionRange {
    OptionRange(lower: lower, upper: upper)
  }

  /// [lower, ∞)
  public static func atLeast(_ lower: Double) -> OptionRange { OptionRange(lower: lower, upper: nil) }

  /// (-∞, upper]
  public static func atMost(_ upper: Double) -> OptionRange { OptionRange(lower: nil, upper: upper) }

  /// (lower, ∞)
  public static func above(_ lower: Double) -> OptionRange {
    OptionRange(lower: lower, upper: nil, excludesLower: true)
  }

  /// (lower, upper]
  public static func above(_ lower: Double, upTo upper: Double) -> OptionRange {
    OptionRange(lower: lower, upper: upper, excludesLower: true)
  }

  /// Above 0.
  public static let positive = above(0)

  /// False for NaN.
  public func contains(_ number: Double) -> Bool {
    if number.isNaN { return false }
    if let lower, number < lower || (excludesLower && number == lower) { return false }
    if let upper, number > upper { return false }
    return true
  }

  /// "from 1 to 8", "of at least 1", "above 0", "of at most 8", "above 0, of at most 1".
  ///
  /// - Parameter scale: what the bounds are divided by, for a unit.
  public func text(scale: Double = 1) -> String {
    func number(_ bound: Double) -> String { scriptNumber(bound / scale) }
    switch (lower, upper) {
    case (let lower?, let upper?) where !excludesLower: return "from \(number(lower)) to \(number(upper))"
    case (let lower?, let upper?): return "above \(number(lower)), of at most \(number(upper))"
    case (let lower?, nil): return "\(excludesLower ? "above" : "of at least") \(number(lower))"
    case (nil, let upper?): return "of at most \(number(upper))"
    case (nil, nil): return ""
    }
  }
}
