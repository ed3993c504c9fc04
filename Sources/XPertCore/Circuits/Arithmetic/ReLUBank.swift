/// Rectified linear units, modelled as shift registers (spec 03 §15).
package struct ReLUBank: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let units: Int
  package let bits: Int
  package let registers: FlipFlopBank

  package init(units: Int, bits: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    self.units = units
    self.bits = bits
    registers = FlipFlopBank(count: bits * units, fit: .natural, in: environment)
    area = registers.area
    if fit.givenWidth != 0 {
      width = fit.givenWidth
      height = area / fit.givenWidth
    } else {
      height = fit.givenHeight
      width = area / fit.givenHeight
    }
  }

  /// In W.
  package var leakage: Double { registers.leakage }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double { registers.delay(reads: 1) * reads }

  /// In J.
  package func readEnergy(reads: Double) -> Double {
    registers.readEnergy(reads: reads, active: Double(registers.count), calibrated: false)
  }
}
