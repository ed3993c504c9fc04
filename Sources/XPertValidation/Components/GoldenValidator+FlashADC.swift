import XPertCore

extension GoldenValidator {
  @Sendable
  static func flashADC(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let converter = FlashADC(
      converters: try row.integer("num_adc"), levels: try row.integer("levels"),
      isParallelRead: try row.flag("parallel_read"),
      senses: try row.flag("current_mode") ? .current : .voltage,
      fit: try row.fit(environment.technology), in: environment)
    let resistances = try row.columnResistances()
    let reads = try row.real("num_read")
    let delay = resistances.withUnsafeBufferPointer {
      converter.delay(columnResistances: $0, sharing: 1, reads: reads)
    }
    let energy = resistances.withUnsafeBufferPointer {
      converter.readEnergy(columnResistances: $0, reads: reads)
    }
    try comparison.checkLayout(area: converter.area, height: converter.height, width: converter.width, row)
    try comparison.check("read_latency", delay, row)
    try comparison.check("read_energy_J", energy, row)
    try comparison.check("leakage_W", converter.leakage, row)
    try comparison.check("latency_col0_s", converter.columnDelay(resistance: resistances[0]), row)
    try comparison.check("power_col0_W", converter.columnPower(resistance: resistances[0]), row)
  }

  /// One column at the default configuration.
  @Sendable
  static func flashADCColumnCurve(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let converter = FlashADC(
      converters: 1, levels: try row.integer("levels"), isParallelRead: true, senses: .current,
      fit: .natural, in: try row.environment())
    let resistance = try row.real("column_res_ohm")
    try comparison.check("latency_s", converter.columnDelay(resistance: resistance), row)
    try comparison.check("power_W", converter.columnPower(resistance: resistance), row)
  }
}
