/// Drives the word and bit lines of all rows of a 1T1R crossbar that is read in parallel: four transmission
/// gates and a flip-flop per row (spec 03 §3).
package struct WordLineSwitchMatrix: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let rows: Int
  package let flipFlops: FlipFlopBank
  /// Of one transmission gate: on-resistance (NMOS only, Q-C9) in Ω, capacitances in F.
  package let resistance: Double
  package let drainCapacitance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double

  private let energyPerActiveRow: Double
  private let energyPerWrite: Double

  package init(rows: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let cell = environment.cell
    let gate = technology.cells.inverter
    self.rows = rows
    resistance = gate.resistanceN * LayoutConstants.linearRegionRatio
    gateCapacitanceN = technology.gateCapacitance(width: gate.widths.n)
    gateCapacitanceP = technology.gateCapacitance(width: gate.widths.p)
    if fit.givenHeight != 0 {
      let spread = spread(rows, length: fit.givenHeight, cell: technology.standardHeight)
      let switchWidth = technology.footprint(.inverter, inputs: 1, gate.widths, height: spread.pitch).width
      drainCapacitance = technology.outputCapacitance(
        .inverter, inputs: 1, gate.widths, height: spread.pitch)
      flipFlops = FlipFlopBank(count: rows, fit: .height(fit.givenHeight), in: environment)
      height = fit.givenHeight
      width = (switchWidth * 4) * Double(spread.lanes) + flipFlops.width
    } else {
      drainCapacitance = gate.outputCapacitance
      height = gate.footprint.height * Double(rows)
      flipFlops = FlipFlopBank(count: rows, fit: .height(height), in: environment)
      width = gate.footprint.width * 4 + flipFlops.width
    }
    area = height * width

    let square = technology.supplyVoltageSquared
    let access = cell.accessVoltage * cell.accessVoltage
    let read = cell.readVoltage * cell.readVoltage
    let gates = gateCapacitanceN + gateCapacitanceP
    energyPerActiveRow =
      drainCapacitance * 2 * access + drainCapacitance * 5 * read + gates * 3 * square
    energyPerWrite = drainCapacitance * 2 * access + gates * 2 * square * 2 + gates * square
  }

  /// In W: the flip-flops alone.
  package var leakage: Double { flipFlops.leakage }

  /// Delay of one operation in s and slope of the driven line; the flip-flops are not part of it (Q-C11).
  ///
  /// - Parameters: input slope in 1/s, capacitance in F and resistance in Ω of the driven line.
  package func delay(ramp: Double, load: Double, resistance: Double) -> Stage {
    rampDelay(
      timeConstant: self.resistance * (drainCapacitance * 5 + load) + resistance * load / 2, ramp: ramp)
  }

  /// In J; `activity` is the fraction of rows that are driven.
  package func readEnergy(reads: Double, activity: Double) -> Double {
    reads * (energyPerActiveRow * Double(rows) * activity) + flipFlopEnergy(reads: reads)
  }

  /// In J; includes the flip-flops of `reads` reads unless nothing is written (Q-C14).
  package func writeEnergy(writes: Double, reads: Double) -> Double {
    writes * energyPerWrite + (writes != 0 ? flipFlopEnergy(reads: reads) : 0)
  }

  private func flipFlopEnergy(reads: Double) -> Double {
    flipFlops.readEnergy(reads: reads, active: Double(rows), calibrated: false)
  }
}
