import XPertCore

extension GoldenValidator {
  @Sendable
  static func reluBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let bank = ReLUBank(
      units: try row.integer("num_units"), bits: try row.integer("num_bits"),
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: bank.area, height: bank.height, width: bank.width, row)
    try comparison.check("read_latency", bank.delay(reads: reads), row)
    try comparison.check("read_energy_J", bank.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", bank.leakage, row)
  }
}
