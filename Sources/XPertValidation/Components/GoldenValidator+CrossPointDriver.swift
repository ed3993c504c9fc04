import XPertCore

extension GoldenValidator {
  @Sendable
  static func crossPointDriver(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    var environment = try row.environment()
    environment.cell.hasAccessTransistor = false
    environment.cell.cellOnResistance = environment.cell.onResistance
    environment.cell.cellOffResistance = environment.cell.offResistance
    let rows = try row.integer("num_rows")
    let driver = CrossPointDriver(
      orientation: .row, lines: rows, loads: rows, fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    let stage = driver.delay(
      ramp: try row.real("ramp_in"), load: try row.real("cap_load_F"),
      resistance: try row.real("res_load_ohm"))
    try comparison.checkLayout(area: driver.area, height: driver.height, width: driver.width, row)
    try comparison.check("read_latency", stage.delay * reads, row)
    try comparison.check(
      "read_energy_J", driver.readEnergy(cells: try row.real("num_read_cells"), reads: reads), row)
    try comparison.check("leakage_W", driver.leakage, row)
    try comparison.check("cap_inv_in_F", driver.inverter.inputCapacitance, row)
    try comparison.check("cap_inv_out_F", driver.inverter.outputCapacitance, row)
    try comparison.check("cap_tg_gate_n_F", driver.gateCapacitanceN, row)
    try comparison.check("cap_tg_gate_p_F", driver.gateCapacitanceP, row)
    try comparison.check("cap_tg_drain_F", driver.drainCapacitance, row)
    try comparison.check("res_tg_ohm", driver.resistance, row)
  }
}
