extension GoldenValidator {
  /// Whole evaluations, by file name.
  static let chips: [String: GoldenValidator] = [
    "layers.csv": layers,
    "devices.csv": layers,
  ]
}
