import XPertCore

extension GoldenValidator {
  @Sendable
  static func bus(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let bits = try row.real("bus_width")
    let bus = Bus(
      orientation: try row.flag("vertical") ? .vertical : .horizontal, rows: try row.integer("num_rows"),
      columns: try row.integer("num_cols"), tolerance: try row.real("delay_tolerance"), bits: bits,
      unitHeight: try row.real("unit_height_m"), unitWidth: try row.real("unit_width_m"), in: environment)
    let reads = try row.real("num_read")
    try comparison.check("area_m2", bus.area, row)
    try comparison.check("read_latency", bus.delay(reads: reads), row)
    try comparison.check("read_energy_J", bus.readEnergy(bits: bits, reads: reads), row)
    try comparison.check("leakage_W", bus.leakage, row)
    try comparison.check("wire_length_m", bus.length, row)
    try comparison.check("repeater_size", Double(bus.repeaterSize), row)
    try comparison.check("repeater_distance_m", bus.repeaterDistance, row)
    try comparison.check("num_repeater", Double(bus.repeaters), row)
  }
}
