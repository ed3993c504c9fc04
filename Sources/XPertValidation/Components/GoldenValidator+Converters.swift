import XPertCore

extension GoldenValidator {
  @Sendable
  static func currentSenseAmplifier(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let amplifier = CurrentSenseAmplifier(
      columns: try row.integer("num_col"),
      amplifierWidth: try row.length("given_width_F", environment.technology), in: environment)
    let resistances = [try row.real("column_res_ohm")]
    let (delay, energy) = resistances.withUnsafeBufferPointer {
      (
        amplifier.delay(columnResistances: $0, sharing: 1, reads: 1),
        amplifier.readEnergy(columnResistances: $0, reads: 1)
      )
    }
    try comparison.check("unit_area_m2", amplifier.unitArea, row)
    try comparison.checkLayout(area: amplifier.area, height: amplifier.height, width: amplifier.width, row)
    try comparison.check("read_latency", delay, row)
    try comparison.check("read_energy_J", energy, row)
    try comparison.check("leakage_W", amplifier.leakage, row)
  }

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

  @Sendable
  static func sarADC(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let converter = SARADC(
      converters: try row.integer("num_adc"), levels: try row.integer("levels"),
      fit: try row.fit(environment.technology), in: environment)
    let resistances = try row.columnResistances()
    let reads = try row.real("num_read")
    let energy = resistances.withUnsafeBufferPointer {
      converter.readEnergy(columnResistances: $0, reads: reads)
    }
    try comparison.checkLayout(area: converter.area, height: converter.height, width: converter.width, row)
    try comparison.check("read_latency", converter.delay(reads: reads), row)
    try comparison.check("read_energy_J", energy, row)
    try comparison.check("leakage_W", converter.leakage, row)
    try comparison.check("energy_col0_J", converter.columnEnergy(resistance: resistances[0]), row)
  }

  @Sendable
  static func thermometerEncoder(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let encoder = ThermometerEncoder(
      levels: try row.integer("levels"), encoders: try row.integer("num_encoder"),
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: encoder.area, height: encoder.height, width: encoder.width, row)
    try comparison.check("read_latency", encoder.delay(ramp: Stage.idealStep, reads: reads), row)
    try comparison.check("read_energy_J", encoder.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", encoder.leakage, row)
  }
}
