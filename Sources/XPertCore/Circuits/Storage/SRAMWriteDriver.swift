/// Write drivers of SRAM arrays: three inverters per column (spec 03 §21). Reads cost nothing.
package struct SRAMWriteDriver: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let columns: Int

  private let inverter: StandardGate
  private let energyPerWrite: Double

  /// - Parameters:
  ///   - columnWriteActivity: Fraction of the columns that are written.
  ///   - writeCells: Cells per operation.
  package init(
    columns: Int, columnWriteActivity: Double = 1, writeCells: Int, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.columns = columns
    inverter = technology.cells.inverter
    let unitHeight = inverter.footprint.height * 3
    let unitWidth = inverter.footprint.width
    if fit.givenWidth != 0 {
      width = fit.givenWidth
      height = Double(lanes(filling: columns, length: width, cell: unitWidth)) * unitHeight
    } else {
      width = Double(columns) * unitWidth
      height = unitHeight
    }
    area = height * width
    leakage = inverter.leakage * technology.supplyVoltage * 3 * Double(columns)
    energyPerWrite =
      (inverter.outputCapacitance + inverter.inputCapacitance) * technology.supplyVoltageSquared
      * smaller(Double(writeCells), Double(columns) * columnWriteActivity)
  }

  /// Delay of one write in s and slope of the bit line.
  ///
  /// - Parameters: input slope in 1/s, capacitance in F and resistance in Ω of the bit line.
  package func delay(ramp: Double, load: Double, resistance: Double) -> Stage {
    let first = rampDelay(
      timeConstant: inverter.resistanceP * (inverter.outputCapacitance + inverter.inputCapacitance),
      ramp: ramp)
    let second = rampDelay(
      timeConstant: inverter.resistanceN * (load + inverter.outputCapacitance) + resistance * load / 2,
      ramp: first.ramp)
    return Stage(delay: first.delay + second.delay, ramp: second.ramp)
  }

  /// In J.
  package func writeEnergy(writes: Double) -> Double { energyPerWrite * writes }
}
