/// Faults that are known and not yet mended: the fuzzer leaves them out, or counts them apart. An entry goes
/// with its fault, so that these lists are empty in a good program.
enum KnownFaults {
  /// Lua expressions that are never written as an index.
  static let excludedIndices: Set<String> = ["math.mininteger"]

  /// Parts of a report. A case whose report has one is counted, and does not fail the run.
  static let reports: [String] = []

  static func contain(_ report: String) -> Bool { reports.contains { report.contains($0) } }
}
