/// Drives the selected line of a cross-point array read row by row: an inverter and transmission gates per
/// line (spec 03 §24).
package struct CrossPointDriver: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let orientation: LineOrientation
  package let lines: Int
  /// Of one transmission gate: widths in m, on-resistance in Ω, capacitances in F.
  package let widths: TransistorWidths
  package let resistance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double
  package let drainCapacitance: Double
  package let inverter: StandardGate

  private let cell: CellRecord
  private let supplyVoltageSquared: Double

  /// - Parameter loads: Cells that a line drives at once.
  package init(
    orientation: LineOrientation, lines: Int, loads: Int, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let feature = technology.featureSize
    self.orientation = orientation
    self.lines = lines
    cell = environment.cell
    supplyVoltageSquared = technology.supplyVoltageSquared
    inverter = technology.cells.inverter
    resistance = cell.cellOnResistance / Double(loads) * LayoutConstants.switchToLoadResistance
    // Neither enlarged nor corrected for the linear region, unlike the other transmission gates.
    widths = TransistorWidths(
      n: technology.onResistance(width: feature, polarity: .n) * feature / (resistance * 2),
      p: technology.onResistance(width: feature, polarity: .p) * feature / (resistance * 2))

    let gate: Footprint
    if fit.givenHeight != 0 {
      let spread = spread(lines, length: fit.givenHeight, cell: technology.standardHeight)
      gate = technology.footprint(.inverter, inputs: 1, widths, height: spread.pitch)
    } else if fit.givenWidth != 0 {
      let unit = 7.6 * feature
      let spread = spread(lines, length: fit.givenWidth, cell: unit)
      gate = technology.passGate(widths, folds: truncated(spread.pitch / (0.5 * unit)) - 1)
    } else {
      gate = technology.footprint(.inverter, inputs: 1, widths, height: technology.standardHeight)
    }
    let switches: Double = cell.hasAccessTransistor ? 3 : 2
    func lanes(_ length: Double, _ unit: Double) -> Double {
      Double(min(roundedUp(Double(lines) / Double(truncated(length / unit))), lines))
    }
    switch orientation {
    case .row:
      let unitHeight = larger(inverter.footprint.height, gate.height)
      let unitWidth = inverter.footprint.width + gate.width * switches
      if fit.givenHeight != 0 {
        height = fit.givenHeight
        width = unitWidth * lanes(fit.givenHeight, unitHeight)
      } else {
        height = unitHeight * Double(lines)
        width = unitWidth
      }
    case .column:
      let unitHeight = inverter.footprint.height + gate.height * switches
      let unitWidth = larger(inverter.footprint.width, gate.width)
      if fit.givenWidth != 0 {
        height = unitHeight * lanes(fit.givenWidth, unitWidth)
        width = fit.givenWidth
      } else {
        height = unitHeight
        width = unitWidth * Double(lines)
      }
    }
    area = height * width
    gateCapacitanceN = technology.gateCapacitance(width: widths.n)
    gateCapacitanceP = technology.gateCapacitance(width: widths.p)
    drainCapacitance = technology.outputCapacitance(.inverter, inputs: 1, widths, height: gate.height)
    leakage = inverter.leakage * technology.supplyVoltage * Double(lines)
  }

  /// Delay of one operation in s and slope of the line.
  ///
  /// - Parameters: input slope in 1/s, capacitance in F and resistance in Ω of the line.
  package func delay(ramp: Double, load: Double, resistance: Double) -> Stage {
    rampDelay(
      timeConstant: self.resistance * (drainCapacitance * 2 + load) + resistance * load / 2, ramp: ramp)
  }

  /// Energy in J of switching the gates of one selected line.
  private var selectionEnergy: Double {
    let n = gateCapacitanceN
    let p = gateCapacitanceP
    return supplyVoltageSquared
      * (cell.hasAccessTransistor
        ? (inverter.inputCapacitance + n * 2 + p) + (inverter.outputCapacitance + p * 2 + n)
        : (inverter.inputCapacitance + n + p) + (inverter.outputCapacitance + p + n))
  }

  /// In J; `cells` are read in each operation, the other lines are biased.
  package func readEnergy(cells: Double, reads: Double) -> Double {
    var energy = selectionEnergy * cells
    if !cell.hasAccessTransistor {
      energy +=
        (drainCapacitance * 2) * (cell.readVoltage * cell.readVoltage) * (Double(lines) - cells)
    }
    return reads * energy
  }

  /// In J; `cells` are written in each operation, the other lines are biased to half the write voltage.
  package func writeEnergy(cells: Double, writes: Double) -> Double {
    let full = (drainCapacitance * 2) * (cell.writeVoltage * cell.writeVoltage) * cells
    let half =
      (drainCapacitance * 2) * ((cell.writeVoltage / 2) * (cell.writeVoltage / 2))
      * (Double(lines) - cells)
    var energy = selectionEnergy * cells
    if cell.hasAccessTransistor {
      energy += full
    } else {
      energy += orientation == .row ? full + half : half
    }
    return writes * energy
  }
}
