import XPertCore

extension GoldenValidator {
  @Sendable
  static func switchMatrix(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let isColumn = try row.flag("mode_col")
    let size = try row.length("given_size_F", environment.technology)
    let matrix = SwitchMatrix(
      orientation: isColumn ? .column : .row, lines: try row.integer("num_output"),
      matchedResistance: try row.real("res_tg_ohm"), fit: isColumn ? .width(size) : .height(size),
      in: environment)
    let reads = try row.real("num_read")
    let stage = matrix.delay(
      ramp: Stage.idealStep, load: try row.real("cap_load_F"), resistance: try row.real("res_load_ohm"))
    try comparison.checkLayout(area: matrix.area, height: matrix.height, width: matrix.width, row)
    try comparison.check("read_latency", stage.delay * reads, row)
    try comparison.check(
      "read_energy_J", matrix.readEnergy(reads: reads, rowActivity: try row.real("row_activity")), row)
    try comparison.check("leakage_W", matrix.leakage, row)
    try comparison.check("cap_tg_gate_n_F", matrix.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", matrix.gateCapacitanceP, row)
    try comparison.check("cap_tg_drain_F", matrix.drainCapacitance, row)
    try comparison.check("width_tg_n_m", matrix.widths.n, row)
    try comparison.check("width_tg_p_m", matrix.widths.p, row)
    try comparison.check("ramp_out", stage.ramp, row)
  }
}
