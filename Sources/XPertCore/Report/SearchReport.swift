import Wording

/// How good a search was: what it found beside searches of equal budget and the exact optimum (spec 20 §5).
package struct SearchReport {
  /// One method with what it found.
  package struct Entry {
    public let method: String
    public let result: SearchResult

    public init(method: String, result: SearchResult) {
      self.method = method
      self.result = result
    }
  }

  /// What the best candidate is best in: a metric with its unit, or "loss".
  package let metric: String
  /// The search itself first.
  package let entries: [Entry]
  /// Of `metric`; nil: not asked for.
  package let exact: ExactResult?
  /// What the search's `accept` says of the best candidate of `exact`; nil: it was not asked.
  package let acceptsExact: Bool?
  /// Of gradient searches.
  package let audit: SearchAudit?

  /// - Precondition: at least one entry; `exact` minimised `metric`.
  package init(
    metric: String, entries: [Entry], exact: ExactResult? = nil, acceptsExact: Bool? = nil,
    audit: SearchAudit? = nil
  ) {
    precondition(!entries.isEmpty && exact.map { $0.certificate.metric == metric } ?? true)
    self.metric = metric
    self.entries = entries
    self.exact = exact
    self.acceptsExact = acceptsExact
    self.audit = audit
  }

  /// The best candidate's value of `metric`; nil: none was accepted.
  package func value(of result: SearchResult) -> Double? {
    result.best.map { metric == "loss" ? $0.loss : (try? $0.metric(named: metric)) ?? .nan }
  }

  /// How far the best candidate is above the exact optimum at most: (value - lower bound) / lower bound; nil
  /// without a candidate or without a bound.
  package func gap(of result: SearchResult) -> Double? {
    guard let lower = exact?.certificate.lowerBound, lower.isFinite, let value = value(of: result) else {
      return nil
    }
    return value == lower ? 0 : (value - lower) / abs(lower)
  }

  /// A row per method, the exact optimum last.
  package var table: TextTable {
    let hasGap = exact != nil
    var table = TextTable(
      title:
        "least \(metric), \(entries[0].result.history.count) steps each, seed "
        + "\(Int(truncatingIfNeeded: entries[0].result.seed))",
      columns: [.init("method", .left), .init(metric)] + (hasGap ? [.init("gap (%)")] : [])
        + [.init("feasible (%)"), .init("distinct")])
    func row(_ method: String, _ value: Double?, _ gap: Double?, _ rest: [String]) {
      table.append(
        [method, value.map { NumberFormat.significant($0, digits: 5) } ?? "-"]
          + (hasGap ? [gap.map { NumberFormat.significant($0 * 100, digits: 3) } ?? "-"] : []) + rest)
    }
    for entry in entries {
      row(
        entry.method, value(of: entry.result), gap(of: entry.result),
        [NumberFormat.fixed(100 * entry.result.acceptedShare, decimals: 1), "\(entry.result.distinctCount)"])
    }
    if let certificate = exact?.certificate {
      if !certificate.isOptimal && certificate.lowerBound.isFinite {
        row("lower bound", certificate.lowerBound, 0, [])
      }
      row("exact", certificate.achieved, certificate.gap, [])
    }
    table.notes = notes
    return table
  }

  /// What the numbers rest on, and what is wrong with them.
  package var notes: [String] {
    var notes: [String] = []
    if let exact {
      notes.append("exact: \(exact.certificate.verdict)")
      if let lowest = entries.compactMap({ gap(of: $0.result) }).min(), lowest < -1e-9 {
        notes.append(
          "a candidate that was accepted is below the lower bound: accept admits what the bounds of 'exact' "
            + "exclude"
        )
      }
      if exact.certificate.isInfeasible, entries.contains(where: { $0.result.best != nil }) {
        notes.append("candidates were accepted that the bounds of 'exact' exclude")
      }
      if acceptsExact == false {
        notes.append("accept refuses the exact optimum: the bounds of 'exact' admit what accept excludes")
      }
    }
    if let audit { notes.append(audit.verdict) }
    return notes
  }

  /// The rows with full precision, for files.
  package var rows: ResultTable {
    var table = ResultTable(
      columns: [
        .init("method"), .init(metric), .init("gap"), .init("feasible_share"), .init("distinct_candidates"),
        .init("steps"),
      ])
    for entry in entries {
      table.append([
        .text(entry.method), .finite(value(of: entry.result)), .finite(gap(of: entry.result)),
        .number(entry.result.acceptedShare), .integer(entry.result.distinctCount),
        .integer(entry.result.history.count),
      ])
    }
    if let certificate = exact?.certificate {
      table.append([
        .text("exact"), .finite(certificate.achieved), .finite(certificate.gap), .missing, .missing, .missing,
      ])
      table.append([
        .text("lower bound"), .finite(certificate.lowerBound), .missing, .missing, .missing, .missing,
      ])
    }
    return table
  }
}

extension SearchResult {
  /// Share of the steps whose candidate was accepted.
  public var acceptedShare: Double {
    history.count == 0 ? 0 : Double(history.acceptedCount) / Double(history.count)
  }
}

extension ExactCertificate {
  /// What is proven, in words.
  public var verdict: String {
    let ground = "by \(method.rawValue)"
    if isInfeasible { return "no candidate keeps the bounds, \(ground)" }
    if isOptimal { return "optimal, \(ground)" }
    if let gap, method == .branchAndBound {
      return "at most \(NumberFormat.significant(gap * 100)) % above the optimum, \(ground)"
    }
    return "not proven optimal: the effort was spent, \(ground)"
  }
}

extension SearchCandidate {
  /// The candidate as the step that found it (0: none did), for an `accept` that is to judge it after all.
  public func summary(weights: [(name: String, value: Double)] = []) -> StepSummary {
    StepSummary(
      index: step, progress: 1, loss: loss, candidate: nodes, values: values, catalog: catalog,
      weightNames: weights.map(\.name), weights: weights.map(\.value))
  }
}
