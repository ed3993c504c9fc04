/// The local wire layer: resistance and capacitance per metre (spec 01 §8, spec 10 §1.3).
public struct Wire: Sendable, Hashable {
  /// Line width in nanometres; -1 stands for "no wire resistance".
  public let widthNanometres: Int
  /// Height over width of the line; 0 without wire resistance.
  public let aspectRatio: Double
  /// Resistivity at the given temperature, in Ω·m; 0 without wire resistance.
  public let resistivity: Double
  /// In Ω/m. Without wire resistance the reference's formulas see 1 Ω/m.
  public let resistancePerMetre: Double

  /// In F/m, the same for every layer and node.
  public var capacitancePerMetre: Double { 0.2e-15 / 1e-6 }

  /// Capacitance in F of a line of `length` metres, rounded as the reference rounds it.
  @inline(__always)
  public func capacitance(length: Double) -> Double { length * 0.2e-15 / 1e-6 }

  /// - Throws: `HardwareError.invalid` for a width that has no table entry or a temperature outside
  ///   300 ... 400 K.
  public init(widthNanometres: Int, temperatureKelvin: Int) throws(HardwareError) {
    try Technology.requireValid(temperatureKelvin: temperatureKelvin)
    self.widthNanometres = widthNanometres
    if widthNanometres == -1 {
      aspectRatio = 0
      resistivity = 0
      resistancePerMetre = 1
      return
    }
    let base: Double
    switch widthNanometres {
    case 175: (aspectRatio, base) = (1.60, 2.20e-8)
    case 110: (aspectRatio, base) = (1.60, 2.52e-8)
    case 105: (aspectRatio, base) = (1.70, 2.68e-8)
    case 80: (aspectRatio, base) = (1.70, 3.31e-8)
    case 56: (aspectRatio, base) = (1.80, 3.70e-8)
    case 40: (aspectRatio, base) = (1.90, 4.03e-8)
    case 25: (aspectRatio, base) = (2.00, 5.08e-8)
    case 18: (aspectRatio, base) = (2.00, 6.35e-8)
    default:
      throw .invalid(
        rule: "wire_width_nm (\(widthNanometres)) must be one of 175, 110, 105, 80, 56, 40, 25, 18"
          + " or -1 (no wire resistance)")
    }
    resistivity = base * (1 + 0.00451 * Double(abs(temperatureKelvin - 300)))
    let width = Double(widthNanometres)
    resistancePerMetre = resistivity / (width * 1e-9 * width * 1e-9 * aspectRatio)
  }
}
