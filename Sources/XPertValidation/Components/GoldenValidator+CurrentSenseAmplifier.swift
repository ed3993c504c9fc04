import XPertCore

extension GoldenValidator {
  @Sendable
  static func currentSenseAmplifier(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let amplifier = CurrentSenseAmplifier(
      columns: try row.integer("num_col"),
      amplifierWidth: try row.length("given_width_F", environment.technology), in: environment)
    let resistances = [try row.real("column_res_ohm")]
    let (delay, energy) = resistances.withUnsafeBufferPointer {
      (
        amplifier.delay(columnResistances: $0, sharing: 1, reads: 1),
        amplifier.readEnergy(columnResistances: $0, reads: 1)
      )
    }
    try comparison.check("unit_area_m2", amplifier.unitArea, row)
    try comparison.checkLayout(area: amplifier.area, height: amplifier.height, width: amplifier.width, row)
    try comparison.check("read_latency", delay, row)
    try comparison.check("read_energy_J", energy, row)
    try comparison.check("leakage_W", amplifier.leakage, row)
  }
}
