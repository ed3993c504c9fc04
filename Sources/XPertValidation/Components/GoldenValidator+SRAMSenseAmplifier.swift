import XPertCore

extension GoldenValidator {
  @Sendable
  static func sramSenseAmplifier(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let columns = try row.integer("num_col")
    let pitch = try row.length("pitch_F", environment.technology)
    let amplifier = SRAMSenseAmplifier(
      columns: columns, senseVoltage: try row.real("sense_voltage_V"), pitch: pitch, readCells: columns,
      fit: .width(pitch * Double(columns)), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: amplifier.area, height: amplifier.height, width: amplifier.width, row)
    try comparison.check("read_latency", amplifier.delay(reads: reads), row)
    try comparison.check("read_energy_J", amplifier.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", amplifier.leakage, row)
  }
}
