import Platform

/// Successive-approximation converters (spec 03 §8).
package struct SARADC: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let converters: Int
  /// Output levels, 2 to the power of the precision in bits.
  package let levels: Int
  /// Converters do not leak in this model.
  package var leakage: Double { 0 }

  private let conversionTime: Double
  private let bitsPlusOne: Double
  private let power: ColumnPower

  /// - Parameter fit: A width or a height must be given; otherwise the layout has no dimensions.
  package init(converters: Int, levels: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    self.converters = converters
    self.levels = levels
    let bits = log2(Double(levels))
    let areas = technology.minimumTransistorAreas
    area =
      (areas.n * (269 + (bits - 1) * 109) + areas.p * (209 + (bits - 1) * 73)) * Double(converters)
    (height, width) = fit.dimensions(area: area)

    bitsPlusOne = bits + 1
    conversionTime = (bits + 1) * 1e-9
    let coefficients = ConverterPower.successiveApproximation(technology.node, technology.roadmap)
    power = ColumnPower(
      resistanceScale: 0.5 / environment.cell.readVoltage,
      constant: (coefficients.perBit * bits + coefficients.constant) * 1e-6,
      factor: ConverterPower.column(technology.node, technology.roadmap),
      exponent: ConverterPower.exponent(technology.node, technology.roadmap),
      temperatureFactor: 1 + 1.3e-3 * Double(technology.temperatureKelvin - 300))
  }

  /// In s, also in synchronous mode; the columns do not matter.
  package func delay(reads: Double) -> Double { conversionTime * reads }

  /// Energy in J of converting a column of `resistance` Ω once.
  @inline(__always)
  package func columnEnergy(resistance: Double) -> Double {
    power(resistance: resistance) * bitsPlusOne * 1e-9
  }

  /// In J for `reads` conversions of every listed column (resistances in Ω).
  package func readEnergy(columnResistances: UnsafeBufferPointer<Double>, reads: Double) -> Double {
    var energy = 0.0
    for resistance in columnResistances { energy += columnEnergy(resistance: resistance) }
    return reads * energy
  }

  /// Energy of a column's conversion, J, as a function of its conductance.
  var columnEnergyLaw: ColumnPowerLaw { power.law.scaled(by: bitsPlusOne * 1e-9) }
}
