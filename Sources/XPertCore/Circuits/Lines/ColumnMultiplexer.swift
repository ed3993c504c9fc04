/// Pass-gate multiplexer between the columns of a crossbar and its converters (spec 03 §5).
package struct ColumnMultiplexer: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// Columns read at once (one per converter), and columns each converter is shared by.
  package let outputs: Int
  package let selections: Int
  /// Of one transmission gate: widths in m, on-resistance in Ω, capacitances in F.
  package let widths: TransistorWidths
  package let resistance: Double
  package let gateCapacitanceN: Double
  package let gateCapacitanceP: Double
  package let drainCapacitance: Double
  /// Multiplexers do not leak in this model.
  package var leakage: Double { 0 }

  private let readVoltage: Double
  private let supplyVoltageSquared: Double
  /// Drain capacitance of the gate laid out without a given width, which a forced layout has.
  private let naturalDrainCapacitance: Double

  /// - Parameters:
  ///   - matchedResistance: Resistance of the load in Ω; analog gates are sized for a quarter of it.
  ///   - isDigital: Minimum gates, enlarged, instead (no composition uses it, Q-C15).
  package init(
    outputs: Int, selections: Int, matchedResistance: Double, isDigital: Bool = false, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    self.outputs = outputs
    self.selections = selections
    readVoltage = environment.cell.readVoltage
    supplyVoltageSquared = technology.supplyVoltageSquared
    widths =
      isDigital
      ? technology.cells.inverter.widths
      : technology.enlarged(
        technology.transmissionGateWidths(
          resistance: matchedResistance * LayoutConstants.switchToLoadResistance))
    let linear = LayoutConstants.linearRegionRatio
    resistance =
      1
      / (1 / technology.onResistance(width: widths.n, polarity: .n) / linear
        + 1 / technology.onResistance(width: widths.p, polarity: .p) / linear)
    gateCapacitanceN = technology.gateCapacitance(width: widths.n)
    gateCapacitanceP = technology.gateCapacitance(width: widths.p)

    let gates = outputs * selections
    let given = fit.givenWidth
    let natural =
      isDigital ? technology.cells.inverter.footprint : technology.passGate(widths, folds: 1)
    naturalDrainCapacitance = technology.outputCapacitance(
      .inverter, inputs: 1, widths, height: natural.height)
    if given == 0 {
      height = natural.height
      width = natural.width * Double(gates)
      drainCapacitance = naturalDrainCapacitance
    } else if isDigital {
      drainCapacitance = naturalDrainCapacitance
      if given < natural.width {
        height = 0
        width = 0
      } else {
        width = given
        height = natural.height * Double(lanes(filling: gates, length: given, cell: natural.width))
      }
    } else {
      let unit = 7.6 * technology.featureSize
      let spread = spread(gates, length: given, cell: unit)
      let folds = truncated(spread.pitch / (0.5 * unit)) - 1
      let gateHeight = technology.passGate(widths, folds: folds).height
      width = given
      height = gateHeight * Double(spread.lanes)
      drainCapacitance = technology.outputCapacitance(.inverter, inputs: 1, widths, height: gateHeight)
    }
    area = height * width
  }

  private init(_ original: ColumnMultiplexer, height: Double, width: Double) {
    self.height = height
    self.width = width
    area = height * width
    outputs = original.outputs
    selections = original.selections
    widths = original.widths
    resistance = original.resistance
    gateCapacitanceN = original.gateCapacitanceN
    gateCapacitanceP = original.gateCapacitanceP
    drainCapacitance = original.naturalDrainCapacitance
    readVoltage = original.readVoltage
    supplyVoltageSquared = original.supplyVoltageSquared
    naturalDrainCapacitance = original.naturalDrainCapacitance
  }

  /// The same multiplexer in a prescribed box (layout option "force" of spec 02 §12). Its gates are those of
  /// the natural arrangement, not those of the arrangement it was made from.
  package func forced(height: Double, width: Double) -> ColumnMultiplexer {
    ColumnMultiplexer(self, height: height, width: width)
  }

  /// In s; `load` in F.
  package func delay(load: Double, reads: Double) -> Double {
    let timeConstant =
      resistance * 2 * (drainCapacitance + 0.5 * gateCapacitanceN + 0.5 * gateCapacitanceP + load)
    return 2.3 * timeConstant * reads
  }

  /// In J. The gates of the PMOS are not charged.
  package func readEnergy(reads: Double) -> Double {
    let count = Double(outputs)
    return reads
      * (gateCapacitanceN * count * supplyVoltageSquared
        + (drainCapacitance * 2) * count * (readVoltage * readVoltage))
  }
}
