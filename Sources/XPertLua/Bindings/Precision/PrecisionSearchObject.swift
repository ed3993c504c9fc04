import Wording
import LuaEmbedding
import XPertCore

/// `xpert.PrecisionSearch`: Phase 2, step by step or to its end.
final class PrecisionSearchObject: LuaObject {
  let search: PrecisionSearch
  let manifest: Manifest
  private let guardian: ReentrancyGuard

  init(_ search: PrecisionSearch, manifest: Manifest, lossDefinition: String?) {
    self.search = search
    self.manifest = manifest
    guardian = ReentrancyGuard(
      "xpert.PrecisionSearch", callers: "loss or a schedule", lossDefinition: lossDefinition)
  }

  private func step(_ frame: LuaFrame) throws -> PrecisionStep {
    try guardian.enter { try search.step(interrupt: frame.checkInterrupt) }
  }

  static let luaType = LuaType<PrecisionSearchObject>(
    "xpert.PrecisionSearch", help: "Phase 2: iterate over steps(), or run()."
  ) { type in
    type.property("steps_taken", help: "steps so far") { $0.search.stepsTaken }
    type.property("step_count", help: "steps in all") { $0.search.stepCount }
    type.property("layers", help: "names of the layers that choose, in order") {
      $0.search.evaluator.layerNames
    }
    type.frameMethod("steps", help: "for step in search:steps() do ... end; may be left and taken up again") {
      _, frame in
      try frame.context.endCheck("search:steps()")
      frame.pushIterator(over: 1) { frame in
        let object = try frame.object(frame.kept(1), as: PrecisionSearchObject.self)
        guard !object.search.isFinished else { return 0 }
        return frame.returns(PrecisionStepObject(try object.step(frame), of: object.search))
      }
      return 1
    }
    type.frameMethod("run", help: "takes the remaining steps: a result") { object, frame in
      try frame.context.endCheck("search:run()")
      while !object.search.isFinished { _ = try object.step(frame) }
      return frame.returns(PrecisionResultObject(object))
    }
    type.frameMethod("result", help: "what the steps so far have evaluated") { object, frame in
      try frame.context.endCheck("search:result()")
      return frame.returns(PrecisionResultObject(object))
    }
    type.frameMethod("audit", help: "diagnosis of the gradient") { object, frame in
      try frame.context.endCheck("search:audit()")
      return frame.returns(AuditObject(object.search.audit()))
    }
    type.frameMethod(
      "evaluate",
      help: "evaluates and keeps a given candidate: evaluate { input_bits = 8, adc_bits = { 6, 5, ... } }"
    ) { object, frame in
      try frame.context.endCheck("search:evaluate()")
      let nodes = try object.nodes(frame)
      let candidate = try object.guardian.enter {
        try object.search.evaluate(nodes, interrupt: frame.checkInterrupt)
      }
      return frame.returns(PrecisionCandidateObject(candidate, of: object.search))
    }
    type.tostring { "xpert.PrecisionSearch: \($0.search.stepsTaken) of \($0.search.stepCount) steps" }
  }

  private static let candidateOptions = OptionTable(
    "search:evaluate", help: "A candidate.",
    [
      Option(
        "input_bits", .integer(.between(2, 16)), .list([.integer(.between(2, 16))]), required: true,
        help: "of all layers or of each"),
      Option(
        "adc_bits", .integer(.between(1, 16)), .list([.integer(.between(1, 16))]), required: true,
        help: "of all layers or of each"),
    ])

  /// The candidate that the table at 2 describes.
  private func nodes(_ frame: LuaFrame) throws -> [Int] {
    let options = try Self.candidateOptions.read(frame, 2)
    let choices = search.evaluator.choices
    let count = search.evaluator.layerCount
    func values(_ key: String, among all: [Int]) throws -> [Int] {
      let values =
        options.optionalList(key)?.map { $0.integer! } ?? Array(repeating: options.integer(key), count: count)
      guard values.count == count else {
        throw options.error(key, "\(count) numbers expected, one per layer, got \(values.count)")
      }
      if let other = values.first(where: { !all.contains($0) }) {
        throw options.error(
          key, "\(other) is not among the choices \(all.map { "\($0)" }.joined(separator: ", "))")
      }
      return values
    }
    return zip(
      try values("input_bits", among: choices.inputBits), try values("adc_bits", among: choices.adcBits)
    )
    .map { choices.index(of: .init(inputBits: $0, adcBits: $1))! }
  }
}

