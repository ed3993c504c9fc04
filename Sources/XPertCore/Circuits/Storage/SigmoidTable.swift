import Platform

/// Look-up tables of the sigmoid function, the alternative to rectified linear units (spec 03 §26).
package struct SigmoidTable: Sendable {
  /// In m, m².
  package let height: Double
  package let width: Double
  package let area: Double
  /// Of one table, in m².
  package let unitArea: Double
  /// In W, of one table (Q-C43).
  package let leakage: Double
  package let bits: Int
  package let entries: Int
  /// Tables side by side.
  package let functions: Int

  private let delayPerRead: Double
  private let energyPerRead: Double

  /// - Parameter bits: Output precision.
  package init(
    isSRAM: Bool, bits: Int, entries: Int, functions: Int, fit: LayoutConstraint,
    in environment: CircuitEnvironment
  ) {
    let technology = environment.technology
    let cell = environment.cell
    let feature = technology.featureSize
    self.bits = bits
    self.entries = entries
    self.functions = functions
    let decoder = RowDecoder(
      orientation: .row, addressBits: roundedUp(log2(Double(entries))), fit: .natural, in: environment)
    // The cells' load is passed to an argument that the decoder ignores (Q-C42).
    var delay = decoder.delay(ramp: Stage.idealStep, load: 0).delay
    var energy = decoder.readEnergy(reads: 1)
    let rowHeight: Double
    let rowWidth: Double
    let amplifierArea: Double
    if isSRAM {
      let inverter = technology.cells.minimumInverter.footprint
      rowHeight = inverter.height + cell.heightInFeatures * feature
      rowWidth = larger(inverter.width * 3, cell.widthInFeatures * feature) * Double(bits)
      let amplifier = SRAMSenseAmplifier(
        columns: bits, senseVoltage: cell.sramMinimumSenseVoltage, pitch: rowWidth / Double(bits),
        readCells: 1, fit: .natural, in: environment)
      amplifierArea = amplifier.area
      delay += amplifier.delay(reads: 1)
      energy += amplifier.readEnergy(reads: 1)
      let cellLeakage = technology.gateLeakage(
        .inverter, inputs: 1,
        TransistorWidths(
          n: cell.sramNMOSWidthInFeatures * feature, p: cell.sramPMOSWidthInFeatures * feature))
      leakage =
        cellLeakage * technology.supplyVoltage * 2 * Double(bits * entries) + decoder.leakage
        + amplifier.leakage
    } else {
      rowHeight = cell.heightInFeatures * feature
      rowWidth = cell.widthInFeatures * feature * Double(bits)
      let amplifier = VoltageSenseAmplifier(amplifiers: bits, amplifierWidth: 0, in: environment)
      amplifierArea = amplifier.area
      delay += amplifier.delay(load: 0, reads: 1)
      energy += amplifier.readEnergy(reads: 1)
      leakage = decoder.leakage + amplifier.leakage
    }
    unitArea = (rowHeight * rowWidth) * Double(entries) + decoder.area + amplifierArea
    area = unitArea * Double(functions)
    if fit.givenWidth != 0 {
      width = fit.givenWidth
      height = area / fit.givenWidth
    } else {
      height = fit.givenHeight
      width = area / fit.givenHeight
    }
    delayPerRead =
      environment.isSynchronous ? (delay * environment.clockFrequency).rounded(.up) : delay
    energyPerRead = energy * Double(functions)
  }

  /// Clock cycles when synchronous, else seconds.
  package func delay(reads: Double) -> Double { delayPerRead * reads }

  /// In J.
  package func readEnergy(reads: Double) -> Double { energyPerRead * reads }
}
