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

  @Sendable
  static func levelShifter(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let size = try row.length("given_size_F", environment.technology)
    let isWidth = try row.flag("given_is_width")
    let shifter = LevelShifter(
      lines: try row.integer("num_output"), fit: isWidth ? .width(size) : .height(size), in: environment)
    try comparison.checkLayout(area: shifter.area, height: shifter.height, width: shifter.width, row)
  }

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
