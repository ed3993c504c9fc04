import LuaEmbedding
import XPertCore

/// `xpert.Search`: a search that a script runs step by step or to its end.
final class SearchObject: LuaObject {
  enum Kind {
    case gradient(GradientSearch)
    case baseline(BaselineSearch)
  }

  let kind: Kind
  let setting: SearchBinding.Setting
  let space: JointSpace
  let manifest: Manifest
  let guardian: ReentrancyGuard
  /// Counts what the steps have found.
  private let memory: LuaMemory.Charge

  init(
    _ kind: Kind, setting: SearchBinding.Setting, space: JointSpace, manifest: Manifest,
    lossDefinition: String?, memory: LuaMemory.Charge
  ) {
    self.memory = memory
    self.kind = kind
    self.setting = setting
    self.space = space
    self.manifest = manifest
    guardian = ReentrancyGuard(
      "xpert.Search", callers: "loss, accept or a schedule", lossDefinition: lossDefinition)
  }

  var stepsTaken: Int {
    switch kind {
    case .gradient(let search): search.stepsTaken
    case .baseline(let search): search.stepsTaken
    }
  }

  var stepCount: Int {
    switch kind {
    case .gradient(let search): search.stepCount
    case .baseline(let search): search.stepCount
    }
  }

  /// All steps are taken, or the search has ended early.
  var isFinished: Bool {
    if case .gradient(let search) = kind { return search.isFinished }
    return stepsTaken >= stepCount
  }

  func step() throws -> StepSummary {
    let summary = try guardian.enter {
      switch kind {
      case .gradient(let search): try search.step()
      case .baseline(let search): try search.step()
      }
    }
    if summary.keptCount > keptCount {
      memory.bytes +=
        (summary.keptCount - keptCount)
        * SearchCandidate.bytes(layers: summary.candidate.count, quantities: summary.values.count)
      keptCount = summary.keptCount
    }
    return summary
  }

  private var keptCount = 0

  func result() -> SearchResult {
    switch kind {
    case .gradient(let search): search.result()
    case .baseline(let search): search.result()
    }
  }

  func resultObject() -> ResultObject {
    var audit: SearchAudit?
    if case .gradient(let search) = kind, search.stepsTaken > 0 { audit = search.audit() }
    return ResultObject(result().report(in: space, audit: audit, manifest: manifest))
  }

  /// Takes the remaining steps; a check takes one and ends.
  ///
  /// - Parameter call: what the script wrote.
  func finish(_ frame: LuaFrame, called call: String) throws {
    if frame.context.isChecking {
      if stepsTaken == 0 { _ = try step() }
      try frame.context.endCheck(call)
    }
    let line = frame.context.showsProgress ? ProgressLine() : nil
    defer { line?.end() }
    var progress = SearchProgress(stepCount: stepCount, stepsTaken: stepsTaken)
    while !isFinished {
      progress.note(try step())
      line?.update(progress.line)
      if stepsTaken % 64 == 0 { try frame.checkInterrupt() }
    }
  }

  static let luaType = LuaType<SearchObject>(
    "xpert.Search", help: "A search: iterate over steps(), or run()."
  ) {
    type in
    type.property("steps_taken", help: "steps so far") { $0.stepsTaken }
    type.property("step_count", help: "steps in all") { $0.stepCount }
    type.frameMethod("steps", help: "for step in search:steps() do ... end; may be left and taken up again") {
      _, frame in
      frame.pushIterator(over: 1) { frame in
        let search = try frame.object(frame.kept(1), as: SearchObject.self)
        // A check takes one step, which calls the loss once, and enters no loop.
        if frame.context.isChecking {
          if search.stepsTaken == 0 { _ = try search.step() }
          return 0
        }
        guard !search.isFinished else { return 0 }
        try frame.checkInterrupt()
        return frame.returns(StepObject(try search.step(), space: search.space))
      }
      return 1
    }
    type.frameMethod("run", help: "takes the remaining steps: a result") { search, frame in
      try search.finish(frame, called: "search:run()")
      return frame.returns(search.resultObject())
    }
    type.frameMethod(
      "report",
      help:
        "takes the remaining steps; how good the search was, beside baselines of equal budget and the exact "
        + "optimum"
    ) {
      search, frame in
      frame.returns(try SearchBinding.report(on: search, frame))
    }
    type.frameMethod("result", help: "what the steps so far have found") { search, frame in
      try frame.context.endCheck("search:result()")
      return frame.returns(search.resultObject())
    }
    type.frameMethod("audit", help: "diagnosis of the gradient and of feasibility") { search, frame in
      try frame.context.endCheck("search:audit()")
      guard case .gradient(let gradient) = search.kind else {
        throw ScriptError("only a gradient search can be audited")
      }
      return frame.returns(AuditObject(gradient.audit()))
    }
    type.tostring { "xpert.Search: \($0.stepsTaken) of \($0.stepCount) steps" }
  }
}

/// `xpert.Audit`.
final class AuditObject: LuaObject {
  let audit: SearchAudit

  init(_ audit: SearchAudit) { self.audit = audit }

  static let luaType = LuaType<AuditObject>(
    "xpert.Audit", help: "Does the gradient reach the architecture?"
  ) { type in
    type.property("steps", help: "steps looked at") { $0.audit.steps }
    type.property(
      "polishing_steps",
      help: "those of them that tried neighbours of the best candidate, and had no gradient"
    ) {
      $0.audit.polishingSteps
    }
    type.property("gradient_norm", help: "mean norm of the gradient of the architecture parameters") {
      $0.audit.meanGradientNorm
    }
    type.property("zero_gradient_steps", help: "steps whose gradient was exactly zero") {
      $0.audit.zeroGradientSteps
    }
    type.property("depends_on_metrics", help: "whether the gradient was ever different from zero") {
      $0.audit.dependsOnMetrics
    }
    type.property("accepted_share", help: "share of the steps whose candidate was accepted") {
      $0.audit.acceptedShare
    }
    type.property("distinct_candidates", help: "different candidates evaluated") {
      $0.audit.distinctCandidates
    }
    type.property("verdict", help: "the diagnosis in words") { $0.audit.verdict }
    type.frameProperty("shares", help: "share of each metric in the gradient, by name") { object, frame in
      frame.pushTable { table in
        for share in object.audit.shares { table.set(share.metric, share.share) }
      }
      return 1
    }
    type.tostring { $0.audit.description }
  }
}
