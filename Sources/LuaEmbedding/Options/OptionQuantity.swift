/// What is measured, with the units that scripts may write: the unit is a part of the option's name.
///
///     static let mass = OptionQuantity("mass", [.init("g", 1e-3), .init("kg", 1)])  // mass_g, mass_kg
public struct OptionQuantity: Sendable, Equatable {
  /// One of the units that a script may write.
  public struct Unit: Sendable, Equatable {
    /// As in the name: "mm2".
    public let name: String
    /// In SI units.
    public let scale: Double

    /// - Parameter scale: one unit in SI units.
    public init(_ name: String, _ scale: Double) {
      self.name = name
      self.scale = scale
    }
  }

  /// "area"
  public let name: String
  /// The first one is that of ranges in messages and in the reference.
  public let units: [Unit]

  /// A quantity of the application's own.
  public init(_ name: String, _ units: [Unit]) {
    self.name = name
    self.units = units
  }

  /// The same with fewer units, in the order given.
  public func with(units names: String...) -> OptionQuantity {
    OptionQuantity(name, names.map { name in units.first { $0.name == name }! })
  }

  /// mm2, um2
  public static let area = OptionQuantity("area", [Unit("mm2", 1e-6), Unit("um2", 1e-12)])
  /// ns, us, ms
  public static let delay = OptionQuantity("delay", [Unit("ns", 1e-9), Unit("us", 1e-6), Unit("ms", 1e-3)])
  /// pJ, nJ, uJ, mJ
  public static let energy = OptionQuantity(
    "energy", [Unit("pJ", 1e-12), Unit("nJ", 1e-9), Unit("uJ", 1e-6), Unit("mJ", 1e-3)])
  /// uW, mW, W
  public static let power = OptionQuantity("power", [Unit("uW", 1e-6), Unit("mW", 1e-3), Unit("W", 1)])
  /// nm, um, mm
  public static let length = OptionQuantity("length", [Unit("nm", 1e-9), Unit("um", 1e-6), Unit("mm", 1e-3)])
  /// ohm, kohm, Mohm
  public static let resistance = OptionQuantity(
    "resistance", [Unit("ohm", 1), Unit("kohm", 1e3), Unit("Mohm", 1e6)])
  /// Hz, MHz, GHz
  public static let frequency = OptionQuantity(
    "frequency", [Unit("Hz", 1), Unit("MHz", 1e6), Unit("GHz", 1e9)])
}
