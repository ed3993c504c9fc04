/// Accumulates partial sums over input bits or over the cells of a weight: adders and a register bank
/// (spec 03 §10, binary counting).
package struct ShiftAdder: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let units: Int
  package let adderBits: Int
  package let adders: AdderBank
  package let registers: FlipFlopBank

  private let isSynchronous: Bool
  private let isCalibrated: Bool
  private let readPulseWidth: Double

  /// - Parameter steps: Shifts until the sum is complete: input bits, or cells per weight.
  package init(
    units: Int, adderBits: Int, steps: Int, fit: LayoutConstraint, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.units = units
    self.adderBits = adderBits
    isSynchronous = environment.isSynchronous
    isCalibrated = environment.calibration != nil
    readPulseWidth = environment.cell.readPulseWidth
    let registerCount = (adderBits + 1 + steps - 1) * units
    if fit.givenWidth != 0 {
      adders = AdderBank(bits: adderBits, adders: units, fit: fit, in: environment)
      registers = FlipFlopBank(count: registerCount, fit: fit, in: environment)
      height = adders.height + technology.standardHeight + registers.height
      width = fit.givenWidth
    } else {
      adders = AdderBank(bits: adderBits, adders: units, fit: fit, in: environment)
      registers = FlipFlopBank(count: registerCount, fit: fit, in: environment)
      height = fit.givenHeight
      width =
        adders.width + technology.cells.minimumInverter.footprint.width
        + technology.cells.minimumNAND.footprint.width + registers.width
    }
    area = height * width
    leakage = adders.leakage + registers.leakage
  }

  /// Clock cycles when synchronous, else seconds; then further reads cost what exceeds the read pulse.
  package func delay(reads: Double) -> Double {
    if isSynchronous { return reads }
    let first =
      adders.delay(ramp: Stage.idealStep, load: registers.drainCapacitance, reads: 1)
      + registers.delay(reads: 1)
    return first > readPulseWidth ? first + (first - readPulseWidth) * (reads - 1) : first
  }

  /// In J.
  package func readEnergy(reads: Double) -> Double {
    adders.readEnergy(reads: reads, operations: units)
      + registers.readEnergy(
        reads: reads, active: Double(registers.count), calibrated: isCalibrated)
  }
}
