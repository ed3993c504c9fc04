import XPertCore

extension GoldenValidator {
  @Sendable
  static func wordLineSwitch(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let matrix = WordLineSwitchMatrix(
      rows: try row.integer("num_output"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    let stage = matrix.delay(
      ramp: Stage.idealStep, load: try row.real("cap_load_F"), resistance: try row.real("res_load_ohm"))
    try comparison.checkLayout(area: matrix.area, height: matrix.height, width: matrix.width, row)
    try comparison.check("read_latency", stage.delay * reads, row)
    try comparison.check(
      "read_energy_J", matrix.readEnergy(reads: reads, activity: try row.real("row_activity")), row)
    try comparison.check("leakage_W", matrix.leakage, row)
    try comparison.check("cap_tg_gate_n_F", matrix.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", matrix.gateCapacitanceP, row)
    try comparison.check("cap_tg_drain_F", matrix.drainCapacitance, row)
    try comparison.check("res_tg_ohm", matrix.resistance, row)
    try comparison.check("ramp_out", stage.ramp, row)
  }
}
