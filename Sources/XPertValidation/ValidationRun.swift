import Foundation

/// Validates every golden file below a folder.
public struct ValidationRun: Sendable {
  public private(set) var reports: [ComparisonReport] = []
  /// Golden files without a validator, relative to the folder.
  public private(set) var notSupported: [String] = []
  /// Files that could not be read or recomputed.
  public private(set) var errors: [String] = []

  /// True if every compared number agrees and every supported file could be read.
  public var succeeded: Bool { errors.isEmpty && reports.allSatisfy { $0.comparison.failed == 0 } }

  /// Validates all `.csv` files below `folder`, in the order of their paths, and calls `finished` with each
  /// report.
  ///
  /// - Throws: `GoldenError` if the folder does not exist or contains no such file.
  public init(
    folder: String, tolerance: Double = 1e-9, finished: (ComparisonReport) -> Void = { _ in }
  ) throws(GoldenError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue,
      let paths = FileManager.default.enumerator(atPath: folder)
    else { throw GoldenError("\(folder): is not a folder") }
    let files = paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".csv") }.sorted()
    guard !files.isEmpty else { throw GoldenError("\(folder): contains no golden file (*.csv)") }
    for file in files {
      let path = folder.hasSuffix("/") ? folder + file : folder + "/" + file
      guard let validator = GoldenValidator.forFile(at: path) else {
        notSupported.append(file)
        continue
      }
      do {
        let table = try GoldenTable(contentsOf: path)
        var comparison = Comparison(tolerance: tolerance)
        try validator.validate(table, &comparison)
        let report = ComparisonReport(fileName: file, comparison: comparison)
        reports.append(report)
        finished(report)
      } catch let error as GoldenError {
        errors.append(error.description)
      } catch {
        errors.append("\(path): \(error)")
      }
    }
  }
}
