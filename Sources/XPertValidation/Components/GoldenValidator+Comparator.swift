import XPertCore

extension GoldenValidator {
  @Sendable
  static func comparatorBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let comparators = try row.integer("num_comparators")
    let bank = Comparator(
      bits: try row.integer("num_bits"), comparators: comparators,
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.check("unit_area_m2", bank.unitArea, row)
    try comparison.checkLayout(area: bank.area, height: bank.height, width: bank.width, row)
    try comparison.check(
      "read_latency",
      bank.delay(ramp: Stage.idealStep, load: try row.real("cap_load_F"), reads: reads), row)
    try comparison.check("read_energy_J", bank.readEnergy(reads: reads, operations: comparators), row)
    try comparison.check("leakage_W", bank.leakage, row)
  }
}
