import LuaEmbedding
import XPertCore

/// `xpert.SearchReport`: how good a search was.
final class SearchReportObject: LuaObject {
  let report: SearchReport
  /// The search's own first.
  private let results: [(method: String, result: ResultObject)]
  private let space: JointSpace
  private let manifest: Manifest

  init(
    _ report: SearchReport, results: [(method: String, result: ResultObject)], space: JointSpace,
    manifest: Manifest
  ) {
    self.report = report
    self.results = results
    self.space = space
    self.manifest = manifest
  }

  static let luaType = LuaType<SearchReportObject>(
    "xpert.SearchReport", help: "A search beside baselines of equal budget and the exact optimum; print it."
  ) { type in
    type.listsMembers()
    type.property("metric", help: "what candidates are compared by: what minimize says, or \"loss\"") {
      $0.report.metric
    }
    type.frameProperty("best", help: "the search's best candidate; nil where none was accepted") {
      object, frame in
      frame.returns(object.result.best.map { CandidateObject($0, space: object.space) })
    }
    type.frameProperty("random", help: "result of the random search; nil where the report was to do without")
    {
      object, frame in
      frame.returns(object.results.first { $0.method == "random" }?.result)
    }
    type.frameProperty(
      "results", help: "result of every method, the search's own among them, by the method's name"
    ) {
      object, frame in
      frame.pushTable { table in
        for entry in object.results { table.set(entry.method, entry.result) }
      }
      return 1
    }
    type.frameProperty("exact", help: "result of the exact search; nil where the report was to do without") {
      object, frame in
      frame.returns(object.report.exact.map { ExactResultObject($0, space: object.space) })
    }
    type.property(
      "gap", help: "how far best is above the exact lower bound: (value - bound) / bound; nil without one"
    ) {
      $0.report.gap(of: $0.result)
    }
    type.frameProperty("gaps", help: "the same for every method that found a candidate, by the method's name")
    {
      object, frame in
      frame.pushTable { table in
        for entry in object.results {
          if let gap = object.report.gap(of: entry.result.result) { table.set(entry.method, gap) }
        }
      }
      return 1
    }
    type.property("feasible_share", help: "share of the search's steps whose candidate was accepted") {
      $0.result.acceptedShare
    }
    type.property("distinct_candidates", help: "different candidates that the search evaluated") {
      $0.result.distinctCount
    }
    type.frameProperty(
      "audit", help: "of a gradient search: does the gradient reach the architecture; else nil"
    ) {
      object, frame in
      frame.returns(object.report.audit.map { AuditObject($0) })
    }
    type.frameMethod("write_csv", help: "a row per method: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        try object.report.rows.write(csv: path)
      }
    }
    type.frameMethod("write_json", help: "a row per method, and the manifest: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_json") { () throws(FileError) in
        try object.report.rows.write(json: path, manifest: object.manifest)
      }
    }
    type.tostring { ([$0.report.table.description] + $0.space.leftOut).joined(separator: "\n") }
  }

  /// The search's own.
  private var result: SearchResult { report.entries[0].result }
}
