/// The transistor in series with a resistive device: as wide as a fraction of the device's on resistance asks
/// for (spec 11 §1).
struct AccessTransistor: Sendable {
  let widthInFeatures: Double
  /// Ohm, farad.
  let resistance: Double
  let gateCapacitance: Double
  let drainCapacitance: Double

  /// Of the device's on resistance (spec 10 §1.5).
  static let shareOfOnResistance = 0.25

  /// - Throws: ``HardwareError/invalid(rule:)`` when it would be wider than the (unrelaxed) cell.
  init(_ hardware: Hardware, in technology: Technology) throws(HardwareError) {
    let feature = technology.featureSize
    resistance = hardware.onResistance * Self.shareOfOnResistance
    let width =
      technology.onResistance(width: feature, polarity: .n) * LayoutConstants.linearRegionRatio / resistance
    if width > hardware.cellWidthInFeatures {
      throw .invalid(
        rule: "the access transistor (\((width * 100).rounded() / 100) feature sizes wide for r_on_ohm ="
          + " \(hardware.onResistance)) must fit into the cell (\(hardware.cellWidthInFeatures) feature"
          + " sizes)")
    }
    widthInFeatures = width
    gateCapacitance = technology.gateCapacitance(width: width * feature)
    drainCapacitance = technology.drainCapacitance(
      width: width * feature, polarity: .n, height: hardware.cellWidthInFeatures * feature)
  }
}
