import Platform

/// Power (flash) or energy (SAR) of one column's conversion as a function of its conductance G:
/// `constant + coefficient * G^exponent`, or `open` where G is 0.
package struct ColumnPowerLaw: Sendable, Hashable {
  package var constant: Double
  package var coefficient: Double
  package var exponent: Double
  package var open: Double

  func scaled(by factor: Double) -> ColumnPowerLaw {
    ColumnPowerLaw(
      constant: constant * factor, coefficient: coefficient * factor, exponent: exponent, open: open * factor)
  }
}

extension ColumnPower {
  /// The same power as a function of the conductance.
  var law: ColumnPowerLaw {
    ColumnPowerLaw(
      constant: constant, coefficient: factor * pow(resistanceScale, exponent / log(10)),
      exponent: -exponent / log(10), open: 1e-6
    ).scaled(by: temperatureFactor)
  }
}
