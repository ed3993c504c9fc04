/// Everything the circuits ask of a static gate laid out in a standard row.
public struct StandardGate: Sendable {
  public var widths = TransistorWidths(n: 0, p: 0)
  public var footprint = Footprint(height: 0, width: 0)
  /// c_in and c_out, in F.
  public var inputCapacitance = 0.0
  public var outputCapacitance = 0.0
  /// On-resistance of one transistor of each polarity, in Ω.
  public var resistanceN = 0.0
  public var resistanceP = 0.0
  /// Leakage current, in A.
  public var leakage = 0.0

  /// All zero: the gate of a circuit that does not exist.
  init() {}

  public init(_ kind: GateKind, inputs: Int, _ widths: TransistorWidths, in technology: Technology) {
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
