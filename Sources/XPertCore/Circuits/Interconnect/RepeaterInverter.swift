/// Electrical data of a repeater's inverter.
struct RepeaterInverter: Sendable {
  let widths: TransistorWidths
  /// Sum of both on-resistances, in Ω.
  let resistance: Double
  /// In F.
  let inputCapacitance: Double
  let outputCapacitance: Double

  init(_ widths: TransistorWidths, in technology: Technology) {
    self.widths = widths
    resistance =
      technology.onResistance(width: widths.n, polarity: .n)
      + technology.onResistance(width: widths.p, polarity: .p)
    (inputCapacitance, outputCapacitance) = technology.gateCapacitances(
      .inverter, inputs: 1, widths, height: technology.standardHeight)
  }

  /// Delay in s per metre of wire with a repeater every `distance` metres.
  @inline(__always)
  func delayPerMetre(distance: Double, wireResistance: Double, wireCapacitance: Double) -> Double {
    0.7
      * (resistance * (inputCapacitance + outputCapacitance + wireCapacitance * distance)
        + 0.5 * wireResistance * distance * wireCapacitance * distance
        + wireResistance * distance * inputCapacitance) / distance
  }
}
