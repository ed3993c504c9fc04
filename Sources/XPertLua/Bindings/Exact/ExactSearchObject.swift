import LuaEmbedding
import XPertCore

/// `xpert.ExactSearch`.
final class ExactSearchObject: LuaObject {
  let search: ExactSearch
  let space: JointSpace

  init(_ search: ExactSearch, space: JointSpace) {
    self.search = search
    self.space = space
  }

  static let luaType = LuaType<ExactSearchObject>(
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
final class ExactResultObject: LuaObject {
  let result: ExactResult
  let space: JointSpace

  init(_ result: ExactResult, space: JointSpace) {
    self.result = result
    self.space = space
  }

  static let luaType = LuaType<ExactResultObject>(
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
      $0.result.certificate.table.description
    }
    type.tostring { $0.result.text(in: $0.space) }
  }
}

/// `xpert.Front`: candidates of which none is better in one of several metrics without being worse in
/// another.
final class FrontObject: LuaObject {
  let front: CandidateFront
  let space: JointSpace

  init(_ points: [SearchCandidate], metrics: [String], space: JointSpace) {
    front = CandidateFront(points, metrics: metrics)
    self.space = space
  }

  static let luaType = LuaType<FrontObject>(
    "xpert.Front",
    help: "Candidates of which none is better in one metric and not worse in another; #front of them."
  ) {
    type in
    type.frameProperty("points", help: "candidates, by the first metric") { object, frame in
      frame.returns(object.front.points.map { CandidateObject($0, space: object.space) })
    }
    type.metamethod("__len", help: "number of points") { frame in
      frame.returns(try frame.object(1, as: FrontObject.self).front.points.count)
    }
    type.frameMethod("write_csv", help: "a row per point: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        try object.front.table(in: object.space).write(csv: path)
      }
    }
    type.frameMethod("plot", help: "the front as an SVG figure: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      guard let plot = object.front.plot else {
        return frame.returns(nil as Bool?, "there is nothing to plot")
      }
      return try frame.outcome(of: "plot") { () throws(FileError) in try plot.write(to: path)
      }
    }
    type.tostring { $0.front.description }
  }
}
