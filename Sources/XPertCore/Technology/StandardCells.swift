/// The gates that most circuits share, computed once per technology.
public struct StandardCells: Sendable {
  /// The minimum inverter of spec 03 §0 (W_inv) as drawn.
  package let minimumInverter: StandardGate
  /// W_inv enlarged to the row height.
  package let inverter: StandardGate
  /// The two-input NAND of spec 03 §0 (W_nand2) as drawn.
  package let minimumNAND: StandardGate
  /// W_nand2 enlarged to the row height.
  package let nand: StandardGate

  init() {
    minimumInverter = StandardGate()
    inverter = StandardGate()
    minimumNAND = StandardGate()
    nand = StandardGate()
  }

  init(_ technology: Technology) {
    let inverterWidths = technology.minimumInverterWidths
    let nandWidths = technology.minimumNANDWidths
    minimumInverter = StandardGate(.inverter, inputs: 1, inverterWidths, in: technology)
    inverter = StandardGate(.inverter, inputs: 1, technology.enlarged(inverterWidths), in: technology)
    minimumNAND = StandardGate(.nand, inputs: 2, nandWidths, in: technology)
    nand = StandardGate(.nand, inputs: 2, technology.enlarged(nandWidths), in: technology)
  }
}
