import XPertCore

extension GoldenValidator {
  /// Single layers with their auxiliary row, each from a fresh state: `layers.csv` and `devices.csv`.
  static let layers = GoldenValidator { table, comparison in
    try comparison.check(table.rows) { row in
      var flow = ReferenceFlow(
        hardware: try row.hardware(), crossbar: try row.integer("crossbar_size"))
      do {
        let evaluation = try flow.evaluate(
          [try row.networkRow(), try row.networkRow("aux_")], reported: 0..<1,
          activity: .generated(try row.traceGenerator()))
        return .numbers(evaluation.goldenChip + evaluation.layers[0].goldenRow)
      } catch let error as HardwareError {
        return .refused(error.description)
      }
    }
  }
}
