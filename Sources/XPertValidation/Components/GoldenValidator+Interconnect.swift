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

  @Sendable
  static func hTree(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let bits = try row.real("bus_width")
    let tree = HTree(
      rows: try row.integer("num_rows"), columns: try row.integer("num_cols"),
      tolerance: try row.real("delay_tolerance"), bits: bits, unitHeight: try row.real("unit_height_m"),
      unitWidth: try row.real("unit_width_m"), foldRatio: try row.real("folded_ratio"),
      in: try row.environment())
    let reads = try row.real("num_read")
    try comparison.check("area_m2", tree.area, row)
    try comparison.check("read_latency", tree.delay(reads: reads), row)
    try comparison.check("read_energy_J", tree.readEnergy(bits: bits, reads: reads), row)
    try comparison.check("leakage_W", tree.leakage, row)
    try comparison.check("total_wire_length_m", tree.length, row)
    try comparison.check("repeater_size", Double(tree.repeaterSize), row)
    try comparison.check("repeater_distance_m", tree.repeaterDistance, row)
    try comparison.check("repeater_width_n_m", tree.repeaterWidthN, row)
    // The table counts a horizontal and a vertical stage per level and the main bus.
    try comparison.check("num_stage", Double(2 * tree.levels + 1), row)
    try comparison.check("x_center", Double(tree.rootColumn), row)
  }
}
