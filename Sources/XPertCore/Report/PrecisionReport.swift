import Wording

/// What a search of Phase 2 has evaluated, as text and table.
package struct PrecisionReport: CustomStringConvertible {
  package let result: PrecisionResult
  package let catalog: MetricCatalog
  package let choices: PrecisionChoices
  package let estimator: PrecisionSearch.Estimator
  /// Images that every candidate was judged on.
  package let imageCount: Int
  package let audit: SearchAudit

  /// All candidates with all metrics, smallest loss first.
  package var table: ResultTable {
    var table = ResultTable(
      columns: [.init("rank"), .init("step"), .init("loss"), .init("accuracy")]
        + catalog.metrics.map { ResultTable.Column($0.quantity.rawValue, unit: $0.unit) } + [.init("bits")])
    for (rank, candidate) in result.candidates.enumerated() {
      table.append(
        [.integer(rank + 1), .integer(candidate.step), .number(candidate.loss), .number(candidate.accuracy)]
          + catalog.metrics.indices.map { .number(catalog.value(at: $0, of: candidate.values)) }
          + [.text(candidate.precisions(choices).bits)])
    }
    return table
  }

  /// What happened, the candidate with the least loss, and accuracy over EDAP.
  package var description: String {
    var lines = [
      "\(result.history.count) steps, \(result.candidates.count) candidates evaluated on "
        + "\(imageCount) images (\(estimator.rawValue), seed \(Int(truncatingIfNeeded: result.seed)))",
      audit.verdict,
    ]
    guard let best = result.best else { return lines.joined(separator: "\n") }
    lines.append("least loss \(NumberFormat.significant(best.loss)): \(best.summary)")
    lines.append("  bits of inputs/ADCs: \(best.precisions(choices).bits)")
    lines.append(front.description)
    return lines.joined(separator: "\n")
  }

  /// The candidates that none beats in accuracy and EDAP, by EDAP.
  package var front: TextTable {
    var table = TextTable(
      title: "accuracy over EDAP (mJ ms mm2)",
      columns: [
        .init("accuracy"), .init("edap"), .init("delay_us"), .init("cross_entropy"), .init("mean bits"),
      ])
    for candidate in result.front {
      let nodes = candidate.precisions(choices)
      func mean(_ value: (LayerPrecision) -> Int) -> String {
        NumberFormat.significant(Double(nodes.reduce(0) { $0 + value($1) }) / Double(nodes.count), digits: 3)
      }
      table.append(
        [PrecisionCandidate.percent(candidate.accuracy) + " %"]
          + ["edap", "delay_us", "cross_entropy"].map { name in
            (try? candidate.metric(named: name)).map { NumberFormat.significant($0, digits: 4) } ?? ""
          } + ["\(mean(\.inputBits))/\(mean(\.adcBits))"])
    }
    return table
  }
}

extension PrecisionSearch {
  /// What the steps so far have evaluated, to be printed and saved.
  package func report() -> PrecisionReport {
    PrecisionReport(
      result: result(), catalog: catalog, choices: evaluator.choices, estimator: estimator,
      imageCount: evaluator.images.count, audit: audit())
  }
}

extension PrecisionCandidate {
  fileprivate static func percent(_ value: Double) -> String {
    NumberFormat.exact((value * 10_000).rounded() / 100)
  }

  /// "accuracy 91.2 %, cross_entropy 0.31, delay_us 820": those of the metrics that are known.
  public var summary: String {
    "accuracy \(Self.percent(accuracy)) %, "
      + ["cross_entropy", "delay_us", "energy_uJ", "area_mm2", "edap"].compactMap { name in
        (try? metric(named: name)).map { "\(name) \(NumberFormat.significant($0, digits: 4))" }
      }.joined(separator: ", ")
  }

  /// What the candidate's nodes stand for, layer by layer.
  package func precisions(_ choices: PrecisionChoices) -> [LayerPrecision] {
    nodes.map(choices.node(at:))
  }
}

extension [LayerPrecision] {
  /// "8/6 4/5 ...": bits of inputs and of ADCs per layer.
  public var bits: String { map { "\($0.inputBits)/\($0.adcBits)" }.joined(separator: " ") }
}
