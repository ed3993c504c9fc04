import XPertCore

extension GoldenValidator {
  /// The crossbar with its periphery: `crossbar.csv`.
  static let crossbar = GoldenValidator { table, comparison in
    try comparison.check(table.rows) { row in
      let columns = try row.integer("cols")
      let periphery = Periphery(
        crossbarRows: try row.integer("rows"), crossbarColumns: columns,
        columnSharing: try row.integer("column_sharing"), adc: try row.flag("sar") ? .sar : .flash,
        levels: ADCPrecision(bits: try row.integer("adc_bits")).levels,
        inputBits: try row.integer("input_bits"))
      let subarray: Subarray
      do {
        subarray = try Subarray(
          hardware: try row.hardware(), periphery: periphery, clock: try row.real("clk_Hz"))
      } catch let error as HardwareError {
        return .refused(error.description)
      }
      let stream = SplitMix64(seed: UInt64(try row.integer("column_seed")))
      let low = try row.real("column_res_lo_ohm")
      let high = try row.real("column_res_hi_ohm")
      let statistics = subarray.statistics(
        activity: try row.real("row_activity"),
        columnResistances: (0..<columns).map { low + SplitMix64.fraction(stream[$0]) * (high - low) })
      let delay = subarray.delay(of: statistics)
      let energy = subarray.energy(of: statistics)
      let cells = subarray.parts.first { $0.component == .cells }!
      return .numbers([
        ("area_used_m2", subarray.area), ("height_m", subarray.height), ("width_m", subarray.width),
        ("area_array_m2", subarray.area(of: .array)), ("area_adc_m2", subarray.area(of: .adc)),
        ("area_accum_m2", subarray.area(of: .accumulation)), ("area_other_m2", subarray.area(of: .other)),
        (
          "sensing_period_s",
          subarray.hardware.isSynchronous
            ? subarray.sensingPeriod(longestConversion: statistics.longestConversion) : 0
        ),
        ("read_latency", delay.adc + delay.accumulation + delay.other), ("lat_adc", delay.adc),
        ("lat_accum", delay.accumulation), ("lat_other", delay.other),
        ("read_energy_J", energy.adc + energy.accumulation + energy.other), ("en_adc_J", energy.adc),
        ("en_accum_J", energy.accumulation), ("en_other_J", energy.other),
        (
          "en_array_J",
          cells.energyPerVector * statistics.vectors + cells.energyPerActivity * statistics.activity
        ),
        ("leakage_W", subarray.leakage), ("cap_row_F", subarray.rowCapacitance),
        ("cap_col_F", subarray.columnCapacitance), ("res_row_ohm", subarray.rowResistance),
        ("res_col_ohm", subarray.columnResistance), ("column_delay_s", subarray.columnDelay),
        ("access_width_F", subarray.accessWidthInFeatures),
      ])
    }
  }

  /// Column resistances of random cells and inputs: `column_resistance.csv`.
  @Sendable
  static func columnResistance(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    var hardware = try row.hardware()
    hardware.readMode = try row.flag("parallel_read") ? .parallel : .sequential
    let rows = try row.integer("rows_used")
    let outputs = try row.integer("outputs")
    let stream = SplitMix64(seed: UInt64(try row.integer("seed")))
    let codes = (0..<rows * outputs).map { UInt16(1 + (stream[$0] >> 32) % 255) }
    let density = try row.real("bit_density")
    var bits = InputBits(rows: rows, vectors: 1)
    var active = 0
    for index in 0..<rows where SplitMix64.fraction(stream[rows * outputs + index]) < density {
      bits.set(row: index, vector: 0)
      active += 1
    }
    let path = ColumnPath(
      hardware: hardware, technology: try row.technology(),
      wire: try Wire(
        widthNanometres: hardware.wireWidthNanometres, temperatureKelvin: hardware.temperatureKelvin))
    let conductances = LayerTrace(weightCodes: codes, outputChannels: outputs, inputs: bits)
      .columnConductances(hardware: hardware, path: path, vector: 0)
    try comparison.check("active_rows", Double(active), row)
    try comparison.check("res_first_ohm", 1 / conductances[0], row)
    try comparison.check("res_last_ohm", 1 / conductances[conductances.count - 1], row)
    try comparison.check("sum_conductance_S", conductances.reduce(0, +), row)
  }
}
