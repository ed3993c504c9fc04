import XPertCore

extension GoldenValidator {
  @Sendable
  static func buffer(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let lineWidth = try row.integer("line_bits")
    let buffer = Buffer(
      bits: try row.integer("num_bits"), lineWidth: lineWidth, isSRAM: try row.flag("is_sram"),
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read_lines")
    let writes = try row.real("num_write_lines")
    let line = Double(lineWidth)
    try comparison.checkLayout(area: buffer.area, height: buffer.height, width: buffer.width, row)
    try comparison.check("read_latency", buffer.readLatency(reads: reads), row)
    try comparison.check("write_latency", buffer.writeLatency(writes: writes), row)
    try comparison.check("leakage_W", buffer.leakage, row)
    try comparison.check("read_energy_J", buffer.readEnergy(bits: line, reads: reads), row)
    try comparison.check("write_energy_J", buffer.writeEnergy(bits: line, writes: writes), row)
  }
}
