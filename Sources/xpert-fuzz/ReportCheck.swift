import XPertCore

/// What every report must be.
enum ReportCheck {
  /// The report, or nil where the evaluator refuses with a rule.
  static func report(_ evaluator: ChipEvaluator, _ network: Network) throws -> ChipReport? {
    let report: ChipReport
    do throws(HardwareError) {
      report = try evaluator.evaluate(network)
    } catch {
      try checkRefusal(error.description)
      return nil
    }
    do {
      try check(report)
    } catch {
      throw FuzzFailure("convention \(evaluator.convention.rawValue): \(error)")
    }
    return report
  }

  private static func check(_ report: ChipReport) throws {
    func positive(_ name: String, _ value: Double) throws {
      guard value.isFinite && value > 0 else { throw FuzzFailure("\(name) is \(value)") }
    }
    func finite(_ name: String, _ value: Double) throws {
      guard value.isFinite && value >= 0 else { throw FuzzFailure("\(name) is \(value)") }
    }
    try positive("area", report.area)
    try positive("delay", report.delay)
    try positive("energy", report.energy)
    try finite("leakage", report.leakage)
    try finite("leakage energy", report.leakageEnergy)
    try positive("EDAP", report.edap)
    try positive("TOPS", report.tops)
    try positive("TOPS/W", report.topsPerWatt)
    try positive("utilisation", report.utilisation)
    // The reference's tiles and elements have nominal sides of powers of two. Crossbars of another size stick
    // out by less than one on each side, and it places copies on them, but counts the nominal cells alone.
    let isNominal =
      report.convention != .consistent
      && report.layers.contains { $0.periphery.crossbarRows.nonzeroBitCount != 1 }
    guard report.utilisation <= (isNominal ? 4 : 1) + 1e-12 else {
      throw FuzzFailure("utilisation is \(report.utilisation)")
    }
    for component in Component.allCases {
      try finite("area of \(component)", report.areas[component])
    }
    for (index, layer) in report.layers.enumerated() {
      // In the reference's conventions a layer without windows costs nothing.
      let positive =
        report.convention == .consistent || layer.operations > 0 && layer.delay.total > 0
        ? positive : finite
      try positive("area of layer \(index + 1)", layer.area)
      try positive("delay of layer \(index + 1)", layer.delay.total)
      try positive("energy of layer \(index + 1)", layer.energy)
      for component in Component.allCases {
        try finite("energy of \(component) in layer \(index + 1)", layer.energies[component])
      }
    }
    let text =
      ([report.summaryTable, report.layerTable] + report.componentTables).map(\.description).joined()
    for word in ["nan", "inf"] where text.contains(word) { throw FuzzFailure("a table contains '\(word)'") }
  }
}
