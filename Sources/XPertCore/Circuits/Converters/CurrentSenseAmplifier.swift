import Platform

/// Stand-alone current sense amplifiers, one per column, that tell an on from an off cell (spec 03 §23).
package struct CurrentSenseAmplifier: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// Of one amplifier, in m².
  package let unitArea: Double
  package let columns: Int
  /// Amplifiers do not leak in this model.
  package var leakage: Double { 0 }

  private let reference: Double
  private let curve: SensingCurve?
  private let resistanceScale: Double
  private let constantPower: Double
  private let columnFactor: Double
  private let exponent: Double

  /// - Parameter amplifierWidth: Width available to each amplifier, in m.
  package init(columns: Int, amplifierWidth: Double, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let cell = environment.cell
    self.columns = columns
    // The NMOS part is missing in the reference (Q-C16).
    unitArea = technology.minimumTransistorAreas.p * 40
    let narrowest = (unitArea / 5).squareRoot()
    let unitWidth = amplifierWidth > narrowest ? narrowest : amplifierWidth
    area = unitArea * Double(columns)
    width = unitWidth * Double(columns)
    height = unitArea / unitWidth

    let largest = 1 / cell.onResistance
    let smallest = 1 / cell.offResistance
    reference = 1 / largest + (1 / smallest - 1 / largest) / 2
    curve = SensingCurve.of(technology.node, technology.roadmap)
    resistanceScale = 0.5 / cell.readVoltage
    constantPower = ConverterPower.current(technology.node, technology.roadmap).a * 1e-6
    columnFactor = ConverterPower.column(technology.node, technology.roadmap)
    exponent = ConverterPower.exponent(technology.node, technology.roadmap)
  }

  /// Sensing time in s of one column of `resistance` Ω.
  package func columnDelay(resistance: Double) -> Double {
    let scaled = resistance * resistanceScale
    if scaled == 0 || 1 / scaled == 0 { return 0 }
    guard let curve else { return 1e-9 }
    let x = reference / scaled
    if x >= 20 || x <= 0.05 { return 1e-9 }
    return larger(curve.base(resistance: scaled) * curve.factor(x), 0)
  }

  /// Power in W while a column of `resistance` Ω is sensed.
  package func columnPower(resistance: Double) -> Double {
    let scaled = resistance * resistanceScale
    if 1 / scaled == 0 { return 1e-6 }
    if scaled == 0 { return 0 }
    return constantPower + columnFactor * exp(exponent * log10(scaled))
  }

  /// Sensing time of all columns in s: the slowest, but between 0.5 and 50 ns; 0 without columns.
  ///
  /// - Parameter sharing: Columns that share an amplifier and are read one after the other.
  package func delay(
    columnResistances: UnsafeBufferPointer<Double>, sharing: Double, reads: Double
  ) -> Double {
    guard !columnResistances.isEmpty else { return 0 }
    var slowest = 5e-10
    for resistance in columnResistances {
      slowest = larger(columnDelay(resistance: resistance), slowest)
    }
    return smaller(slowest, 5e-8) * sharing * reads
  }

  /// In J for `reads` readings of every listed column (resistances in Ω).
  package func readEnergy(columnResistances: UnsafeBufferPointer<Double>, reads: Double) -> Double {
    var energy = 0.0
    for resistance in columnResistances {
      energy += columnDelay(resistance: resistance) * columnPower(resistance: resistance)
    }
    return reads * energy
  }
}
