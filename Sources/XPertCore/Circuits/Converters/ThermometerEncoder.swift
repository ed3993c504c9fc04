import Platform

/// Turns the thermometer code of a flash converter into binary (spec 03 §7).
package struct ThermometerEncoder: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let levels: Int
  package let encoders: Int

  private let inverter: StandardGate
  private let nand: StandardGate
  private let wideNAND: StandardGate
  private let wideInputs: Double
  private let energyPerRead: Double

  package init(levels: Int, encoders: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    self.levels = levels
    self.encoders = encoders
    inverter = technology.cells.inverter
    nand = technology.cells.nand
    wideNAND = StandardGate(.nand, inputs: levels / 2, nand.widths, in: technology)
    wideInputs = Double(levels / 2)

    let unitWidth = 2 * inverter.footprint.width + nand.footprint.width + wideNAND.footprint.width
    let unitHeight = max(
      Double(levels - 1) * inverter.footprint.height, Double(levels - 1) * nand.footprint.height)
    if fit.givenWidth != 0 {
      // Rounded up, not down (Q-C20).
      let perRow = min(roundedUp(fit.givenWidth / unitWidth), encoders)
      let rows = roundedUp(Double(encoders) / Double(perRow))
      width = larger(fit.givenWidth, unitWidth)
      height = unitHeight * Double(rows)
    } else if fit.givenHeight != 0 {
      let perColumn = min(roundedUp(fit.givenHeight / unitHeight), encoders)
      let columns = roundedUp(Double(encoders) / Double(perColumn))
      height = larger(fit.givenHeight, unitHeight)
      width = unitWidth * Double(columns)
    } else {
      height = 0
      width = 0
    }
    area = height * width

    let outputs = Double(roundedUp(log2(Double(levels))))
    let small = Double(levels) + outputs
    leakage =
      technology.supplyVoltage * Double(encoders)
      * (inverter.leakage * small + nand.leakage * small + wideNAND.leakage * outputs)
    energyPerRead =
      technology.supplyVoltageSquared * Double(encoders)
      * ((inverter.inputCapacitance + inverter.outputCapacitance) * small
        + (nand.inputCapacitance + nand.outputCapacitance) * small
        + (wideNAND.inputCapacitance + wideNAND.outputCapacitance) * outputs)
      * environment.controlActivity
  }

  /// Delay of one operation in s and output slope. Two of the four stages count for the delay (Q-C21).
  package func delay(ramp: Double) -> Stage {
    let first = rampDelay(
      timeConstant: inverter.resistanceN * 2
        * (inverter.outputCapacitance + nand.inputCapacitance * 2), ramp: ramp)
    let second = rampDelay(
      timeConstant: nand.resistanceP
        * (nand.outputCapacitance + wideNAND.inputCapacitance * wideInputs), ramp: first.ramp)
    let third = rampDelay(
      timeConstant: nand.resistanceN * 2
        * (wideNAND.outputCapacitance + inverter.inputCapacitance), ramp: second.ramp)
    let fourth = rampDelay(
      timeConstant: inverter.resistanceP * inverter.outputCapacitance, ramp: third.ramp)
    return Stage(delay: first.delay + second.delay, ramp: fourth.ramp)
  }

  /// In s, also in synchronous mode; `ramp` in 1/s.
  package func delay(ramp: Double, reads: Double) -> Double { delay(ramp: ramp).delay * reads }

  /// In J.
  package func readEnergy(reads: Double) -> Double { reads * energyPerRead }
}
