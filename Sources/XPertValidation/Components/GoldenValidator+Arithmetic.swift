import XPertCore

extension GoldenValidator {
  @Sendable
  static func adderBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let adders = AdderBank(
      bits: try row.integer("num_bits"), adders: try row.integer("num_adders"),
      fit: try row.fit(environment.technology), in: environment)
    let load = try row.real("cap_load_F")
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: adders.area, height: adders.height, width: adders.width, row)
    try comparison.check(
      "read_latency", adders.delay(ramp: Stage.idealStep, load: load, reads: reads), row)
    try comparison.check(
      "read_energy_J",
      adders.readEnergy(reads: reads, operations: try row.integer("num_adders_per_op")), row)
    try comparison.check("leakage_W", adders.leakage, row)
    try comparison.check("ramp_out", adders.delay(ramp: Stage.idealStep, load: load).ramp, row)
    let gate = environment.technology.cells.nand
    try comparison.check("cap_nand_in_F", gate.inputCapacitance, row)
    try comparison.check("cap_nand_out_F", gate.outputCapacitance, row)
  }

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

  @Sendable
  static func comparatorBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let comparators = try row.integer("num_comparators")
    let bank = Comparator(
      bits: try row.integer("num_bits"), comparators: comparators,
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.check("unit_area_m2", bank.unitArea, row)
    try comparison.checkLayout(area: bank.area, height: bank.height, width: bank.width, row)
    try comparison.check(
      "read_latency",
      bank.delay(ramp: Stage.idealStep, load: try row.real("cap_load_F"), reads: reads), row)
    try comparison.check("read_energy_J", bank.readEnergy(reads: reads, operations: comparators), row)
    try comparison.check("leakage_W", bank.leakage, row)
  }

  @Sendable
  static func maxPooling(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let pooling = MaxPooling(
      bits: try row.integer("num_bits"), window: try row.integer("window"),
      units: try row.integer("num_units"), fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.check("unit_area_m2", pooling.unitArea, row)
    try comparison.checkLayout(area: pooling.area, height: pooling.height, width: pooling.width, row)
    try comparison.check(
      "read_latency", pooling.delay(ramp: Stage.idealStep, load: 0, reads: reads), row)
    try comparison.check("read_energy_J", pooling.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", pooling.leakage, row)
  }

  @Sendable
  static func reluBank(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let environment = try row.environment()
    let bank = ReLUBank(
      units: try row.integer("num_units"), bits: try row.integer("num_bits"),
      fit: try row.fit(environment.technology), in: environment)
    let reads = try row.real("num_read")
    try comparison.checkLayout(area: bank.area, height: bank.height, width: bank.width, row)
    try comparison.check("read_latency", bank.delay(reads: reads), row)
    try comparison.check("read_energy_J", bank.readEnergy(reads: reads), row)
    try comparison.check("leakage_W", bank.leakage, row)
  }

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
