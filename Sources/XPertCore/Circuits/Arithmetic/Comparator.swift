/// Digital comparators (spec 03 §16).
package struct Comparator: Sendable {
  /// In m, m². Without a given width the height is infinite.
  package let height: Double
  package let width: Double
  package let area: Double
  /// Of one comparator, in m².
  package let unitArea: Double
  /// In W.
  package let leakage: Double
  package let bits: Int
  package let comparators: Int

  private let nand: StandardGate
  private let wideNAND: StandardGate
  private let energyPerComparison: Double

  package init(bits: Int, comparators: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let inverter = technology.cells.inverter
    self.bits = bits
    self.comparators = comparators
    nand = technology.cells.nand
    wideNAND = StandardGate(
      .nand, inputs: 3,
      technology.enlarged(
        TransistorWidths(
          n: 6 * technology.featureSize, p: technology.widthRatio * 2 * technology.featureSize)),
      in: technology)
    unitArea =
      (inverter.footprint.area * 4 + nand.footprint.area * 4 + wideNAND.footprint.area * 3)
      * Double(bits)
    width = fit.givenWidth
    area = unitArea * Double(comparators)
    height = area / width
    leakage =
      technology.supplyVoltage * Double(bits) * Double(comparators)
      * (inverter.leakage * 4 + nand.leakage * 4 + wideNAND.leakage * 3)
    energyPerComparison =
      technology.supplyVoltageSquared
      * ((inverter.inputCapacitance + inverter.outputCapacitance) * 4
        + (nand.inputCapacitance + nand.outputCapacitance) * 4
        + (wideNAND.inputCapacitance + wideNAND.outputCapacitance) * 3)
      * Double(bits) * environment.controlActivity
  }

  /// In s, also in synchronous mode; `ramp` in 1/s, `load` in F. One bit subtracts the middle pair once
  /// (Q-C34).
  package func delay(ramp: Double, load: Double, reads: Double) -> Double {
    let toWide = nand.resistanceN * 2 * (nand.outputCapacitance + wideNAND.inputCapacitance)
    let toNarrow = wideNAND.resistanceP * (wideNAND.outputCapacitance + nand.inputCapacitance)
    let toLoad = wideNAND.resistanceP * (wideNAND.outputCapacitance + load)
    let first = rampDelay(timeConstant: toWide, ramp: ramp)
    let second = rampDelay(timeConstant: toNarrow, ramp: first.ramp)
    let third = rampDelay(timeConstant: toWide, ramp: second.ramp)
    let fourth = rampDelay(timeConstant: toNarrow, ramp: third.ramp)
    let fifth = rampDelay(timeConstant: toWide, ramp: fourth.ramp)
    let sixth = rampDelay(timeConstant: toLoad, ramp: fifth.ramp)
    let delay =
      first.delay + second.delay + (third.delay + fourth.delay) * Double(bits - 2) + fifth.delay
      + sixth.delay
    return delay * reads
  }

  /// In J; `operations` comparators work in each read.
  package func readEnergy(reads: Double, operations: Int) -> Double {
    energyPerComparison * Double(min(operations, comparators)) * reads
  }
}
