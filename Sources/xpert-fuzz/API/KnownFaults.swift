/// Faults that are known and not yet mended: the fuzzer leaves them out, or counts them apart. An entry goes
/// with its fault, so that there are none in a good program.
enum KnownFaults {
  /// Methods and elements subtract 1 from an index, which traps for `math.mininteger`: -1 is written instead.
  static let excludesLeastInteger = false

  /// Parts of a report. A case whose report has one is counted, and does not fail the run.
  static let reports: [String] = []

  static func contain(_ report: String) -> Bool { reports.contains { report.contains($0) } }
}
