import XPertCore

/// Recomputes the rows of one golden file.
public struct GoldenValidator: Sendable {
  /// Compares a whole table; the table's path leads to files that belong to it.
  public let validate: @Sendable (GoldenTable, inout Comparison) throws -> Void

  public init(_ validate: @escaping @Sendable (GoldenTable, inout Comparison) throws -> Void) {
    self.validate = validate
  }

  /// A validator that looks at each row by itself.
  public static func rows(
    _ validate: @escaping @Sendable (GoldenRow, inout Comparison) throws -> Void
  ) -> GoldenValidator {
    GoldenValidator { table, comparison in
      for row in table.rows {
        do {
          try validate(row, &comparison)
        } catch let error as HardwareError {
          throw GoldenError("\(row.path):\(row.line): \(error)")
        }
      }
    }
  }

  /// The validators by file name. A name may include the last folder ("phase1/choices.csv"), which then
  /// takes precedence over the bare name.
  public static let all: [String: GoldenValidator] =
    components
    .merging(chips) { _, new in new }.merging(phase1) { _, new in new }
    .merging(inference) { _, new in new }

  /// The validator of the file at `path`, if there is one.
  public static func forFile(at path: String) -> GoldenValidator? {
    let parts = path.split(separator: "/")
    guard let name = parts.last else { return nil }
    return all[parts.suffix(2).joined(separator: "/")] ?? all[String(name)]
  }
}
