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
    try comparison.check("read_latency", buffer.readDelay(reads: reads), row)
    try comparison.check("write_latency", buffer.writeDelay(writes: writes), row)
    try comparison.check("leakage_W", buffer.leakage, row)
    let readEnergy = buffer.readEnergy(bits: line, reads: reads)
    let writeEnergy = buffer.writeEnergy(bits: line, writes: writes)
    guard buffer.isSRAM, environment.isSynchronous else {
      try comparison.check("read_energy_J", readEnergy, row)
      try comparison.check("write_energy_J", writeEnergy, row)
      return
    }
    // The reference precharges an uninitialised load here (Q-C32), which this project takes as 0. A read
    // spends twice as much on it as a write, so the golden read energy tells what to expect of the write.
    comparison.skip(["read_energy_J"], reason: "precharger load uninitialised in the reference (Q-C32)")
    let excess = (try row.real("read_energy_J") - readEnergy) / reads
    try comparison.check("write_energy_J", writeEnergy + excess / 2 * writes, row)
  }
}
