import XPertCore

extension GoldenValidator {
  @Sendable
  static func adderBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let adders = AdderBank(
      bits: try row.integer("num_bits"), adders: try row.integer("num_adders"),
      fit: try row.fit(environment.technology), in: environment)
    let load = try row.real("cap_load_F")
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: adders.area, height: adders.height, width: adders.width, row)
    try comparison.check(
      "read_latency", adders.delay(ramp: Stage.idealStep, load: load, reads: reads), row)
    try comparison.check(
      "read_energy_J",
      adders.readEnergy(reads: reads, operations: try row.integer("num_adders_per_op")), row)
    try comparison.check("leakage_W", adders.leakage, row)
    try comparison.check("ramp_out", adders.delay(ramp: Stage.idealStep, load: load).ramp, row)
    let gate = environment.technology.cells.nand
    try comparison.check("cap_nand_in_F", gate.inputCapacitance, row)
    try comparison.check("cap_nand_out_F", gate.outputCapacitance, row)
  }
}
