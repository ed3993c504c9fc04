/// What an option is when a script does not give it.
///
///     Option("rate_hz", .number(), unit: "hz", default: .computed("that of the device"))
public enum OptionDefault: Sendable, Equatable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByStringLiteral
{
  case number(Double)
  case integer(Int)
  case boolean(Bool)
  case string(String)
  /// Found by the constructor; the text says how, for the reference.
  case computed(String)

  /// `default: 10`
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// `default: 0.5`
  public init(floatLiteral value: Double) { self = .number(value) }
  /// `default: true`
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// `default: "euler"`
  public init(stringLiteral value: String) { self = .string(value) }

  var text: String {
    switch self {
    case .number(let number): scriptNumber(number, digits: 14)
    case .integer(let integer): String(integer)
    case .boolean(let boolean): String(boolean)
    case .string(let string): "\"\(string)\""
    case .computed(let text): text
    }
  }
}