/// `xpert.PrecisionCandidate`.
final class PrecisionCandidateObject: LuaObject {
  let candidate: PrecisionCandidate
  let search: PrecisionSearch

  init(_ candidate: PrecisionCandidate, of search: PrecisionSearch) {
    self.candidate = candidate
    self.search = search
  }

  fileprivate var precisions: [LayerPrecision] {
    candidate.precisions(search.evaluator.choices)
  }

  static let luaType = LuaType<PrecisionCandidateObject>(
    "xpert.PrecisionCandidate", help: "Precisions that were evaluated on images."
  ) { type in
    type.listsMembers()
    type.property("input_bits", help: "of every layer") { $0.precisions.map(\.inputBits) }
    type.property("adc_bits", help: "of every layer") { $0.precisions.map(\.adcBits) }
    type.property("accuracy", help: "share of the images classified as labelled") { $0.candidate.accuracy }
    type.property("correct", help: "images classified as labelled") { $0.candidate.correct }
    type.property("loss", help: "its loss in the step that found it") { $0.candidate.loss }
    type.property("step", help: "the step that found it; 0: search:evaluate") { $0.candidate.step }
    type.property("network", help: "its layers with their precisions") {
      NetworkObject(network: $0.search.costs.network(of: $0.candidate.nodes))
    }
    type.dynamicMembers(names: { $0.candidate.catalog.names }) { object, name, frame in
      guard let index = object.candidate.catalog.names.firstIndex(of: name) else { return nil }
      return frame.returns(object.candidate.catalog.value(at: index, of: object.candidate.values))
    }
    type.tostring { object in
      object.candidate.summary + "; bits of inputs/ADCs: " + object.precisions.bits
    }
  }
}

/// `xpert.PrecisionStep`.
final class PrecisionStepObject: LuaObject {
  let step: PrecisionStep
  let search: PrecisionSearch

  init(_ step: PrecisionStep, of search: PrecisionSearch) {
    self.step = step
    self.search = search
  }

  static let luaType = LuaType<PrecisionStepObject>(
    "xpert.PrecisionStep", help: "One step of Phase 2."
  ) { type in
    type.listsMembers()
    type.property("index", help: "counted from 1") { $0.step.index }
    type.property("progress", help: "0 at the first step, 1 at the last") { $0.step.progress }
    type.property("loss", help: "loss of the step's candidate") { $0.step.candidate.loss }
    type.property("relaxed_loss", help: "the loss that the step's gradient belongs to") {
      $0.step.relaxedLoss
    }
    type.property("accuracy", help: "share of the images that the candidate classifies as labelled") {
      $0.step.candidate.accuracy
    }
    type.frameProperty("candidate", help: "the step's candidate") { object, frame in
      frame.returns(PrecisionCandidateObject(object.step.candidate, of: object.search))
    }
    type.frameProperty("weights", help: "values of the weights in this step, by name") { object, frame in
      frame.pushTable { table in
        for (name, value) in zip(object.step.weightNames, object.step.weights) { table.set(name, value) }
      }
      return 1
    }
    type.dynamicMembers(names: { $0.step.candidate.catalog.names }) { object, name, frame in
      let candidate = object.step.candidate
      guard let index = candidate.catalog.names.firstIndex(of: name) else { return nil }
      return frame.returns(candidate.catalog.value(at: index, of: candidate.values))
    }
    type.tostring { object in
      "step \(object.step.index): loss \(NumberFormat.significant(object.step.candidate.loss)), "
        + object.step.candidate.summary
    }
  }
}
