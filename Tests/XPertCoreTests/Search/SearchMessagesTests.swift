import Wording
import Testing

@testable import XPertCore

/// The texts that a script's author reads (design: "Messages").
@Suite struct SearchMessagesTests {
  private func message(
    weights: [(name: String, schedule: Schedule)] = [], relaxation: Relaxation = .straightThrough(),
    steps: Int = 3, _ loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) -> String? {
    do {
      let search = try GradientSearch(
        model: ToyChip.random(seed: 3), weights: weights, relaxation: relaxation, steps: steps, loss: loss)
      _ = try search.run()
    } catch {
      return "\(error)"
    }
    return nil
  }

  @Test("a loss that is a plain number")
  func number() {
    #expect(
      message { $0.tape.constant(2.32684) }
        == "loss returned the number 2.32684, which has no gradient: build it from the metrics, "
        + "not from their .value")
  }

  @Test("a loss that depends on no metric")
  func independent() {
    #expect(
      message { 2 * $0.tape.constant(3) }
        == "the loss does not depend on any metric of the network: its gradient is zero")
  }

  @Test("a loss that is not finite names the first operation whose result is not")
  func notFinite() {
    #expect(
      message { try (0 * $0.metric(named: "area_mm2") - 998.837).log() + 1 }
        == "loss is nan at step 1: log(-998.837)")
    #expect(message { try 1 / (0 * $0.metric(named: "area_mm2")) } == "loss is inf at step 1: 1 / 0")
    #expect(
      message { inputs in
        let area = try inputs.metric(named: "area_mm2")
        return inputs.step == 3 ? -(area * 0 + 1000).exp() : area
      } == "loss is -inf at step 3: exp(1000)")
  }

  @Test("a finite loss with an infinite gradient names the operation")
  func gradient() {
    #expect(
      message { try (0 * $0.metric(named: "area_mm2")).sqrt() }
        == "the gradient of the loss is not finite at step 1: sqrt(0)")
  }

  /// A chip whose derivative is wrong.
  private struct BrokenChip: CostModel {
    let table = ToyChip.table(sums: 1, peaks: 0, seed: 1)
    let quantities: [Quantity] = [.area]
    func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) { values[0] = sums[0] }
    func addGradient(
      weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
      peakGradient: inout [Double]
    ) { sumGradient[0] = .nan }
  }

  @Test("a cost model with a broken derivative, and a learning rate that makes everything overflow")
  func brokenModel() throws {
    func message(_ model: any CostModel, _ optimizer: Optimizer?) -> String? {
      do {
        _ = try GradientSearch(model: model, optimizer: optimizer) { try $0.metric(named: "area_mm2") }.run()
      } catch {
        return "\(error)"
      }
      return nil
    }
    #expect(
      message(BrokenChip(), nil)
        == "the gradient of the loss is not finite at step 1: the derivative of the cost model is not finite")
    #expect(
      message(ToyChip.random(seed: 3), .sgd(learningRate: 1e308))
        == "the architecture parameters have overflowed at step 1: is the learning rate too large?")
  }

  @Test("a misspelt metric, and one without its unit")
  func metric() {
    func text(_ name: String) -> String? { message { try $0.metric(named: name) } }
    #expect(text("delya_ns") == "the network has no metric 'delya_ns' (did you mean 'delay_ns'?)")
    #expect(text("area") == "the network has no metric 'area' (did you mean 'area_mm2' or 'area_um2'?)")
    #expect(text("tiles") == "the network has no metric 'tiles'", "the toy chip has none")
    #expect(text("") == "the network has no metric ''")
  }

  @Test("EDAP of a model without energy")
  func edap() throws {
    let search = try GradientSearch(model: ToyChip.additive(seed: 1), steps: 1) { try $0.edap }
    #expect(throws: SearchError.unknownMetric("edap", suggestions: [])) { try search.run() }
  }

  @Test("a misspelt weight")
  func weight() {
    #expect(
      message(weights: [("lambda1", 1), ("sharpness", 2)]) {
        try $0.metric(named: "area_mm2") * $0.weight(named: "lamda1")
      } == "the search has no weight 'lamda1' (did you mean 'lambda1'?)")
  }

  @Test("a rank by an unknown metric is refused before the first step")
  func rank() {
    #expect(throws: SearchError.unknownMetric("delay", suggestions: ["delay_ns", "delay_us", "delay_ms"])) {
      try GradientSearch(model: ToyChip.random(seed: 3), rank: .smallest("delay")) { try $0.edap }
    }
  }

  @Test("schedules that give impossible numbers")
  func schedules() {
    #expect(
      message(weights: [("lambda1", .custom { 1 / (0.5 - $0) })]) { try $0.edap }
        == "weight 'lambda1' is inf at step 2")
    #expect(
      message(relaxation: .gumbel(temperature: .linear(from: 1, to: 0))) { try $0.edap }
        == "temperature is 0 at step 3: finite number above 0 expected")
  }

  @Test("a loss kept from an earlier step")
  func stale() {
    var kept: Tape.Scalar?
    #expect(
      message { inputs in
        if kept == nil { kept = try inputs.edap }
        return kept!
      } == "loss at step 2 returned a scalar of an earlier step: build it anew at every step")
  }

  @Test("errors of the loss, of accept and of schedules end the search as they are")
  func foreignErrors() throws {
    struct Failure: Error {}
    let model = ToyChip.random(seed: 3)
    #expect(throws: Failure.self) { try GradientSearch(model: model) { _ in throw Failure() }.run() }
    #expect(throws: Failure.self) {
      try GradientSearch(model: model, accept: { _ in throw Failure() }) { try $0.edap }.run()
    }
    #expect(throws: Failure.self) {
      try GradientSearch(model: model, optimizer: .sgd(learningRate: .custom { _ in throw Failure() })) {
        try $0.edap
      }.run()
    }
  }

  @Test("a cost table with a nan is refused")
  func costs() {
    let layer = CostTable.Layer(nodeCount: 2, inputOptionCount: 1, outputOption: [0, 0], sums: [[1, .nan]])
    let model = AdditiveCostModel(table: CostTable(sumNames: ["area"], layers: [layer]), quantities: [.area])
    do {
      _ = try BaselineSearch(.random, model: model, rank: .smallest("area_mm2"))
      Issue.record("no error")
    } catch {
      #expect(error.description == "cost 'area' of layer 1 is nan: finite number expected")
    }
  }

  @Test("suggestions are near misses only")
  func suggestions() {
    #expect(Suggestion.editDistance("delya", "delay") == 1 && Suggestion.editDistance("", "abc") == 3)
    #expect(Suggestion.editDistance("kitten", "sitting") == 3 && Suggestion.editDistance("abc", "abc") == 0)
    #expect(Suggestion.nearest(to: "xyz", among: ["lambda1"]) == [])
    #expect(Suggestion.nearest(to: "lambda2", among: ["lambda1", "sharpness"]) == ["lambda1"])
  }
}
