import LuaEmbedding
import XPertCore

/// `xpert.Candidate`: an accepted candidate.
final class CandidateObject: LuaObject {
  let candidate: SearchCandidate
  let space: JointSpace

  init(_ candidate: SearchCandidate, space: JointSpace) {
    self.candidate = candidate
    self.space = space
  }

  var bytesHeld: Int { candidate.bytes }

  static let luaType = LuaType<CandidateObject>("xpert.Candidate", help: "A candidate that was kept.") {
    type in
    type.listsMembers()
    type.property("network", help: "its network") { try $0.space.networkObject($0.candidate.nodes) }
    type.property("loss", help: "its loss in the step that found it") { $0.candidate.loss }
    type.property("step", help: "the step that found it") { $0.candidate.step }
    type.property("nodes", help: "node of every layer, counted from 1") { $0.candidate.nodes.map { $0 + 1 } }
    type.metricNumbers(of: "candidate") {
      MetricNumbers(
        catalog: $0.candidate.catalog, values: $0.candidate.values, nodes: $0.candidate.nodes, space: $0.space
      )
    }
    type.tostring { $0.candidate.description }
  }
}

/// `xpert.Result`: what a search found.
final class ResultObject: LuaObject {
  let report: ResultReport

  init(_ report: ResultReport) { self.report = report }

  /// Of what it has for itself: the history is the search's, until that takes another step.
  var bytesHeld: Int { result.candidates.count * MemoryLayout<SearchCandidate>.stride }

  var result: SearchResult { report.result }
  var space: JointSpace { report.space }

  static let luaType = LuaType<ResultObject>("xpert.Result", help: "What a search found.") { type in
    type.listsMembers()
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
      frame.push(object.report.manifest)
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
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        try object.report.table.write(csv: path)
      }
    }
    type.frameMethod("write_json", help: "candidates and manifest: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_json") { () throws(FileError) in
        try object.report.table.write(json: path, manifest: object.report.manifest)
      }
    }
    type.frameMethod("plot", help: "the candidates as an SVG figure: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      guard let plot = object.report.plot else {
        return frame.returns(nil as Bool?, "there is nothing to plot")
      }
      return try frame.outcome(of: "plot") { () throws(FileError) in try plot.write(to: path)
      }
    }
    type.frameMethod("report", help: "everything as one HTML page: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "report") { () throws(FileError) in try object.report.page.write(to: path)
      }
    }
    type.tostring { $0.report.description }
  }
}
