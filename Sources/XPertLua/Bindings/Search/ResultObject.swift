import Wording
import LuaEmbedding
import XPertCore

/// `xpert.Candidate`: an accepted candidate.
public final class CandidateObject: LuaObject {
  let candidate: SearchCandidate
  let space: JointSpace

  init(_ candidate: SearchCandidate, space: JointSpace) {
    self.candidate = candidate
    self.space = space
  }

  public static let luaType = LuaType<CandidateObject>("xpert.Candidate", help: "A candidate that was kept.")
  { type in
    type.property("network", help: "its network") { try $0.space.network($0.candidate.nodes) }
    type.property("loss", help: "its loss in the step that found it") { $0.candidate.loss }
    type.property("step", help: "the step that found it") { $0.candidate.step }
    type.property("nodes", help: "node of every layer, counted from 1") { $0.candidate.nodes.map { $0 + 1 } }
    type.metricNumbers(of: "candidate") {
      MetricNumbers(
        catalog: $0.candidate.catalog, values: $0.candidate.values, nodes: $0.candidate.nodes, space: $0.space
      )
    }
    type.tostring { object in
      let candidate = object.candidate
      return "candidate of step \(candidate.step): "
        + object.space.displayed(candidate.catalog).map { index, name in
          "\(name) \(NumberFormat.significant(candidate.catalog.value(at: index, of: candidate.values)))"
        }.joined(separator: ", ")
    }
  }
}

/// `xpert.Result`: what a search found.
public final class ResultObject: LuaObject {
  let result: SearchResult
  let space: JointSpace
  let manifest: Manifest
  let audit: SearchAudit?

  init(result: SearchResult, space: JointSpace, manifest: Manifest, audit: SearchAudit?) {
    self.result = result
    self.space = space
    self.manifest = manifest
    self.audit = audit
  }

  public static let luaType = LuaType<ResultObject>("xpert.Result", help: "What a search found.") { type in
    type.frameProperty("best", help: "the best candidate; nil where none was accepted") { object, frame in
      frame.returns(object.result.best.map { CandidateObject($0, space: object.space) })
    }
    type.frameProperty("candidates", help: "distinct accepted candidates, best first") { object, frame in
      frame.returns(object.result.candidates.map { CandidateObject($0, space: object.space) })
    }
    type.property("distinct_candidates", help: "different candidates evaluated") { $0.result.distinctCount }
    type.property("steps", help: "steps taken") { $0.result.history.count }
    type.property("accepted_steps", help: "steps whose candidate was accepted") {
      $0.result.history.acceptedCount
    }
    type.property("feasible_share", help: "share of the steps whose candidate was accepted") {
      $0.result.acceptedShare
    }
    type.property("seed", help: "seed of the search") { Int(truncatingIfNeeded: $0.result.seed) }
    type.property("left_out", help: "lines about nodes that cannot be built; empty where there are none") {
      $0.space.leftOut
    }
    type.property("history", help: "loss of every step") { $0.result.history.losses }
    type.frameProperty("manifest", help: "what made the result: names and values") { object, frame in
      frame.push(object.manifest)
      return 1
    }
    type.frameMethod(
      "pareto", help: "the front of two or more metrics that are to be small: pareto { metrics = { ... } }"
    ) {
      object, frame in
      let options = try SearchBinding.frontOptions.read(frame, 2)
      let metrics = options.list("metrics").compactMap(\.string)
      guard metrics.count > 1 else {
        throw options.error("metrics", "at least two metrics expected, got \(metrics.count)")
      }
      do {
        return frame.returns(
          FrontObject(try object.result.pareto(metrics), metrics: metrics, space: object.space))
      } catch let error as SearchError {
        throw options.error("metrics", error.description)
      }
    }
    type.frameMethod("write_csv", help: "a row per candidate: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in try object.table.write(csv: path) }
    }
    type.frameMethod("write_json", help: "candidates and manifest: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_json") { () throws(FileError) in
        try object.table.write(json: path, manifest: object.manifest)
      }
    }
    type.frameMethod("plot", help: "the candidates as an SVG figure: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      guard let plot = object.plot else { return frame.returns(nil as Bool?, "there is nothing to plot") }
      return try frame.outcome(of: "plot") { () throws(FileError) in try FileSystem.write(plot.svg, to: path)
      }
    }
    type.frameMethod("report", help: "everything as one HTML page: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "report") { () throws(FileError) in try object.page.write(to: path) }
    }
    type.tostring { $0.text }
  }

  private var catalog: MetricCatalog { result.history.catalog }

  /// Candidates with all metrics, best first.
  var table: ResultTable {
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
  var text: String {
    let history = result.history
    var lines = [
      "\(history.count) steps, \(result.distinctCount) distinct candidates, \(history.acceptedCount) "
        + "accepted steps,"
        + " \(result.candidates.count) candidates kept (seed \(Int(truncatingIfNeeded: result.seed)), "
        + "\(manifest.convention))"
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

  private var leaders: TextTable {
    let shown = space.displayed(catalog)
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

  /// All steps over area and delay, where the model has both.
  var plot: ScatterPlot? {
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

  var page: HTMLReport {
    var summary = [
      HTMLReport.Item("Steps", "\(result.history.count)"),
      .init("Distinct candidates", "\(result.distinctCount)"),
      .init("Accepted steps", "\(result.history.acceptedCount)"),
    ]
    if let best = result.best {
      summary += space.displayed(catalog).map { index, name in
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
