/// Drives the word line that the decoder selects in a 1T1R crossbar read row by row: three NANDs, an inverter
/// and two transmission gates per row (spec 03 §22).
package struct SequentialWordLineDriver: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let rows: Int
  /// Of one transmission gate: on-resistance in Ω, capacitances in F.
  package let resistance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double
  package let drainCapacitance: Double
  package let nand: StandardGate
  package let inverter: StandardGate

  private let readEnergyPerOperation: Double
  private let writeEnergyPerOperation: Double

  package init(rows: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let cell = environment.cell
    let standard = technology.standardHeight
    self.rows = rows
    nand = technology.cells.nand
    inverter = technology.cells.inverter
    let gate = inverter.widths

    let switchHeight: Double
    if fit.givenHeight != 0 {
      let given = fit.givenHeight
      var rowHeight = given / Double(rows)
      if rowHeight < standard {
        let columns = roundedUp(standard / rowHeight)
        rowHeight = given / Double(roundedUp(Double(rows) / Double(columns)))
      }
      let footprint = technology.footprint(.inverter, inputs: 1, gate, height: rowHeight)
      switchHeight = footprint.height
      let unitHeight = larger(
        larger(inverter.footprint.height, nand.footprint.height), footprint.height)
      let columns = roundedUp(Double(rows) / Double(truncated(given / unitHeight)))
      height = given
      width =
        (3 * nand.footprint.width + inverter.footprint.width + 2 * footprint.width) * Double(columns)
    } else {
      switchHeight = standard
      height = standard * Double(rows)
      width = 3 * nand.footprint.width + inverter.footprint.width + 2 * inverter.footprint.width
    }
    area = height * width

    let linear = LayoutConstants.linearRegionRatio
    resistance = 1 / (1 / (inverter.resistanceN * linear) + 1 / (inverter.resistanceP * linear))
    gateCapacitanceN = technology.gateCapacitance(width: gate.n)
    gateCapacitanceP = technology.gateCapacitance(width: gate.p)
    drainCapacitance = technology.outputCapacitance(.inverter, inputs: 1, gate, height: switchHeight)
    leakage = technology.supplyVoltage * Double(rows) * 2 * (nand.leakage + inverter.leakage)

    let logic =
      technology.supplyVoltageSquared
      * (nand.inputCapacitance + (inverter.outputCapacitance + gateCapacitanceN)
        + (nand.outputCapacitance + gateCapacitanceN + gateCapacitanceP))
    readEnergyPerOperation = logic + drainCapacitance * (cell.readVoltage * cell.readVoltage)
    writeEnergyPerOperation = logic + drainCapacitance * (cell.writeVoltage * cell.writeVoltage)
  }

  /// Delay of one operation in s and slope of the word line. All three gates see the input slope (Q-C39).
  ///
  /// - Parameters: input slope in 1/s, capacitance in F and resistance in Ω of the word line.
  package func delay(ramp: Double, load: Double, resistance: Double) -> Stage {
    let first = rampDelay(
      timeConstant: nand.resistanceN * 2 * (nand.outputCapacitance + inverter.inputCapacitance),
      ramp: ramp)
    let second = rampDelay(
      timeConstant: inverter.resistanceP * (inverter.outputCapacitance + 2 * nand.inputCapacitance),
      ramp: ramp)
    let third = rampDelay(
      timeConstant: nand.resistanceN * 2 * (nand.outputCapacitance + gateCapacitanceP + gateCapacitanceN),
      ramp: ramp)
    let line = rampDelay(
      timeConstant: self.resistance * (2 * drainCapacitance + load) + resistance * load / 2,
      ramp: Stage.idealStep)
    return Stage(delay: first.delay + second.delay + third.delay + line.delay, ramp: line.ramp)
  }

  /// In J; one row per operation.
  package func readEnergy(reads: Double) -> Double { readEnergyPerOperation * reads }

  /// In J; one row per operation.
  package func writeEnergy(writes: Double) -> Double { writeEnergyPerOperation * writes }
}
