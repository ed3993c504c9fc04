/// A crossbar with its periphery: drivers, multiplexer, converters, shift-and-add (spec 11).
///
/// One evaluation reads *all* columns once for one input vector (one bit plane of one window). Costs are
/// linear in the number of vectors and in their summed row activity, so a subarray boils down to
/// coefficients; only the converters look at the data.
package struct Subarray: Sendable {
  /// What tells the value of a column.
  package enum Converter: Sendable {
    /// The encoder is missing where a converter has a single comparator.
    case flash(FlashADC, ThermometerEncoder?)
    case sar(SARADC)
    /// One per column: SRAM read row by row. Their energy does not depend on the data.
    case senseAmplifiers(SRAMSenseAmplifier)
  }

  /// One circuit's share: area, energy per vector and per unit of summed activity, leakage.
  package struct Part: Sendable {
    package let component: Component
    /// The category its energy is booked under (spec 11 §7: the array's energy belongs to the ADC).
    package let energyCategory: CostCategory
    /// m², joule per vector, joule per unit of activity, watt.
    package let area: Double
    package let energyPerVector: Double
    package let energyPerActivity: Double
    package let leakage: Double
  }

  package let hardware: Hardware
  package let periphery: Periphery
  package let converter: Converter
  package let parts: [Part]
  /// Metres. The box includes empty area, which `area` does not.
  package let height: Double
  package let width: Double
  /// Area of all circuits, m² (`area_used`).
  package let area: Double
  package let leakage: Double
  package let path: ColumnPath
  /// What the circuits above the crossbar are sized in.
  let environment: CircuitEnvironment

  /// Height and width of the cell array alone, metres.
  package let arrayHeight: Double
  package let arrayWidth: Double
  /// Wire and transistor loads (spec 11 §1): farad and ohm.
  package let rowCapacitance: Double
  package let columnCapacitance: Double
  package let rowResistance: Double
  package let columnResistance: Double
  /// Width of a cell's access transistor in feature sizes; 0 without one.
  package let accessWidthInFeatures: Double

  /// Seconds: word line (with its decoder), multiplexer, precharge, bit line, and what a conversion adds to
  /// the sensing time of a flash converter itself.
  package let rowDelay: Double
  package let multiplexerDelay: Double
  package let prechargeDelay: Double
  package let columnDelay: Double
  package let conversionDelay: Double
  /// Factor on every sensing time (spec 10 §1.6, beta).
  package let sensingFactor: Double
  /// Conversions that read all columns once.
  package let conversions: Double
  /// Clock cycles when synchronous (spec 11 §6), else seconds (§9): per vector, and per read of a single row.
  let accumulationPerVector: Double
  let accumulationPerRead: Double

  /// Sizes and lays out all circuits of a subarray.
  ///
  /// - Parameter clock: the clock that the circuits are sized with, Hz.
  /// - Throws: ``HardwareError/invalid(rule:)`` when the access transistor would be wider than the cell, or
  ///   the periphery is impossible.
  package init(hardware: Hardware, periphery: Periphery, clock: Double) throws(HardwareError) {
    try hardware.validate(periphery)
    let array = try CellArray(hardware, rows: periphery.crossbarRows, columns: periphery.crossbarColumns)
    environment = array.environment(clock: clock)
    let design =
      switch (hardware.device, hardware.readMode) {
      case (.rram, .parallel), (.fefet, .parallel):
        SubarrayDesign(parallelResistive: array, periphery: periphery, in: environment)
      case (.rram, .sequential), (.fefet, .sequential):
        SubarrayDesign(sequentialResistive: array, periphery: periphery, in: environment)
      case (.sram, .parallel):
        SubarrayDesign(parallelSRAM: array, periphery: periphery, in: environment)
      case (.sram, .sequential):
        SubarrayDesign(sequentialSRAM: array, periphery: periphery, in: environment)
      }
    self.hardware = hardware
    self.periphery = periphery
    converter = design.converter
    parts = design.list.parts
    height = design.height
    width = design.width
    area = parts.reduce(0) { $0 + $1.area }
    leakage = parts.reduce(0) { $0 + $1.leakage }
    path = array.path
    arrayHeight = array.height
    arrayWidth = array.width
    rowCapacitance = array.rowCapacitance
    columnCapacitance = array.columnCapacitance
    rowResistance = array.rowResistance
    columnResistance = array.columnResistance
    accessWidthInFeatures = array.accessWidthInFeatures
    rowDelay = design.rowDelay
    multiplexerDelay = design.multiplexerDelay
    prechargeDelay = design.prechargeDelay
    columnDelay = design.columnDelay
    conversionDelay = design.conversionDelay
    sensingFactor = hardware.calibration?.sensingCycle ?? 1
    conversions = design.conversions
    accumulationPerVector = design.accumulationPerVector
    accumulationPerRead = design.accumulationPerRead
  }
}
