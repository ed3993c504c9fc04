import LuaEmbedding
import XPertCore

/// `xpert.Comparison`: two designs side by side.
final class ComparisonObject: LuaObject {
  let comparison: DesignComparison

  init(_ comparison: DesignComparison) { self.comparison = comparison }

  static let luaType = LuaType<ComparisonObject>("xpert.Comparison", help: "Two designs side by side.") {
    type in
    type.frameProperty("ratios", help: "the second over the first, of every total, by name with unit") {
      object, frame in
      frame.pushTable { table in
        for pair in object.comparison.totals { table.set(pair.name, pair.ratio) }
      }
      return 1
    }
    type.property("differences", help: "what differs, in words, per layer; an empty list: nothing") {
      $0.comparison.layers.map(\.differences)
    }
    type.tostring { $0.comparison.description }
  }
}

/// `xpert.compare(a, b)`.
enum ComparisonBinding {
  static func register(in module: LuaModule) {
    module.type(ComparisonObject.luaType)
    module.frameFunction("compare", help: "two reports, or what two searches found, side by side") { frame in
      let isReport = (1...2).map { frame.optionalObject(Int32($0), as: ReportObject.self) != nil }
      if isReport[0] != isReport[1], isFound(isReport[0] ? 2 : 1, frame) {
        throw ScriptError(
          "xpert.compare: two reports, or two that searches found, expected, got \(frame.describe(1)) and"
            + " \(frame.describe(2)): evaluate the candidate's network, and compare the reports")
      }
      if isReport[0] {
        return frame.returns(ComparisonObject(try reports(frame)))
      }
      let (first, second) = (try candidate(1, frame), try candidate(2, frame))
      let other = second.candidate.catalog
      let totals = first.candidate.catalog.displayed.compactMap {
        metric -> DesignComparison.Pair? in
        guard let position = other.names.firstIndex(of: metric.name) else { return nil }
        return DesignComparison.Pair(
          name: metric.name,
          first: first.candidate.catalog.value(at: metric.index, of: first.candidate.values),
          second: other.value(at: position, of: second.candidate.values))
      }
      for (index, side) in [first, second].enumerated() {
        guard side.space.networks.count == 1 else {
          throw ScriptError(
            "xpert.compare: argument \(index + 1) has several networks: evaluate them, and compare the "
              + "reports"
          )
        }
      }
      return frame.returns(
        ComparisonObject(
          DesignComparison(
            first.space.networks[0].network(first.candidate.nodes),
            second.space.networks[0].network(second.candidate.nodes), totals: totals)))
    }
  }

  /// Whether a search has found it.
  private static func isFound(_ index: Int32, _ frame: LuaFrame) -> Bool {
    frame.optionalObject(index, as: ResultObject.self) != nil
      || frame.optionalObject(index, as: CandidateObject.self) != nil
  }

  private static func reports(_ frame: LuaFrame) throws -> DesignComparison {
    let first = try frame.object(1, as: ReportObject.self)
    let second = try frame.object(2, as: ReportObject.self)
    do {
      return try DesignComparison(first.report, second.report)
    } catch {
      throw ScriptError(error.description)
    }
  }

  /// A candidate, or the best one of a result.
  private static func candidate(_ index: Int32, _ frame: LuaFrame) throws -> CandidateObject {
    if let candidate = frame.optionalObject(index, as: CandidateObject.self) { return candidate }
    guard let result = frame.optionalObject(index, as: ResultObject.self) else {
      throw ScriptError(
        "xpert.compare: argument \(index): xpert.Report, xpert.Result or xpert.Candidate expected, "
          + "got \(frame.describe(index))")
    }
    guard let best = result.result.best else {
      throw ScriptError("xpert.compare: argument \(index) has no best candidate: its search accepted none")
    }
    return CandidateObject(best, space: result.space)
  }
}
