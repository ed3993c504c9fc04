/// One field of a constructor's table.
///
///     Option("steps", .integer(.atLeast(1)), default: 10, help: "how many")
public struct Option: Sendable {
  /// How a number's unit gets into the field's name.
  public enum Unit: Sendable, Equatable {
    case none
    /// One spelling: `node_nm`. The value arrives as written.
    case fixed(base: String, unit: String)
    /// Several: `area_mm2`, `area_um2`. The value arrives in SI units; `range` is in SI units.
    case any(OptionQuantity, range: OptionRange?)
  }

  /// The key under which the value is found: with a fixed unit its name ("node_nm"), with any of several
  /// the base ("area").
  public let key: String
  /// What the value may be: any of these.
  public let kinds: [OptionKind]
  /// How the unit gets into the name.
  public let unit: Unit
  /// What it is where the script gives none; nil: nothing.
  public let defaultValue: OptionDefault?
  /// Whether a script must give it.
  public let isRequired: Bool
  /// `lab.choice{...}` of such values may stand in its place.
  public let acceptsChoice: Bool
  /// One line for the reference.
  public let help: String

  /// - Parameters:
  ///   - key: the field's name; where `unit` is given, with the unit at its end ("node_nm").
  ///   - kinds: what it may be: any of these.
  ///   - unit: the part of the name that is the unit.
  public init(
    _ key: String, _ kinds: OptionKind..., unit: String? = nil, default defaultValue: OptionDefault? = nil,
    required: Bool = false, choice: Bool = false, help: String = ""
  ) {
    self.init(
      key: key, kinds: kinds,
      unit: unit.map { unit in
        precondition(key.hasSuffix("_" + unit), "'\(key)' should end in its unit, '_\(unit)'")
        return .fixed(base: String(key.dropLast(unit.count + 1)), unit: unit)
      } ?? .none,
      defaultValue: defaultValue, isRequired: required, acceptsChoice: choice, help: help)
  }

  /// A quantity in any of its units: `area_mm2`, `area_um2`.
  ///
  /// - Parameters:
  ///   - key: the name without a unit: "area".
  ///   - range: in SI units.
  ///   - alternatives: what may stand for a number: a function, bounds. Bounds are converted, too.
  ///   - defaultValue: in SI units.
  public static func quantity(
    _ key: String, _ quantity: OptionQuantity, range: OptionRange? = nil, or alternatives: OptionKind...,
    default defaultValue: OptionDefault? = nil, required: Bool = false, choice: Bool = false,
    help: String = ""
  ) -> Option {
    Option(
      key: key, kinds: [.number()] + alternatives, unit: .any(quantity, range: range),
      defaultValue: defaultValue, isRequired: required, acceptsChoice: choice, help: help)
  }

  private init(
    key: String, kinds: [OptionKind], unit: Unit, defaultValue: OptionDefault?, isRequired: Bool,
    acceptsChoice: Bool, help: String
  ) {
    self.key = key
    self.kinds = kinds
    self.unit = unit
    self.defaultValue = defaultValue
    self.isRequired = isRequired
    self.acceptsChoice = acceptsChoice
    self.help = help
  }

  /// The name without a unit; nil where it has none.
  var base: String? {
    switch unit {
    case .none: nil
    case .fixed(let base, _): base
    case .any: key
    }
  }

  var unitNames: [String] {
    switch unit {
    case .none: []
    case .fixed(_, let unit): [unit]
    case .any(let quantity, _): quantity.units.map(\.name)
    }
  }

  /// As scripts write it: one spelling, or one per unit.
  public var spellings: [String] {
    if case .any(let quantity, _) = unit { return quantity.units.map { "\(key)_\($0.name)" } }
    return [key]
  }

  /// "integer", "number, function or lab.Schedule"
  var expected: String { alternatives(kinds.map(\.expected)) }
}
