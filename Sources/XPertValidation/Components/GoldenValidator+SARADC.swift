import XPertCore

extension GoldenValidator {
  @Sendable
  static func sarADC(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let converter = SARADC(
      converters: try row.integer("num_adc"), levels: try row.integer("levels"),
      fit: try row.fit(environment.technology), in: environment)
    let resistances = try row.columnResistances()
    let reads = try row.real("num_read")
    let energy = resistances.withUnsafeBufferPointer {
      converter.readEnergy(columnResistances: $0, reads: reads)
    }
    try comparison.checkLayout(area: converter.area, height: converter.height, width: converter.width, row)
    try comparison.check("read_latency", converter.delay(reads: reads), row)
    try comparison.check("read_energy_J", energy, row)
    try comparison.check("leakage_W", converter.leakage, row)
    try comparison.check("energy_col0_J", converter.columnEnergy(resistance: resistances[0]), row)
  }
}
