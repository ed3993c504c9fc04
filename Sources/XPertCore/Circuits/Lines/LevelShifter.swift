/// Raises line voltages for writing; present when the write voltage exceeds 1.5 V (spec 03 §18). It does not
/// leak in this model (Q-C37).
package struct LevelShifter: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  package let lines: Int
  package var leakage: Double { 0 }

  /// On-resistances of the first stage and the output stage, in Ω; capacitances of the nodes between, in F.
  let firstResistance: Double
  let outputResistance: Double
  let lowCapacitance: Double
  let latchCapacitance: Double
  let highCapacitance: Double
  let supplyVoltageSquared: Double
  let writeVoltage: Double

  /// - Parameter fit: A width or a height must be given; otherwise the layout has no dimensions.
  package init(lines: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let base = technology.minimumInverterWidths
    self.lines = lines
    func inverter(_ n: Double, _ p: Double) -> TransistorWidths {
      TransistorWidths(n: base.n * n, p: base.p * p)
    }
    func footprint(_ n: Double, _ p: Double, scale: Double, height: Double) -> Footprint {
      let widths = inverter(n, p)
      return technology.footprint(
        .inverter, inputs: 1, TransistorWidths(n: widths.n * scale, p: widths.p * scale), height: height)
    }
    let cellHeight: Double
    if let calibration = environment.calibration {
      cellHeight = technology.featureSize * 28 * 2.5
      let low = footprint(15, 20, scale: 2, height: cellHeight)
      let latch = footprint(32, 10, scale: 2, height: cellHeight)
      let high = footprint(64, 82, scale: 2, height: cellHeight)
      let unitWidth = low.width + (2 * latch.width + high.width) * 2.5
      area = cellHeight * unitWidth * Double(lines) * calibration.levelShifterWiring
    } else {
      cellHeight = technology.standardHeight
      let low = footprint(15, 20, scale: 1, height: cellHeight)
      let latch = footprint(32, 10, scale: 1, height: cellHeight)
      let high = footprint(64, 82, scale: 1, height: cellHeight)
      area = cellHeight * (low.width + 2 * latch.width + high.width) * Double(lines)
    }
    (height, width) = fit.dimensions(area: area)

    supplyVoltageSquared = technology.supplyVoltageSquared
    writeVoltage = environment.cell.writeVoltage
    firstResistance = technology.onResistance(width: base.p * 20, polarity: .p)
    outputResistance = technology.onResistance(width: base.p * 82, polarity: .p)
    latchCapacitance = technology.gateCapacitance(width: base.n * 32)
    lowCapacitance = technology.outputCapacitance(
      .inverter, inputs: 1, inverter(15, 20), height: cellHeight)
    highCapacitance = technology.outputCapacitance(
      .inverter, inputs: 1, inverter(64, 82), height: cellHeight)
  }
}
