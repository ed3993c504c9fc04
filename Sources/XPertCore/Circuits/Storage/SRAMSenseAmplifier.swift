import Platform

/// Latch-type voltage sense amplifiers of SRAM arrays that are read row by row (spec 03 §19).
package struct SRAMSenseAmplifier: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// In W; the supply voltage counts twice (Q-C38).
  package let leakage: Double
  package let columns: Int

  private let delayPerRead: Double
  private let energyPerRead: Double

  /// - Parameters:
  ///   - senseVoltage: Difference the amplifier resolves, in V.
  ///   - pitch: Width available to each amplifier, in m.
  ///   - readCells: Cells per operation.
  package init(
    columns: Int, senseVoltage: Double, pitch: Double, readCells: Int, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let feature = technology.featureSize
    self.columns = columns
    func area(n: Double, p: Double) -> Double {
      technology.footprint(
        .inverter, inputs: 1, TransistorWidths(n: n * feature, p: p * feature), height: pitch
      ).area
    }
    let latch = area(n: 0, p: 7.5) * 2 + area(n: 3.75, p: 0) * 2
    self.area = (latch + area(n: 0, p: 12.5) + area(n: 5, p: 0)) * Double(columns)
    (height, width) = fit.dimensions(area: self.area)

    func drain(_ width: Double, _ polarity: TransistorPolarity) -> Double {
      technology.drainCapacitance(width: width * feature, polarity: polarity, height: pitch)
    }
    var load = technology.gateCapacitance(width: (7.5 + 3.75) * feature)
    load += drain(3.75, .n)
    load += drain(7.5, .p)
    load += drain(12.5, .p)
    load += drain(9, .n)
    let transconductance =
      technology.transconductance(width: 3.75 * feature, polarity: .n)
      + technology.transconductance(width: 7.5 * feature, polarity: .p)
    let supply = technology.supplyVoltage
    delayPerRead = load / transconductance * log(supply / senseVoltage)
    leakage =
      technology.gateLeakage(.inverter, inputs: 1, TransistorWidths(n: 5 * feature, p: 0)) * supply * supply
      * Double(columns)
    energyPerRead = load * technology.supplyVoltageSquared * Double(min(readCells, columns))
  }

  /// In s, also in synchronous mode.
  package func delay(reads: Double) -> Double { delayPerRead * reads }

  /// In J.
  package func readEnergy(reads: Double) -> Double { energyPerRead * reads }
}
