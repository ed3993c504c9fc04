import XPertCore

extension GoldenValidator {
  @Sendable
  static func sequentialWordLineDriver(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let driver = SequentialWordLineDriver(
      rows: try row.integer("num_rows"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    let stage = driver.delay(
      ramp: try row.real("ramp_in"), load: try row.real("cap_load_F"),
      resistance: try row.real("res_load_ohm"))
    try comparison.checkLayout(area: driver.area, height: driver.height, width: driver.width, row)
    try comparison.check("read_latency", stage.delay * reads, row)
    try comparison.check("read_energy_J", driver.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", driver.leakage, row)
    try comparison.check("cap_nand_in_F", driver.nand.inputCapacitance, row)
    try comparison.check("cap_nand_out_F", driver.nand.outputCapacitance, row)
    try comparison.check("cap_inv_in_F", driver.inverter.inputCapacitance, row)
    try comparison.check("cap_inv_out_F", driver.inverter.outputCapacitance, row)
    try comparison.check("cap_tg_gate_n_F", driver.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", driver.gateCapacitanceP, row)
    try comparison.check("cap_tg_drain_F", driver.drainCapacitance, row)
    try comparison.check("res_tg_ohm", driver.resistance, row)
    try comparison.check("ramp_out", stage.ramp, row)
  }
}
