/// Bit-line prechargers of SRAM arrays: two precharge transistors and an equaliser per column (spec 03 §20).
package struct Precharger: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W.
  package let leakage: Double
  package let columns: Int

  private let resistance: Double
  private let outputCapacitance: Double
  private let loadResistance: Double
  private let readCells: Double
  private let writeCells: Double
  private let supplyVoltageSquared: Double

  /// - Parameters:
  ///   - loadResistance: Of a bit line, in Ω.
  ///   - columnWriteActivity: Fraction of the columns that are written.
  ///   - readCells: Cells per read.
  ///   - writeCells: Cells per write.
  package init(
    columns: Int, loadResistance: Double, columnWriteActivity: Double = 1, readCells: Int, writeCells: Int,
    fit: LayoutConstraint, in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let feature = technology.featureSize
    let height = technology.standardHeight
    self.columns = columns
    self.loadResistance = loadResistance
    let equaliser = technology.enlarged(TransistorWidths(n: 0, p: 2 * feature))
    let precharge = technology.enlarged(TransistorWidths(n: 0, p: 6 * feature))
    let prechargeCell = technology.footprint(.inverter, inputs: 1, precharge, height: height)
    let equaliserCell = technology.footprint(.inverter, inputs: 1, equaliser, height: height)
    let unitHeight = prechargeCell.height + equaliserCell.height * 2
    let unitWidth = larger(prechargeCell.width, equaliserCell.width)
    if fit.givenWidth != 0 {
      width = fit.givenWidth
      self.height = Double(lanes(filling: columns, length: width, cell: unitWidth)) * unitHeight
    } else {
      width = Double(columns) * unitWidth
      self.height = unitHeight
    }
    area = self.height * width
    outputCapacitance =
      technology.drainCapacitance(width: precharge.p, polarity: .p, height: prechargeCell.height)
      + technology.drainCapacitance(width: equaliser.p, polarity: .p, height: equaliserCell.height)
    resistance = technology.onResistance(width: precharge.p, polarity: .p)
    leakage =
      technology.gateLeakage(.inverter, inputs: 1, TransistorWidths(n: 0, p: precharge.p))
      * technology.supplyVoltage * Double(columns)
    supplyVoltageSquared = technology.supplyVoltageSquared
    self.readCells = Double(min(readCells, columns))
    self.writeCells = smaller(Double(writeCells), Double(columns) * columnWriteActivity)
  }

  /// Delay of one operation in s and slope of the bit line; `load` is its capacitance in F.
  package func delay(load: Double) -> Stage {
    rampDelay(
      timeConstant: resistance * (load + outputCapacitance) + loadResistance * load / 2,
      ramp: Stage.idealStep)
  }

  /// In J; `load` is the capacitance of a bit line in F.
  package func readEnergy(load: Double, reads: Double) -> Double {
    load * supplyVoltageSquared * readCells * 2 * reads
  }

  /// In J; `load` is the capacitance of a bit line in F.
  package func writeEnergy(load: Double, writes: Double) -> Double {
    load * supplyVoltageSquared * writeCells * writes
  }
}
