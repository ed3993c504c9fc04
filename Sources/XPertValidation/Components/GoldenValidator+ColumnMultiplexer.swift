import XPertCore

extension GoldenValidator {
  @Sendable
  static func columnMultiplexer(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let first = ColumnMultiplexer(
      outputs: try row.integer("num_input"), selections: try row.integer("num_selection"),
      matchedResistance: try row.real("res_tg_ohm"), fit: try row.fit(environment.technology),
      in: environment)
    try comparison.check("area_first_m2", first.area, row)
    try comparison.check("height_first_m", first.height, row)
    let height = try row.length("override_height_F", environment.technology)
    let multiplexer = height == 0 ? first : first.forced(height: height, width: first.width)
    let reads = try row.real("num_read")
    try comparison.checkLayout(
      area: multiplexer.area, height: multiplexer.height, width: multiplexer.width, row)
    try comparison.check(
      "read_latency", multiplexer.delay(load: try row.real("cap_load_F"), reads: reads), row)
    try comparison.check("read_energy_J", multiplexer.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", multiplexer.leakage, row)
    try comparison.check("cap_tg_gate_n_F", multiplexer.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", multiplexer.gateCapacitanceP, row)
    try comparison.check("cap_tg_drain_F", multiplexer.drainCapacitance, row)
    try comparison.check("width_tg_n_m", multiplexer.widths.n, row)
    try comparison.check("width_tg_p_m", multiplexer.widths.p, row)
    try comparison.check("res_tg_final_ohm", multiplexer.resistance, row)
  }
}
