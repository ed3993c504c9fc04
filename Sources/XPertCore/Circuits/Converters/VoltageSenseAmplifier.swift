/// Voltage sense amplifiers of look-up tables in resistive memory (spec 03 §25).
package struct VoltageSenseAmplifier: Sendable {
  /// In m, m². The height is infinite without a width.
  package let height: Double
  package let width: Double
  package let area: Double
  /// Of one amplifier, in m².
  package let unitArea: Double
  /// In W, of one amplifier.
  package let leakage: Double
  package let amplifiers: Int

  private let prechargeResistance: Double
  private let senseCapacitance: Double
  private let drainCapacitance: Double
  private let currentDifference: Double
  private let clockFrequency: Double
  private let energyPerRead: Double

  /// - Parameter amplifierWidth: Width available to each amplifier, in m.
  package init(amplifiers: Int, amplifierWidth: Double, in environment: CircuitEnvironment) {
    let technology = environment.technology
    let cell = environment.cell
    let height = technology.standardHeight
    self.amplifiers = amplifiers
    let minimum = technology.minimumInverterWidths
    let nmos = TransistorWidths(n: minimum.n, p: 0)
    // The PMOS is laid out as an NMOS of its width (Q-C41).
    let pmos = TransistorWidths(n: minimum.p, p: 0)
    let areaN = technology.footprint(.inverter, inputs: 1, nmos, height: height).area
    let areaP = technology.footprint(.inverter, inputs: 1, pmos, height: height).area
    unitArea = areaN * 6 + areaP * 5
    let narrowest = (unitArea / 5).squareRoot()
    let unitWidth = amplifierWidth > narrowest ? narrowest : amplifierWidth
    area = unitArea * Double(amplifiers)
    width = unitWidth * Double(amplifiers)
    self.height = unitArea / unitWidth

    prechargeResistance = technology.onResistance(width: minimum.p, polarity: .p)
    let n = technology.gateCapacitances(.inverter, inputs: 1, nmos, height: height)
    let p = technology.gateCapacitances(.inverter, inputs: 1, pmos, height: height)
    drainCapacitance = n.output
    senseCapacitance = n.input + n.output + p.output
    currentDifference =
      cell.readVoltage / cell.cellOnResistance - cell.readVoltage / cell.cellOffResistance
    clockFrequency = environment.clockFrequency
    leakage =
      technology.gateLeakage(.nand, inputs: 2, minimum) * technology.supplyVoltage * 2
    let relative = technology.supplyVoltage / 1.1
    energyPerRead = 9.845e-15 * (relative * relative) * Double(amplifiers)
  }

  /// In s, also in synchronous mode; `load` in F.
  package func delay(load: Double, reads: Double) -> Double {
    (2.3 * prechargeResistance * senseCapacitance
      + 0.1 * (senseCapacitance + drainCapacitance + load) / currentDifference + 1 / clockFrequency * 2)
      * reads
  }

  /// In J.
  package func readEnergy(reads: Double) -> Double { energyPerRead * reads }
}
