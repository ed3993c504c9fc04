import XPertCore

extension GoldenValidator {
  @Sendable
  static func precharger(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let columns = try row.integer("num_col")
    let precharger = Precharger(
      columns: columns, loadResistance: try row.real("res_load_ohm"),
      columnWriteActivity: try row.real("col_write_activity"), readCells: columns, writeCells: columns,
      fit: try row.fit(environment.technology), in: environment)
    let load = try row.real("cap_load_F")
    let reads = try row.real("num_read")
    let writes = try row.real("num_write")
    let delay = precharger.delay(load: load).delay
    try comparison.checkLayout(
      area: precharger.area, height: precharger.height, width: precharger.width, row)
    try comparison.check("read_latency", delay * reads, row)
    try comparison.check("read_energy_J", precharger.readEnergy(load: load, reads: reads), row)
    try comparison.check("leakage_W", precharger.leakage, row)
    try comparison.check("write_latency", delay * writes, row)
    try comparison.check("write_energy_J", precharger.writeEnergy(load: load, writes: writes), row)
  }
}
