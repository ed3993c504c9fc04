extension GoldenValidator {
  /// Whole evaluations, by file name.
  static let chips: [String: GoldenValidator] = [
    "layers.csv": layers,
    "devices.csv": layers,
    "networks.csv": networks,
    "crossbar.csv": crossbar,
    "column_resistance.csv": .rows(columnResistance),
    "network_rows.csv": networkLists,
    "network_rows_result.csv": networkRows,
    "paper_comparison.csv": paperComparison,
  ]
}
