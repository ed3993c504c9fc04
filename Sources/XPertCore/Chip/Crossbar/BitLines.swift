import Platform

/// What both SRAM variants have at their bit lines: precharger, write drivers, leaking cells, and the
/// discharge through a cell (spec 11 §13).
struct BitLines: Sendable {
  let precharger: Precharger
  let writeDrivers: SRAMWriteDriver
  private let array: CellArray

  init(_ array: CellArray, in environment: CircuitEnvironment) {
    let fit = LayoutConstraint.width(array.width)
    precharger = Precharger(
      columns: array.columns, loadResistance: array.columnResistance, readCells: array.columns,
      writeCells: array.columns, fit: fit, in: environment)
    writeDrivers = SRAMWriteDriver(
      columns: array.columns, writeCells: array.columns, fit: fit, in: environment)
    self.array = array
  }

  /// Metres.
  var height: Double { precharger.height + writeDrivers.height }

  /// Second.
  var prechargeDelay: Double { precharger.delay(load: array.columnCapacitance).delay }

  /// Time in which a cell pulls its bit line down by half the sense voltage, second; `ramp` is the slope of
  /// the word line.
  func dischargeDelay(ramp: Double) -> Double {
    let technology = array.technology
    let hardware = array.hardware
    let feature = technology.featureSize
    let pullDown = technology.onResistance(
      width: hardware.sramNMOSWidthInFeatures * feature, polarity: .n)
    let supply = technology.supplyVoltage
    let timeConstant =
      ((array.sramAccessResistance + pullDown) * (array.sramAccessCapacitance + array.columnCapacitance)
        + array.columnResistance * array.columnCapacitance / 2)
      * log(supply / (supply - hardware.sramMinimumSenseVoltage / 2))
    return rampDelay(timeConstant: timeConstant, ramp: ramp).delay
  }

  /// Adds the cells, which leak but cost no read energy of their own, and the circuits.
  ///
  /// - Parameters:
  ///   - perVector, perActivity: precharges per input vector and per unit of row activity.
  func add(to list: inout PartList, perVector: Double = 0, perActivity: Double = 0) {
    let technology = array.technology
    let hardware = array.hardware
    let feature = technology.featureSize
    let cell = technology.gateLeakage(
      .inverter, inputs: 1,
      TransistorWidths(
        n: hardware.sramNMOSWidthInFeatures * feature, p: hardware.sramPMOSWidthInFeatures * feature))
    list.add(
      .cells, .adc, area: array.height * array.width,
      leakage: cell * technology.supplyVoltage * 2 * Double(array.rows) * Double(array.columns))
    let load = array.columnCapacitance
    list.add(
      .precharger, .adc, area: precharger.area,
      perVector: precharger.readEnergy(load: load, reads: perVector),
      perActivity: precharger.readEnergy(load: load, reads: perActivity), leakage: precharger.leakage)
    list.add(.writeDrivers, .other, area: writeDrivers.area, leakage: writeDrivers.leakage)
  }
}
