import Platform

/// Power of a converter while it senses a column: a constant and a part that falls with the column's
/// resistance, B × exp(C × log10 R) (spec 03 §6 and §8).
struct ColumnPower: Sendable {
  /// Resistances are rescaled from the nominal read voltage of 0.5 V.
  let resistanceScale: Double
  /// In W.
  let constant: Double
  let factor: Double
  let exponent: Double
  let temperatureFactor: Double

  /// In W; 1 µW (before the temperature factor) for an open column, 0 for a short.
  @inline(__always)
  func callAsFunction(resistance: Double) -> Double {
    let scaled = resistance * resistanceScale
    let power: Double
    if 1 / scaled == 0 {
      power = 1e-6
    } else if scaled == 0 {
      power = 0
    } else {
      power = constant + factor * exp(exponent * log10(scaled))
    }
    return power * temperatureFactor
  }
}
