import XPertCore

extension GoldenValidator {
  @Sendable
  static func shiftAdder(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let unit = ShiftAdder(
      units: try row.integer("num_units"), adderBits: try row.integer("adder_bits"),
      steps: try row.integer("num_read_pulse"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: unit.area, height: unit.height, width: unit.width, row)
    try comparison.check("read_latency", unit.delay(reads: reads), row)
    try comparison.check("read_energy_J", unit.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", unit.leakage, row)
    try comparison.check("num_dff", Double(unit.registers.count), row)
  }
}
