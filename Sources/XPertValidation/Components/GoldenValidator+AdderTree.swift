import XPertCore

extension GoldenValidator {
  @Sendable
  static func adderTree(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let tree = AdderTree(
      leaves: try row.integer("num_operands"), bits: try row.integer("num_input_bits"),
      trees: try row.integer("num_trees"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    let units = try row.integer("num_unit_add")
    try comparison.checkLayout(area: tree.area, height: tree.height, width: tree.width, row)
    try comparison.check("read_latency", tree.delay(reads: reads, units: units), row)
    try comparison.check("read_energy_J", tree.readEnergy(reads: reads, units: units), row)
    try comparison.check("leakage_W", tree.leakage(units: units), row)
    try comparison.check("num_stage", Double(tree.stages), row)
  }
}
