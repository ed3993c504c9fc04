/// Resistance seen between a driven word line and the foot of a column (spec 11 §4).
///
///     path(i, j) = 1/g + (j + 1) r_row + (rows - i) r_column + r_access
///
/// The two wire resistances per cell are those of the reference: exchanged, and with the wire width as the
/// cells' feature size (Q-C105). An SRAM cell conducts through its access transistor and one cell's length of
/// wire, whatever it stores and wherever it is (spec 11 §13).
package struct ColumnPath: Sendable, Hashable {
  /// Ohm per cell along a row and along a column.
  package let rowResistance: Double
  package let columnResistance: Double
  /// Series resistance of the access transistor, ohm; 0 without one and for FeFET.
  package let accessResistance: Double
  package let minimumConductance: Double
  package let maximumConductance: Double
  /// Highest digit of a cell, 2^bits - 1.
  package let highestDigit: Int
  /// Path resistance of every driven SRAM cell, ohm; nil for resistive cells.
  package let sramResistance: Double?

  package init(hardware: Hardware, technology: Technology, wire: Wire) {
    let pitch = CellPitch(hardware)
    if wire.widthNanometres == -1 {
      rowResistance = 0
      columnResistance = 0
    } else {
      let width_m = Double(wire.widthNanometres) * 1e-9
      rowResistance = wire.resistancePerMetre * (width_m * pitch.height)
      columnResistance = wire.resistancePerMetre * (width_m * pitch.width)
    }
    accessResistance =
      hardware.hasAccessTransistor && hardware.device == .rram
      ? hardware.onResistance * AccessTransistor.shareOfOnResistance : 0
    minimumConductance = 1 / hardware.offResistance
    maximumConductance = 1 / hardware.onResistance
    highestDigit = max(1, (1 << hardware.effectiveCellBits) - 1)
    sramResistance =
      hardware.device == .sram
      ? technology.onResistance(
        width: hardware.sramAccessWidthInFeatures * technology.featureSize, polarity: .n) + columnResistance
      : nil
  }

  /// Conductance of a cell that stores `digit` (spec 15 §6), siemens.
  package func conductance(digit: Int) -> Double {
    Double(digit) / Double(highestDigit) * (maximumConductance - minimumConductance) + minimumConductance
  }

  /// Path resistance of the cell in row `row` and column `column` of a block with `rows` mapped rows, ohm.
  package func resistance(cell conductance: Double, row: Int, column: Int, rows: Int) -> Double {
    resistance(cellResistance: 1 / conductance, row: row, column: column, rows: rows)
  }

  /// The same for a cell of `cellResistance` ohm.
  @inline(__always)
  func resistance(cellResistance: Double, row: Int, column: Int, rows: Int) -> Double {
    if let sramResistance { return sramResistance }
    return cellResistance + Double(column + 1) * rowResistance + Double(rows - row) * columnResistance
      + accessResistance
  }
}
