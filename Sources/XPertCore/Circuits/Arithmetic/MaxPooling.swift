/// Max-pooling units (spec 03 §17).
package struct MaxPooling: Sendable {
  /// In m, m². Without a given width the height is infinite.
  package let height: Double
  package let width: Double
  package let area: Double
  /// Of one unit, in m².
  package let unitArea: Double
  /// In W: one inverter per comparator (Q-C36).
  package let leakage: Double
  package let bits: Int
  /// Elements per pooling window.
  package let window: Int
  package let units: Int
  /// Comparison stages, one more than needed for windows of a power of two (Q-C35).
  package let stages: Int

  private let comparator: Comparator
  private let inverter: StandardGate
  private let wideNOR: StandardGate
  private let energyPerRead: Double
  private let clockFrequency: Double
  private let isSynchronous: Bool

  package init(bits: Int, window: Int, units: Int, fit: LayoutConstraint, in environment: CircuitEnvironment)
  {
    let technology = environment.technology
    let feature = technology.featureSize
    self.bits = bits
    self.window = window
    self.units = units
    clockFrequency = environment.clockFrequency
    isSynchronous = environment.isSynchronous

    var remaining = window
    var comparators = 0
    var stages = 0
    while remaining != 0 {
      comparators += remaining / 2
      stages += 1
      remaining /= 2
    }
    comparators += window % 2
    stages += window % 2
    self.stages = stages

    comparator = Comparator(bits: 1, comparators: 1, fit: .natural, in: environment)
    inverter = technology.cells.inverter
    let nand = technology.cells.nand
    let pmos = technology.widthRatio * 2 * feature
    let nor = StandardGate(
      .nor, inputs: 2, technology.enlarged(TransistorWidths(n: 8 * feature, p: pmos)), in: technology)
    wideNOR = StandardGate(
      .nor, inputs: bits,
      technology.enlarged(TransistorWidths(n: Double(bits * 2) * 2 * feature, p: pmos)), in: technology)

    let inverterArea = inverter.footprint.area
    unitArea =
      ((comparator.unitArea + inverterArea * 5) * Double(bits) + inverterArea * 6
        + (nand.footprint.area + inverterArea) + nor.footprint.area + wideNOR.footprint.area)
      * Double(comparators)
    width = fit.givenWidth
    area = unitArea * Double(units)
    height = area / width
    leakage = inverter.leakage * technology.supplyVoltage * Double(comparators) * Double(units)

    let output = inverter.outputCapacitance
    let gates =
      technology.supplyVoltageSquared
      * ((nand.inputCapacitance + output) + (nor.inputCapacitance + output)
        + (inverter.inputCapacitance + output) * 2 + (wideNOR.inputCapacitance + output))
      * environment.controlActivity
    energyPerRead =
      (gates + comparator.readEnergy(reads: 1, operations: 1) * Double(bits) / 2)
      * Double(comparators) * Double(units)
  }

  /// Clock cycles when synchronous, else seconds; `ramp` in 1/s, `load` in F.
  package func delay(ramp: Double, load: Double, reads: Double) -> Double {
    let count = Double(bits)
    let input = inverter.inputCapacitance
    var delay =
      comparator.delay(ramp: ramp, load: inverter.outputCapacitance * 2, reads: 1) * count / 2
    let nor = rampDelay(
      timeConstant: wideNOR.resistanceN * 2 * (input * 2 + count * inverter.outputCapacitance),
      ramp: Stage.idealStep)
    let gate = rampDelay(
      timeConstant: inverter.resistanceN * 2 * (input + wideNOR.outputCapacitance),
      ramp: Stage.idealStep)
    let pass = rampDelay(
      timeConstant: inverter.resistanceN * 2 * (input * 2 + load), ramp: gate.ramp)
    delay += nor.delay
    delay += gate.delay
    delay += pass.delay
    if isSynchronous { delay = (delay * clockFrequency).rounded(.up) }
    return delay * Double(stages) * reads
  }

  /// In J.
  package func readEnergy(reads: Double) -> Double { energyPerRead * reads }
}
