/// Independent D flip-flops; also the input and output buffers of processing elements (spec 03 §2).
package struct FlipFlopBank: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let count: Int
  /// Height of one flip-flop, in m.
  package let cellHeight: Double
  /// Drains of one transmission gate, in F: the load an adder sees.
  package let drainCapacitance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double
  /// Input and output capacitance of one inverter, in F.
  package let inverterInputCapacitance: Double
  package let inverterOutputCapacitance: Double

  /// Clock cycles or seconds.
  private let delayPerRead: Double
  /// Clock energy of all flip-flops and data energy of a switching one, per read, in J.
  private let clockEnergy: Double
  private let dataEnergy: Double
  private let activity: Double

  package init(count: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let inverter = technology.cells.inverter
    // Cells are laid out with minimum inverters although their transistors are the enlarged ones (Q-C8).
    let cell = technology.cells.minimumInverter.footprint
    let cellWidth = cell.width * 12
    self.count = count
    cellHeight = cell.height
    if fit.givenHeight != 0 {
      height = fit.givenHeight
      width = cellWidth * Double(lanes(filling: count, length: height, cell: cellHeight))
    } else if fit.givenWidth != 0 {
      width = fit.givenWidth
      height = cellHeight * Double(lanes(filling: count, length: width, cell: cellWidth))
    } else {
      width = cellWidth * Double(count)
      height = cellHeight
    }
    area = height * width

    inverterInputCapacitance = inverter.inputCapacitance
    inverterOutputCapacitance = inverter.outputCapacitance
    // The transmission gates have the transistors of the inverters.
    drainCapacitance = inverter.outputCapacitance
    gateCapacitanceN = technology.gateCapacitance(width: inverter.widths.n)
    gateCapacitanceP = technology.gateCapacitance(width: inverter.widths.p)
    leakage = inverter.leakage * technology.supplyVoltage * 8 * Double(count)
    delayPerRead = environment.isSynchronous ? 1 : 1 / environment.clockFrequency / 2

    let gate = inverterInputCapacitance + inverterOutputCapacitance
    let square = technology.supplyVoltageSquared
    let all = Double(count)
    clockEnergy = square * (gate * 4 * all + gateCapacitanceN * 2 * all + gateCapacitanceP * 2 * all)
    dataEnergy =
      square
      * ((drainCapacitance * 3 + inverterInputCapacitance)
        + (drainCapacitance + inverterOutputCapacitance) + gate)
    activity = (environment.calibration ?? .silicon).flipFlopActivity
  }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double { delayPerRead * reads }

  /// In J.
  ///
  /// - Parameters:
  ///   - active: Flip-flops that switch; the clock is charged for all of them.
  ///   - calibrated: Scale by the flip-flop activity, whatever the environment says.
  package func readEnergy(reads: Double, active: Double, calibrated: Bool) -> Double {
    let energy = reads * (clockEnergy + dataEnergy * smaller(active, Double(count)))
    return calibrated ? energy * activity : energy
  }
}
