/// Two transmission gates and a flip-flop per line: source lines (column orientation) of resistive crossbars,
/// word lines (row orientation) of cross-point and SRAM arrays (spec 03 §4).
package struct SwitchMatrix: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let orientation: LineOrientation
  package let lines: Int
  package let flipFlops: FlipFlopBank
  /// Of one transmission gate: widths in m, requested resistance in Ω (not that of the enlarged gate, Q-C12),
  /// capacitances in F.
  package let widths: TransistorWidths
  package let resistance: Double
  package let drainCapacitance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double

  let cell: CellRecord
  let supplyVoltageSquared: Double

  /// - Parameter matchedResistance: Resistance of the load in Ω; the gates are sized for a quarter of it.
  package init(
    orientation: LineOrientation, lines: Int, matchedResistance: Double, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.orientation = orientation
    self.lines = lines
    cell = environment.cell
    supplyVoltageSquared = technology.supplyVoltageSquared
    resistance = matchedResistance * LayoutConstants.switchToLoadResistance
    widths = technology.enlarged(technology.transmissionGateWidths(resistance: resistance))
    gateCapacitanceN = technology.gateCapacitance(width: widths.n)
    gateCapacitanceP = technology.gateCapacitance(width: widths.p)

    let gateHeight: Double
    switch orientation {
    case .row:
      if fit.givenHeight != 0 {
        let spread = spread(lines, length: fit.givenHeight, cell: technology.standardHeight)
        let gate = technology.footprint(.inverter, inputs: 1, widths, height: spread.pitch)
        gateHeight = gate.height
        flipFlops = FlipFlopBank(count: lines, fit: .height(fit.givenHeight), in: environment)
        height = fit.givenHeight
        width = (gate.width * 2) * Double(spread.lanes) + flipFlops.width
      } else {
        let gate = technology.footprint(.inverter, inputs: 1, widths, height: technology.standardHeight)
        gateHeight = gate.height
        height = gate.height * Double(lines)
        flipFlops = FlipFlopBank(count: lines, fit: .height(height), in: environment)
        width = gate.width * 2 + flipFlops.width
      }
    case .column:
      if fit.givenWidth != 0 {
        let unit = 7.6 * technology.featureSize
        let spread = spread(lines, length: fit.givenWidth, cell: unit * 2)
        let folds = truncated(spread.pitch / 2 / (0.5 * unit)) - 1
        gateHeight = technology.passGate(widths, folds: folds).height
        flipFlops = FlipFlopBank(count: lines, fit: .width(fit.givenWidth), in: environment)
        width = fit.givenWidth
        height = gateHeight * Double(spread.lanes) + flipFlops.height
      } else {
        let gate = technology.passGate(widths, folds: 1)
        gateHeight = gate.height
        width = gate.width * 2 * Double(lines)
        flipFlops = FlipFlopBank(count: lines, fit: .width(width), in: environment)
        height = gate.height + flipFlops.height
      }
    }
    area = height * width
    drainCapacitance = technology.outputCapacitance(.inverter, inputs: 1, widths, height: gateHeight)
  }

  /// In W: the flip-flops alone.
  package var leakage: Double { flipFlops.leakage }

  /// Delay of one operation in s and slope of the driven line; the flip-flops are not part of it (Q-C11).
  ///
  /// - Parameters: input slope in 1/s, capacitance in F and resistance in Ω of the driven line.
  package func delay(ramp: Double, load: Double, resistance: Double) -> Stage {
    rampDelay(
      timeConstant: self.resistance * (drainCapacitance * 3 + load) + resistance * load / 2, ramp: ramp)
  }

  /// In J; `rowActivity` is the fraction of rows that are driven. Source lines cost nothing but flip-flops.
  package func readEnergy(reads: Double, rowActivity: Double) -> Double {
    var energy = flipFlopEnergy(reads: reads)
    if orientation == .row {
      let count = Double(lines)
      let perRead =
        drainCapacitance * 3 * (cell.readVoltage * cell.readVoltage) * count * rowActivity
        + (gateCapacitanceN + gateCapacitanceP) * supplyVoltageSquared * count * rowActivity
      energy += perRead * reads
    }
    return energy
  }

  func flipFlopEnergy(reads: Double) -> Double {
    flipFlops.readEnergy(reads: reads, active: Double(lines), calibrated: false)
  }
}
