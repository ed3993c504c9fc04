import Platform  // Int(exactly:) needs libm

/// The value of an option, checked.
///
///     for value in options.choices("weights") { print(value.number ?? .nan) }
public enum OptionValue {
  case number(Double)
  case integer(Int)
  case boolean(Bool)
  case string(String)
  case function(LuaCallback)
  case object(AnyObject)
  case table(OptionValues)
  case list([OptionValue])
  /// SI units where the option has a unit.
  case bounds(min: Double?, max: Double?)
  /// One of several: `lab.choice{...}`.
  case choice([OptionValue])

  init?(_ defaultValue: OptionDefault) {
    switch defaultValue {
    case .number(let number): self = .number(number)
    case .integer(let integer): self = .integer(integer)
    case .boolean(let boolean): self = .boolean(boolean)
    case .string(let string): self = .string(string)
    case .computed: return nil
    }
  }

  /// Of numbers and integers.
  public var number: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  /// Of integers, and of numbers that are some.
  public var integer: Int? {
    switch self {
    case .integer(let integer): integer
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  /// Of booleans.
  public var boolean: Bool? {
    if case .boolean(let boolean) = self { boolean } else { nil }
  }

  /// Of strings and names of an enumeration.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// Of functions.
  public var function: LuaCallback? {
    if case .function(let function) = self { function } else { nil }
  }

  /// Of tables, with a description or with names of the user's own.
  public var table: OptionValues? {
    if case .table(let table) = self { table } else { nil }
  }

  /// Of lists.
  public var list: [OptionValue]? {
    if case .list(let list) = self { list } else { nil }
  }

  /// Of objects of that class.
  public func object<Object: LuaObject>(as _: Object.Type = Object.self) -> Object? {
    if case .object(let object) = self { object as? Object } else { nil }
  }

  /// The values of a choice; of anything else the value itself.
  public var all: [OptionValue] {
    if case .choice(let values) = self { values } else { [self] }
  }
}
