import XPertCore

extension GoldenValidator {
  @Sendable
  static func technology(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let technology = try row.technology()
    let wire = try Wire(
      widthNanometres: technology.node.wireWidthNanometres, temperatureKelvin: technology.temperatureKelvin)
    try comparison.check("vdd_V", technology.supplyVoltage, row)
    try comparison.check("vth_V", technology.thresholdVoltage, row)
    try comparison.check("gate_length_m", technology.gateLength, row)
    try comparison.check("cap_ideal_gate_F_per_m", technology.idealGateCapacitance, row)
    try comparison.check("cap_overlap_F_per_m", technology.overlapGateCapacitance, row)
    try comparison.check("cap_fringe_F_per_m", technology.fringeGateCapacitance, row)
    try comparison.check("cap_junction_F_per_m2", technology.junctionCapacitance, row)
    try comparison.check("cap_sidewall_F_per_m", technology.sidewallCapacitance, row)
    try comparison.check("cap_drain_to_channel_F_per_m", technology.drainToChannelCapacitance, row)
    try comparison.check("built_in_potential_V", technology.builtInPotential, row)
    try comparison.check("pn_size_ratio", technology.widthRatio, row)
    try comparison.check("resistance_multiplier", technology.resistanceMultiplier, row)
    try comparison.check("i_on_n_A_per_m", technology.onCurrentN, row)
    try comparison.check("i_on_p_A_per_m", technology.onCurrentP, row)
    try comparison.check("i_off_n_A_per_m", technology.offCurrentN, row)
    try comparison.check("i_off_p_A_per_m", technology.offCurrentP, row)
    try comparison.check("i_gm_n_A_per_m_V", technology.transconductanceCurrentN, row)
    try comparison.check("i_gm_p_A_per_m_V", technology.transconductanceCurrentP, row)
    try comparison.check("fin_height_m", technology.finHeight, row)
    try comparison.check("fin_width_m", technology.finWidth, row)
    try comparison.check("fin_pitch_m", technology.finPitch, row)
    try comparison.check("wire_width_nm", Double(wire.widthNanometres), row)
    try comparison.check("wire_aspect_ratio", wire.aspectRatio, row)
    try comparison.check("wire_rho_ohm_m", wire.resistivity, row)
    try comparison.check("wire_res_per_m", wire.resistancePerMetre, row)
  }

  @Sendable
  static func primitiveGate(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let technology = try row.technology()
    let kinds: [GateKind] = [.inverter, .nor, .nand]
    let code = try row.integer("gate_type")
    guard kinds.indices.contains(code) else { throw row.error("gate_type", "\(code)", "0, 1 or 2") }
    let inputs = try row.integer("num_inputs")
    let height = try row.length("cell_height_F", technology)
    let widths = TransistorWidths(
      n: try row.length("width_n_F", technology), p: try row.length("width_p_F", technology))
    let footprint = technology.footprint(kinds[code], inputs: inputs, widths, height: height)
    let capacitances = technology.gateCapacitances(kinds[code], inputs: inputs, widths, height: height)
    try comparison.checkLayout(
      area: footprint.area, height: footprint.height, width: footprint.width, row)
    try comparison.check("cap_input_F", capacitances.input, row)
    try comparison.check("cap_output_F", capacitances.output, row)
    try comparison.check(
      "leak_current_A", technology.gateLeakage(kinds[code], inputs: inputs, widths), row)
    try comparison.check("gate_cap_n_F", technology.gateCapacitance(width: widths.n), row)
    try comparison.check(
      "drain_cap_n_F", technology.drainCapacitance(width: widths.n, polarity: .n, height: height), row)
    try comparison.check(
      "drain_cap_p_F", technology.drainCapacitance(width: widths.p, polarity: .p, height: height), row)
    // The table has 0 for a transistor that does not exist; the primitive gives infinity (spec 02 §7).
    try comparison.check(
      "on_res_n_ohm", widths.n == 0 ? 0 : technology.onResistance(width: widths.n, polarity: .n), row)
    try comparison.check(
      "on_res_p_ohm", widths.p == 0 ? 0 : technology.onResistance(width: widths.p, polarity: .p), row)
    try comparison.check("gm_n_S", technology.transconductance(width: widths.n, polarity: .n), row)
    try comparison.check("gm_p_S", technology.transconductance(width: widths.p, polarity: .p), row)
    let enlarged = technology.enlarged(widths, height: height)
    try comparison.check("enlarged_width_n_m", enlarged.n, row)
    try comparison.check("enlarged_width_p_m", enlarged.p, row)
  }

  @Sendable
  static func primitiveRampDelay(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let stage = rampDelay(
      timeConstant: try row.real("time_constant_s"), ramp: try row.real("ramp_in"))
    try comparison.check("delay_s", stage.delay, row)
    try comparison.check("ramp_out", stage.ramp, row)
  }

  @Sendable
  static func primitivePassGate(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let technology = try row.technology()
    let footprint = technology.passGate(
      TransistorWidths(
        n: try row.length("width_n_F", technology), p: try row.length("width_p_F", technology)),
      folds: try row.integer("num_fold"))
    try comparison.checkLayout(
      area: footprint.area, height: footprint.height, width: footprint.width, row)
  }
}
