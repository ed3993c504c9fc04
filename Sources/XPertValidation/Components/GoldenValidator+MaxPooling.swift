import XPertCore

extension GoldenValidator {
  @Sendable
  static func maxPooling(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let pooling = MaxPooling(
      bits: try row.integer("num_bits"), window: try row.integer("window"),
      units: try row.integer("num_units"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.check("unit_area_m2", pooling.unitArea, row)
    try comparison.checkLayout(area: pooling.area, height: pooling.height, width: pooling.width, row)
    try comparison.check(
      "read_latency", pooling.delay(ramp: Stage.idealStep, load: 0, reads: reads), row)
    try comparison.check("read_energy_J", pooling.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", pooling.leakage, row)
  }
}
