import XPertCore

extension GoldenValidator {
  @Sendable
  static func sramWriteDriver(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let columns = try row.integer("num_col")
    let driver = SRAMWriteDriver(
      columns: columns, columnWriteActivity: try row.real("col_write_activity"), writeCells: columns,
      fit: try row.fit(environment.technology), in: environment)
    let writes = try row.real("num_write")
    let stage = driver.delay(
      ramp: Stage.idealStep, load: try row.real("cap_load_F"), resistance: try row.real("res_load_ohm"))
    try comparison.checkLayout(area: driver.area, height: driver.height, width: driver.width, row)
    try comparison.check("read_latency", 0, row)
    try comparison.check("read_energy_J", 0, row)
    try comparison.check("leakage_W", driver.leakage, row)
    try comparison.check("write_latency", stage.delay * writes, row)
    try comparison.check("write_energy_J", driver.writeEnergy(writes: writes), row)
  }
}
