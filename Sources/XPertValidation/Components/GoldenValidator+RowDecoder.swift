import XPertCore

extension GoldenValidator {
  @Sendable
  static func rowDecoder(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let decoder = RowDecoder(
      orientation: .row, addressBits: try row.integer("address_bits"),
      isMultiplexer: try row.flag("is_mux_decoder"), isBoosted: try row.flag("parallel_read"),
      fit: try row.fit(environment.technology), in: environment)
    let stage = decoder.delay(
      ramp: Stage.idealStep, load: try row.real("cap_load1_F"), secondLoad: try row.real("cap_load2_F"))
    let reads = try row.real("num_read")
    let writes = try row.real("num_write")
    try comparison.checkLayout(area: decoder.area, height: decoder.height, width: decoder.width, row)
    try comparison.check("read_latency", stage.delay * reads, row)
    try comparison.check("read_energy_J", decoder.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", decoder.leakage, row)
    try comparison.check("write_latency", stage.delay * writes, row)
    try comparison.check("write_energy_J", decoder.writeEnergy(writes: writes), row)
    try comparison.check("ramp_out", stage.ramp, row)
    try comparison.check("cap_inv_in_F", decoder.inverter.inputCapacitance, row)
    try comparison.check("cap_inv_out_F", decoder.inverter.outputCapacitance, row)
    try comparison.check("cap_nand_in_F", decoder.nand.inputCapacitance, row)
    try comparison.check("cap_nand_out_F", decoder.nand.outputCapacitance, row)
    try comparison.check("cap_nor_in_F", decoder.nor.inputCapacitance, row)
    try comparison.check("cap_nor_out_F", decoder.nor.outputCapacitance, row)
    try comparison.check("cap_driver_in_F", decoder.driver.inputCapacitance, row)
    try comparison.check("cap_driver_out_F", decoder.driver.outputCapacitance, row)
  }
}
