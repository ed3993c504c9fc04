import Testing

@testable import XPertCore

@Suite struct SearchAuditTests {
  private func audit(
    _ model: any CostModel, optimizer: Optimizer? = nil, accept: ((StepSummary) throws -> Bool)? = nil,
    steps: Int = 130, _ loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws -> SearchAudit {
    let search = try GradientSearch(
      model: model, optimizer: optimizer, accept: accept, steps: steps, loss: loss)
    _ = try search.run()
    return search.audit()
  }

  @Test("a loss that is flat everywhere")
  func flat() throws {
    let audit = try audit(ToyChip.random(seed: 3)) { try $0.metric(named: "area_mm2").min(1) }
    #expect(audit.zeroGradientSteps == 130 && !audit.dependsOnMetrics)
    #expect(
      audit.verdict
        == "the gradient is zero: the loss does not change with any metric "
        + "(a relu, min, max or clamp at its limit?)"
    )
  }

  @Test("a metric that no choice changes")
  func uniform() throws {
    let layers = (0..<2).map { _ in
      CostTable.Layer(
        nodeCount: 3, inputOptionCount: 1, outputOption: [0, 0, 0], sums: [[5, 5, 5], [1, 2, 3]])
    }
    let model = AdditiveCostModel(
      table: CostTable(sumNames: ["area", "tiles"], layers: layers), quantities: [.area, .tiles])
    let audit = try audit(model) { try $0.metric(named: "area_mm2") * 0.1 }
    #expect(
      audit.verdict
        == "the gradient is zero: every node of a layer costs the same: "
        + "no choice changes the metrics of the loss"
    )
  }

  @Test("a search that has frozen is reported with the share of steps")
  func frozen() throws {
    let audit = try audit(ToyChip.random(seed: 3), optimizer: .sgd(learningRate: 1e6)) {
      try $0.metric(named: "area_mm2")
    }
    #expect(audit.zeroGradientSteps > 100 && audit.dependsOnMetrics)
    #expect(
      audit.verdict.contains(
        "it was zero in \(audit.zeroGradientSteps) of 130 steps: one node of every layer"))
    #expect(
      audit.verdict.hasSuffix("has probability 1: the temperature or the learning rate is out of scale"))
  }

  @Test("shares are the metrics' parts of the gradient")
  func shares() throws {
    let model = ToyChip.additive(seed: 6)
    func shares(_ weight: Double) throws -> [String: Double] {
      let audit = try audit(model, optimizer: .sgd(learningRate: 0), steps: 1) {
        try $0.metric(named: "area_mm2") * 1e-6 + $0.metric(named: "delay_ns") * 1e-9 * weight
      }
      return Dictionary(uniqueKeysWithValues: audit.shares.map { ($0.metric, $0.share) })
    }
    let (one, ten) = (try shares(1), try shares(10))
    let ratio = one["delay_ns"]! / one["area_mm2"]!
    #expect(abs(ten["delay_ns"]! / ten["area_mm2"]! / ratio - 10) < 1e-9, "in proportion to the weight")
    #expect(one.values.reduce(0, +) == 1 && ten.values.reduce(0, +) == 1)
  }

  @Test("separating the metrics does not change the search")
  func separationIsPassive() throws {
    let model = ToyChip.random(seed: 3)
    let search = try GradientSearch(model: model, steps: 1) { try $0.edap }
    try search.step()
    let gradient = search.architectureGradient
    try search.computeGradient(temperature: 1, only: nil)
    #expect(search.architectureGradient == gradient)
  }

  @Test("the verdict counts accepted steps")
  func acceptance() throws {
    let model = ToyChip.random(seed: 3)
    let never = try audit(model, accept: { _ in false }) { try $0.edap * 1e-13 }
    #expect(never.acceptedSteps == 0 && never.verdict.hasSuffix("; no candidate was accepted"))
    let some = try audit(model, accept: { $0.index % 2 == 0 }) { try $0.edap * 1e-13 }
    #expect(some.acceptedShare == 0.5 && some.verdict.hasSuffix("; 65 of 130 steps were accepted"))
    #expect(some.description.contains("steps: 130") && some.description.contains(some.verdict))
    #expect(some.verdict.contains("delay_ns") && some.verdict.contains(" %"))
  }

  @Test("steps of polishing count among those that were accepted, and not among those without a gradient")
  func polishing() throws {
    let search = try GradientSearch(
      model: ToyChip.random(seed: 3), accept: { $0.index % 2 == 0 }, steps: 20, polish: 0.8
    ) { try $0.edap }
    _ = try search.run()
    let audit = search.audit()
    #expect(audit.steps == 20 && audit.polishingSteps == 16 && audit.acceptedShare == 0.5)
    #expect(audit.zeroGradientSteps == 0 && audit.dependsOnMetrics)
    #expect(audit.verdict.hasSuffix("; 10 of 20 steps were accepted"), "\(audit.verdict)")
    #expect(audit.description.hasPrefix("steps: 20, polishing: 16, distinct candidates: "))
    let published = try GradientSearch(
      model: ToyChip.random(seed: 3), relaxation: .published(), steps: 20, polish: 0.8
    ) { try $0.edap }
    _ = try published.run()
    #expect(!published.audit().dependsOnMetrics && published.audit().zeroGradientSteps == 4)
  }

  @Test("before the first step there is nothing to audit")
  func empty() throws {
    let search = try GradientSearch(model: ToyChip.random(seed: 3)) { try $0.edap }
    #expect(search.audit().verdict == "no step was taken" && search.audit().steps == 0)
  }

  @Test("the scale of a loss alone is no reason for a zero gradient, until nothing is left of it")
  func scales() throws {
    for scale in [1e-200, 1e200] {
      let audit = try audit(ToyChip.random(seed: 3)) { try $0.metric(named: "delay_ns") * scale }
      #expect(audit.zeroGradientSteps == 0 && audit.dependsOnMetrics, "\(scale)")
      #expect(
        audit.verdict.hasPrefix("the gradient depends on the metrics: delay_ns 100 %"), "\(audit.verdict)")
    }
    let tiny = try audit(ToyChip.random(seed: 3)) {
      try $0.metric(named: "delay_ns") * 1e-300 * 1e-12 * 1e-12
    }
    #expect(
      tiny.verdict.contains("does not change with any metric")
        || tiny.verdict.contains("below the smallest number"),
      "\(tiny.verdict)")
  }
}
