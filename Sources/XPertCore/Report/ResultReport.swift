import Wording

/// What a search found, as text, tables, figure and page.
///
///     let report = search.result().report(in: space, audit: search.audit())
///     print(report)
///     try report.table.write(csv: "candidates.csv")
///     try report.table.write(json: "candidates.json", manifest: report.manifest)
///     try report.plot?.write(to: "candidates.svg")
///     try report.page.write(to: "search.html")
public struct ResultReport: CustomStringConvertible {
  public let result: SearchResult
  /// Where the search walked.
  public let space: JointSpace
  /// What made the result.
  public let manifest: Manifest
  /// Of a gradient search that has taken steps.
  public let audit: SearchAudit?

  private var catalog: MetricCatalog { result.history.catalog }

  /// Candidates with all metrics, best first: rank, step, loss, a column per metric, an architecture per
  /// network.
  public var table: ResultTable {
    let metrics = catalog.metrics
    var table = ResultTable(
      columns: [.init("rank"), .init("step"), .init("loss")]
        + metrics.map { ResultTable.Column($0.field, unit: $0.unit) }
        + space.networks.map { ResultTable.Column($0.column("architecture")) })
    for (rank, candidate) in result.candidates.enumerated() {
      table.append(
        [
          .integer(rank + 1), .integer(candidate.step),
          candidate.loss.isNaN ? .missing : .number(candidate.loss),
        ]
          + metrics.indices.map { .number(catalog.value(at: $0, of: candidate.values)) }
          + space.networks.map { .text($0.architecture(candidate.nodes)) })
    }
    return table
  }

  /// What happened, the ten best candidates, and the best network.
  public var description: String {
    let history = result.history
    var lines = [
      "\(history.count) steps, \(result.distinctCount) distinct candidates, \(history.acceptedCount) accepted"
        + " steps, \(result.candidates.count) candidates kept"
        + " (seed \(Int(truncatingIfNeeded: result.seed)), \(manifest.convention))"
    ]
    lines += space.leftOut
    if let audit { lines.append(audit.verdict) }
    guard let best = result.best else {
      lines.append("no candidate was accepted")
      return lines.joined(separator: "\n")
    }
    lines.append(leaders.description)
    lines += space.networks.map { $0.network(best.nodes).description }
    return lines.joined(separator: "\n")
  }

  /// The ten best candidates, with the metrics worth a column.
  public var leaders: TextTable {
    let shown = catalog.displayed
    // A random search may have no loss.
    let hasLoss = result.best.map { !$0.loss.isNaN } ?? true
    var table = TextTable(
      title: "best candidates",
      columns: [.init("rank"), .init("step")] + shown.map { .init($0.name) }
        + (hasLoss ? [.init("loss")] : []))
    for (rank, candidate) in result.candidates.prefix(10).enumerated() {
      table.append(
        ["\(rank + 1)", "\(candidate.step)"]
          + shown.map {
            NumberFormat.significant(catalog.value(at: $0.index, of: candidate.values), digits: 5)
          }
          + (hasLoss ? [NumberFormat.significant(candidate.loss)] : []))
    }
    return table
  }

  /// All steps over area and delay; nil where the costs have not both, or no step was taken.
  public var plot: ScatterPlot? {
    let shown = catalog.scopes(.total).first?.metrics ?? catalog.unscoped
    guard let area = shown.first(where: { catalog.metrics[$0].quantity == .area }),
      let delay = shown.first(where: { [.delay, .delayFit].contains(catalog.metrics[$0].quantity) }),
      result.history.count > 0
    else { return nil }
    let steps = 0..<result.history.count
    return .candidates(
      steps.map { step in
        let values = result.history.values(at: step)
        return PlotPoint(catalog.valueInSI(at: area, of: values), catalog.valueInSI(at: delay, of: values))
      }, x: .area, y: catalog.metrics[delay].quantity,
      accepted: steps.filter { result.history.isAccepted(at: $0) },
      best: result.best.map { $0.step - 1 })
  }

  /// Everything on one page.
  public var page: HTMLReport {
    var summary = [
      HTMLReport.Item("Steps", "\(result.history.count)"),
      .init("Distinct candidates", "\(result.distinctCount)"),
      .init("Accepted steps", "\(result.history.acceptedCount)"),
    ]
    if let best = result.best {
      summary += catalog.displayed.map { index, name in
        HTMLReport.Item(name, NumberFormat.significant(catalog.value(at: index, of: best.values), digits: 5))
      }
    }
    var sections: [HTMLReport.Section] = space.leftOut.map { .paragraph($0) }
    if let audit { sections.append(.paragraph(audit.verdict)) }
    if let plot {
      sections.append(
        .figure(svg: plot.svg, caption: "Candidates of the search. The best accepted one is marked."))
    }
    if result.history.losses.contains(where: \.isFinite) {
      sections.append(
        .figure(svg: LineChart.history(of: result.history.losses).svg, caption: "Loss over the steps."))
    }
    if let best = result.best {
      sections.append(.table(leaders, caption: "The best candidates."))
      for network in space.networks {
        let caption = network.name.isEmpty ? "The best network." : "The best network '\(network.name)'."
        sections.append(.table(network.network(best.nodes).table, caption: caption))
      }
    }
    return HTMLReport(
      title: "Search over \(space.title)", subtitle: manifest.convention, summary: summary,
      sections: sections, manifest: manifest)
  }
}

extension SearchResult {
  /// The result of a search in a space, to be printed and saved.
  ///
  /// - Parameters:
  ///   - audit: of a gradient search (``GradientSearch/audit()``).
  ///   - manifest: what made the result; nil: ``JointSpace/manifest(seed:)``.
  public func report(
    in space: JointSpace, audit: SearchAudit? = nil, manifest: Manifest? = nil
  ) -> ResultReport {
    ResultReport(
      result: self, space: space, manifest: manifest ?? space.manifest(seed: seed), audit: audit)
  }
}
