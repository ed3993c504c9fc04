import XPertCore

/// The four environments of the specification's check values (spec 04 §1).
enum CheckEnvironment {
  static let a = make(.nm32, .lowStandbyPower, 300, synchronous: true, calibrated: true)
  static let b = make(.nm7, .lowStandbyPower, 345, synchronous: false, calibrated: false)
  static let c = make(
    .nm90, .highPerformance, 300, synchronous: true, calibrated: false, accessTransistor: false)
  static let d = make(.nm22, .lowStandbyPower, 330, synchronous: false, calibrated: true, rows: 128)
  static let all = [a, b, c, d]

  /// The check environment's cell and settings at any technology.
  static func make(
    _ node: TechnologyNode, _ roadmap: Roadmap = .lowStandbyPower, _ temperature: Int = 300,
    kind: TransistorKind = .conventional, synchronous: Bool = true, calibrated: Bool = true,
    accessTransistor: Bool = true, rows: Int = 64
  ) -> CircuitEnvironment {
    let cell = CellRecord(
      hasAccessTransistor: accessTransistor, heightInFeatures: 4, widthInFeatures: 12, readVoltage: 0.5,
      writeVoltage: 2, accessVoltage: 1.1, readPulseWidth: 1e-8, onResistance: 6e3, offResistance: 9e5,
      cellOnResistance: 7500, cellOffResistance: 901500)
    return try! CircuitEnvironment(
      technology: Technology(node: node, roadmap: roadmap, kind: kind, temperatureKelvin: temperature),
      wire: Wire(widthNanometres: node.wireWidthNanometres, temperatureKelvin: temperature), cell: cell,
      clockFrequency: 1e9, isSynchronous: synchronous, calibration: calibrated ? .silicon : nil,
      crossbarRows: rows)
  }
}

extension CircuitEnvironment {
  /// A length in feature sizes, in m.
  func features(_ multiple: Double) -> Double { multiple * technology.featureSize }
}
