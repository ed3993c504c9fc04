import Wording
import LuaEmbedding
import XPertCore

/// `xpert.PrecisionResult`: what Phase 2 has evaluated.
public final class PrecisionResultObject: LuaObject {
  let result: PrecisionResult
  let search: PrecisionSearch
  let manifest: Manifest
  private let verdict: String

  init(_ object: PrecisionSearchObject) {
    search = object.search
    result = object.search.result()
    manifest = object.manifest
    verdict = object.search.audit().verdict
  }

  public static let luaType = LuaType<PrecisionResultObject>(
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
      $0.search.evaluator.images.count
    }
    type.property("seed", help: "seed of the search") { Int(truncatingIfNeeded: $0.result.seed) }
    type.property("history", help: "loss of every step's candidate") { $0.result.history }
    type.frameProperty("manifest", help: "what made the result: names and values") { object, frame in
      frame.push(object.manifest)
      return 1
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
    type.tostring { $0.text }
  }

  private func bits(_ candidate: PrecisionCandidate) -> String {
    PrecisionText.bits(candidate.nodes.map(search.evaluator.choices.node(at:)))
  }

  /// All candidates with all metrics, smallest loss first.
  private var table: ResultTable {
    let catalog = search.catalog
    var table = ResultTable(
      columns: [.init("rank"), .init("step"), .init("loss"), .init("accuracy")]
        + catalog.metrics.map { ResultTable.Column($0.quantity.rawValue, unit: $0.unit) } + [.init("bits")])
    for (rank, candidate) in result.candidates.enumerated() {
      table.append(
        [.integer(rank + 1), .integer(candidate.step), .number(candidate.loss), .number(candidate.accuracy)]
          + catalog.metrics.indices.map { .number(catalog.value(at: $0, of: candidate.values)) }
          + [.text(bits(candidate))])
    }
    return table
  }

  private var text: String {
    var lines = [
      "\(result.history.count) steps, \(result.candidates.count) candidates evaluated on "
        + "\(search.evaluator.images.count) images (\(search.estimator.rawValue), seed "
        + "\(Int(truncatingIfNeeded: result.seed)))",
      verdict,
    ]
    guard let best = result.best else { return lines.joined(separator: "\n") }
    lines.append("least loss \(NumberFormat.significant(best.loss)): \(PrecisionText.metrics(best))")
    lines.append("  bits of inputs/ADCs: \(bits(best))")
    var front = TextTable(
      title: "accuracy over EDAP (mJ ms mm2)",
      columns: [
        .init("accuracy"), .init("edap"), .init("delay_us"), .init("cross_entropy"), .init("mean bits"),
      ])
    for candidate in result.front {
      let nodes = candidate.nodes.map(search.evaluator.choices.node(at:))
      func mean(_ value: (LayerPrecision) -> Int) -> String {
        NumberFormat.significant(Double(nodes.reduce(0) { $0 + value($1) }) / Double(nodes.count), digits: 3)
      }
      front.append(
        [PrecisionText.percent(candidate.accuracy) + " %"]
          + ["edap", "delay_us", "cross_entropy"].map { name in
            (try? candidate.metric(named: name)).map { NumberFormat.significant($0, digits: 4) } ?? ""
          } + ["\(mean(\.inputBits))/\(mean(\.adcBits))"])
    }
    lines.append(front.description)
    return lines.joined(separator: "\n")
  }
}
