import Wording
import LuaEmbedding
import XPertCore

/// `xpert.ExactSearch`.
public final class ExactSearchObject: LuaObject {
  let search: ExactSearch
  let space: JointSpace

  init(_ search: ExactSearch, space: JointSpace) {
    self.search = search
    self.space = space
  }

  public static let luaType = LuaType<ExactSearchObject>(
    "xpert.ExactSearch", help: "The search for a proven optimum."
  ) {
    type in
    type.frameMethod("run", help: "the optimum and its certificate") { object, frame in
      try frame.context.endCheck("search:run()")
      do {
        let result = try object.search.run(checkpoint: frame.checkInterrupt)
        return frame.returns(ExactResultObject(result, space: object.space))
      } catch let error as SearchError {
        throw ScriptError("xpert.search.exact: \(error.description)")
      }
    }
    type.frameMethod("pareto", help: "the exact front of two metrics: pareto { x = \"area_mm2\" }") {
      object, frame in
      try SearchBinding.pareto(object, frame)
    }
    type.tostring { "xpert.ExactSearch: least \($0.search.metric)" }
  }
}

/// `xpert.ExactResult`.
public final class ExactResultObject: LuaObject {
  let result: ExactResult
  let space: JointSpace

  init(_ result: ExactResult, space: JointSpace) {
    self.result = result
    self.space = space
  }

  public static let luaType = LuaType<ExactResultObject>(
    "xpert.ExactResult", help: "An optimum, and how far it is proven."
  ) {
    type in
    type.listsMembers()
    type.frameProperty("best", help: "the best candidate; nil where none keeps the bounds") { object, frame in
      frame.returns(object.result.best.map { CandidateObject($0, space: object.space) })
    }
    type.property("metric", help: "what was minimised") { $0.result.certificate.metric }
    type.property("achieved", help: "the best candidate's value") { $0.result.certificate.achieved }
    type.property("lower_bound", help: "no candidate is below") { $0.result.certificate.lowerBound }
    type.property("gap", help: "(achieved - lower bound) / lower bound") { $0.result.certificate.gap }
    type.property("is_optimal", help: "whether achieved is the optimum") { $0.result.certificate.isOptimal }
    type.property("is_infeasible", help: "whether it is proven that nothing keeps the bounds") {
      $0.result.certificate.isInfeasible
    }
    type.property("left_out", help: "lines about nodes that cannot be built; empty where there are none") {
      $0.space.leftOut
    }
    type.property("certificate", help: "the bracket and what it rests on, as a table") {
      $0.table.description
    }
    type.tostring { object in
      var lines = [object.table.description] + object.space.leftOut
      if let best = object.result.best {
        lines += object.space.networks.map { $0.network(best.nodes).description }
      }
      return lines.joined(separator: "\n")
    }
  }

  private var table: TextTable {
    let certificate = result.certificate
    func text(_ value: Double?) -> String { value.map { NumberFormat.significant($0, digits: 10) } ?? "-" }
    var table = TextTable(columns: [.init("certificate", .left), .init("value")])
    table.append(["metric", certificate.metric])
    table.append(["lower bound", text(certificate.lowerBound)])
    table.append(["achieved", text(certificate.achieved)])
    table.append(["gap", certificate.gap.map { "\(NumberFormat.significant($0 * 100)) %" } ?? "-"])
    table.append([certificate.method == .dynamicProgramming ? "states" : "regions", "\(certificate.states)"])
    table.append(["prefixes followed", "\(certificate.expanded)"])
    table.append(["candidates evaluated", "\(certificate.completed)"])
    table.notes.append(certificate.verdict)
    return table
  }
}

/// `xpert.Front`: candidates of which none is better in one of several metrics without being worse in
/// another.
public final class FrontObject: LuaObject {
  let points: [SearchCandidate]
  /// At least two; a figure shows the first two.
  let metrics: [String]
  let space: JointSpace

  init(_ points: [SearchCandidate], metrics: [String], space: JointSpace) {
    self.points = points
    self.metrics = metrics
    self.space = space
  }

  public static let luaType = LuaType<FrontObject>(
    "xpert.Front",
    help: "Candidates of which none is better in one metric and not worse in another; #front of them."
  ) {
    type in
    type.frameProperty("points", help: "candidates, by the first metric") { object, frame in
      frame.returns(object.points.map { CandidateObject($0, space: object.space) })
    }
    type.metamethod("__len", help: "number of points") { frame in
      frame.returns(try frame.object(1, as: FrontObject.self).points.count)
    }
    type.frameMethod("write_csv", help: "a row per point: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in try object.table.write(csv: path) }
    }
    type.frameMethod("plot", help: "the front as an SVG figure: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      guard let plot = object.plot else { return frame.returns(nil as Bool?, "there is nothing to plot") }
      return try frame.outcome(of: "plot") { () throws(FileError) in try FileSystem.write(plot.svg, to: path)
      }
    }
    type.tostring { object in
      var table = TextTable(
        title: "front of \(object.points.count) candidates", columns: object.metrics.map { .init($0) })
      for point in object.points {
        table.append(
          object.metrics.map { name in
            NumberFormat.significant((try? point.metric(named: name)) ?? .nan, digits: 6)
          })
      }
      return table.description
    }
  }

  /// Points with all metrics.
  private var table: ResultTable {
    let metrics = points.first?.catalog.metrics ?? []
    var table = ResultTable(
      columns: metrics.map { ResultTable.Column($0.field, unit: $0.unit) }
        + space.networks.map { ResultTable.Column($0.column("architecture")) })
    for point in points {
      table.append(
        metrics.indices.map { .number(point.catalog.value(at: $0, of: point.values)) }
          + space.networks.map { .text($0.architecture(point.nodes)) })
    }
    return table
  }

  private var plot: ScatterPlot? {
    guard let catalog = points.first?.catalog, let x = try? catalog.index(named: metrics[0]),
      let y = try? catalog.index(named: metrics[1])
    else { return nil }
    // EDAP has one unit only, which is not SI's: it is shown as scripts see it.
    func shown(_ index: Int, _ point: SearchCandidate) -> Double {
      catalog.metrics[index].quantity == .edap
        ? catalog.value(at: index, of: point.values) : catalog.valueInSI(at: index, of: point.values)
    }
    return .candidates(
      points.map { PlotPoint(shown(x, $0), shown(y, $0)) }, x: catalog.metrics[x].quantity,
      y: catalog.metrics[y].quantity, accepted: Array(points.indices),
      best: nil)
  }
}
