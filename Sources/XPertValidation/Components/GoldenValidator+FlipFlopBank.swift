import XPertCore

extension GoldenValidator {
  @Sendable
  static func flipFlopBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let bank = FlipFlopBank(
      count: try row.integer("num_dff"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: bank.area, height: bank.height, width: bank.width, row)
    try comparison.check("read_latency", bank.delay(reads: reads), row)
    try comparison.check(
      "read_energy_J",
      bank.readEnergy(
        reads: reads, active: try row.real("num_dff_per_op"),
        calibrated: try row.flag("apply_activity_factor")), row)
    try comparison.check("leakage_W", bank.leakage, row)
    try comparison.check("cap_inv_in_F", bank.inverterInputCapacitance, row)
    try comparison.check("cap_inv_out_F", bank.inverterOutputCapacitance, row)
    try comparison.check("cap_tg_drain_F", bank.drainCapacitance, row)
    try comparison.check("cap_tg_gate_n_F", bank.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", bank.gateCapacitanceP, row)
  }
}
