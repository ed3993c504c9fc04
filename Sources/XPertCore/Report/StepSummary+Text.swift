import Wording

extension StepSummary: CustomStringConvertible {
  /// "step 500: loss 1.234, area_mm2 50.1, delay_us 820; kept 12, best delay_us 790".
  public var description: String {
    let best = best.map { "; kept \(keptCount), best \(rankedBy) \(NumberFormat.significant($0))" }
    return "step \(index): " + (loss.isNaN ? "" : "loss \(NumberFormat.significant(loss)), ")
      + catalog.text(of: values) + (isAccepted ? "" : " (not accepted)") + (best ?? "; none kept")
  }
}

extension SearchCandidate: CustomStringConvertible {
  /// "candidate of step 500: area_mm2 50.1, delay_us 790".
  public var description: String { "candidate of step \(step): " + catalog.text(of: values) }
}

extension MetricCatalog {
  /// The metrics worth a line, with their values.
  fileprivate func text(of values: [Double]) -> String {
    displayed.map { "\($1) \(NumberFormat.significant(value(at: $0, of: values)))" }.joined(separator: ", ")
  }
}
