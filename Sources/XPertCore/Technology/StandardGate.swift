/// Everything the circuits ask of a static gate laid out in a standard row.
package struct StandardGate: Sendable {
  package var widths = TransistorWidths(n: 0, p: 0)
  package var footprint = Footprint(height: 0, width: 0)
  /// c_in and c_out, in F.
  package var inputCapacitance = 0.0
  package var outputCapacitance = 0.0
  /// On-resistance of one transistor of each polarity, in Ω.
  package var resistanceN = 0.0
  package var resistanceP = 0.0
  /// Leakage current, in A.
  package var leakage = 0.0

  /// All zero: the gate of a circuit that does not exist.
  init() {}

  package init(_ kind: GateKind, inputs: Int, _ widths: TransistorWidths, in technology: Technology) {
    self.widths = widths
    let height = technology.standardHeight
    footprint = technology.footprint(kind, inputs: inputs, widths, height: height)
    let capacitances = technology.gateCapacitances(kind, inputs: inputs, widths, height: height)
    inputCapacitance = capacitances.input
    outputCapacitance = capacitances.output
    resistanceN = technology.onResistance(width: widths.n, polarity: .n)
    resistanceP = technology.onResistance(width: widths.p, polarity: .p)
    leakage = technology.gateLeakage(kind, inputs: inputs, widths)
  }
}
