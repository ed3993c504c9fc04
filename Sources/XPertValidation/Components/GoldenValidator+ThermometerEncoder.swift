import XPertCore

extension GoldenValidator {
  @Sendable
  static func thermometerEncoder(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let encoder = ThermometerEncoder(
      levels: try row.integer("levels"), encoders: try row.integer("num_encoder"),
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: encoder.area, height: encoder.height, width: encoder.width, row)
    try comparison.check("read_latency", encoder.delay(ramp: Stage.idealStep, reads: reads), row)
    try comparison.check("read_energy_J", encoder.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", encoder.leakage, row)
  }
}
