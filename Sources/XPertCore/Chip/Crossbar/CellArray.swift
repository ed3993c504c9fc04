/// The cells of a crossbar and their wires: size, loads, resistances (spec 11 §1, §11, §13).
struct CellArray: Sendable {
  let hardware: Hardware
  let rows: Int
  let columns: Int
  let technology: Technology
  let wire: Wire

  /// Metres.
  let height: Double
  let width: Double
  /// Wire alone, farad: of a word line and of a bit line.
  let wordLineCapacitance: Double
  let bitLineCapacitance: Double
  /// Wire and access transistors, farad: of a row and of a column.
  let rowCapacitance: Double
  let columnCapacitance: Double
  /// Wire, ohm.
  let rowResistance: Double
  let columnResistance: Double
  /// Width of a cell's access transistor in feature sizes; 0 without one.
  let accessWidthInFeatures: Double
  /// Device and access transistor together, ohm: on, off, and their mean. SRAM cells have no device; theirs
  /// are those of the device parameters.
  let onResistance: Double
  let offResistance: Double
  let averageResistance: Double
  /// Access transistor of an SRAM cell: ohm, farad; 0 otherwise.
  let sramAccessResistance: Double
  let sramAccessCapacitance: Double

  /// - Throws: ``HardwareError/invalid(rule:)`` when the access transistor would be wider than the cell, or
  ///   technology and wire do not exist.
  init(_ hardware: Hardware, rows: Int, columns: Int) throws(HardwareError) {
    technology = try Technology(
      node: hardware.node, roadmap: hardware.roadmap, kind: hardware.transistorKind,
      temperatureKelvin: hardware.temperatureKelvin)
    wire = try Wire(
      widthNanometres: hardware.wireWidthNanometres, temperatureKelvin: hardware.temperatureKelvin)
    let feature = technology.featureSize
    let pitch = CellPitch(hardware)
    let lengths = pitch.lengths(rows: rows, columns: columns, feature: feature)
    height = lengths.column
    width = lengths.row
    wordLineCapacitance = width * 0.2e-15 / 1e-6
    bitLineCapacitance = height * 0.2e-15 / 1e-6
    rowResistance = width * wire.resistancePerMetre
    columnResistance = height * wire.resistancePerMetre

    let average = (hardware.onResistance + hardware.offResistance) / 2
    if hardware.device != .sram && hardware.hasAccessTransistor {
      let access = try AccessTransistor(hardware, in: technology)
      accessWidthInFeatures = access.widthInFeatures
      onResistance = access.resistance + hardware.onResistance
      offResistance = access.resistance + hardware.offResistance
      averageResistance = access.resistance + average
      rowCapacitance = wordLineCapacitance + access.gateCapacitance * Double(columns)
      columnCapacitance = bitLineCapacitance + access.drainCapacitance * Double(rows)
    } else {
      accessWidthInFeatures = hardware.device == .sram ? hardware.sramAccessWidthInFeatures : 0
      onResistance = hardware.onResistance
      offResistance = hardware.offResistance
      averageResistance = average
      rowCapacitance = wordLineCapacitance
      columnCapacitance = bitLineCapacitance
    }
    if hardware.device == .sram {
      guard hardware.sramMinimumSenseVoltage < technology.supplyVoltage else {
        throw .invalid(
          rule: "sram_sense_voltage_V (\(hardware.sramMinimumSenseVoltage)) must be less than the supply"
            + " voltage (\(technology.supplyVoltage))")
      }
      guard hardware.readMode == .parallel || columns >= hardware.cellsPerWeight else {
        throw .invalid(
          rule: "crossbar columns (\(columns)) must hold at least one weight (\(hardware.cellsPerWeight)"
            + " cells) where SRAM is read row by row")
      }
      let access = hardware.sramAccessWidthInFeatures * feature
      sramAccessResistance = technology.onResistance(width: access, polarity: .n)
      sramAccessCapacitance = technology.drainCapacitance(
        width: access, polarity: .n, height: hardware.sramCellWidthInFeatures * feature)
    } else {
      sramAccessResistance = 0
      sramAccessCapacitance = 0
    }
    self.hardware = hardware
    self.rows = rows
    self.columns = columns
  }

  /// What the circuits around the array are sized in.
  func environment(clock: Double) -> CircuitEnvironment {
    let pitch = CellPitch(hardware)
    return CircuitEnvironment(
      technology: technology, wire: wire,
      cell: CellRecord(
        hasAccessTransistor: hardware.hasAccessTransistor, heightInFeatures: pitch.height,
        widthInFeatures: pitch.width, readVoltage: hardware.readVoltage,
        writeVoltage: hardware.writeVoltage, accessVoltage: hardware.accessVoltage,
        readPulseWidth: hardware.readPulseWidth, onResistance: hardware.onResistance,
        offResistance: hardware.offResistance, cellOnResistance: onResistance,
        cellOffResistance: offResistance, sramNMOSWidthInFeatures: hardware.sramNMOSWidthInFeatures,
        sramPMOSWidthInFeatures: hardware.sramPMOSWidthInFeatures,
        sramAccessWidthInFeatures: hardware.sramAccessWidthInFeatures,
        sramMinimumSenseVoltage: hardware.sramMinimumSenseVoltage,
        sramCellHeightInFeatures: hardware.sramCellHeightInFeatures,
        sramCellWidthInFeatures: hardware.sramCellWidthInFeatures),
      clockFrequency: clock, isSynchronous: hardware.isSynchronous, calibration: hardware.calibration,
      crossbarRows: rows)
  }

  /// The path of the read current through a cell.
  var path: ColumnPath { ColumnPath(hardware: hardware, technology: technology, wire: wire) }
}
