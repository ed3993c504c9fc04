import LuaEmbedding
import XPertCore

/// `xpert.PrecisionResult`: what Phase 2 has evaluated.
final class PrecisionResultObject: LuaObject {
  let report: PrecisionReport
  let search: PrecisionSearch
  let manifest: Manifest

  init(_ object: PrecisionSearchObject) {
    search = object.search
    report = object.search.report()
    manifest = object.manifest
  }

  var result: PrecisionResult { report.result }

  static let luaType = LuaType<PrecisionResultObject>(
    "xpert.PrecisionResult", help: "What Phase 2 has evaluated."
  ) { type in
    type.listsMembers()
    type.frameProperty("best", help: "the candidate with the smallest loss; nil before the first step") {
      object, frame in
      frame.returns(object.result.best.map { PrecisionCandidateObject($0, of: object.search) })
    }
    type.frameProperty("candidates", help: "everything evaluated, smallest loss first") { object, frame in
      frame.returns(object.result.candidates.map { PrecisionCandidateObject($0, of: object.search) })
    }
    type.frameProperty("front", help: "candidates that none beats in accuracy and EDAP, by EDAP") {
      object, frame in
      frame.returns(object.result.front.map { PrecisionCandidateObject($0, of: object.search) })
    }
    type.property("steps", help: "steps taken") { $0.result.history.count }
    type.property("images", help: "images that every candidate was judged on") {
      $0.report.imageCount
    }
    type.property("seed", help: "seed of the search") { Int(truncatingIfNeeded: $0.result.seed) }
    type.property("history", help: "loss of every step's candidate") { $0.result.history }
    type.frameProperty("manifest", help: "what made the result: names and values") { object, frame in
      frame.push(object.manifest)
      return 1
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
        try object.report.table.write(json: path, manifest: object.manifest)
      }
    }
    type.tostring { $0.report.description }
  }
}
