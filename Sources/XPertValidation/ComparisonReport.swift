import Foundation

/// The printed form of a comparison.
public struct ComparisonReport: Sendable {
  public let fileName: String
  public let comparison: Comparison

  public init(fileName: String, comparison: Comparison) {
    self.fileName = fileName
    self.comparison = comparison
  }

  /// A line per quantity under a line for the file.
  public var text: String {
    let verdict = comparison.failed == 0 ? "ok" : "FAILED"
    let worst = Self.scientific(comparison.worstError)
    var lines = [
      "\(fileName): \(verdict), \(comparison.checked) numbers, worst \(worst)",
      "  " + Self.columns("quantity", "checked", "skipped", "failed", "worst", "line"),
    ]
    for quantity in comparison.quantities {
      lines.append(
        "  "
          + Self.columns(
            quantity.name, "\(quantity.checked)", "\(quantity.notSupported)", "\(quantity.failed)",
            quantity.checked == 0 ? "-" : Self.scientific(quantity.worstError),
            quantity.worstError == 0 ? "-" : "\(quantity.worstLine)"))
    }
    for (reason, rows) in comparison.unsupported { lines.append("  not supported, \(rows) rows: \(reason)") }
    lines += comparison.failures.prefix(10).map { "  " + $0 }
    if comparison.failures.count > 10 { lines.append("  and \(comparison.failures.count - 10) more") }
    return lines.joined(separator: "\n")
  }

  private static func columns(_ name: String, _ rest: String...) -> String {
    let width = 26
    let padded = name + String(repeating: " ", count: max(0, width - name.count))
    return rest.reduce(padded) { line, field in
      line + String(repeating: " ", count: max(1, 10 - field.count)) + field
    }
  }

  private static func scientific(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }
}
