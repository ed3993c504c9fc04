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
}
