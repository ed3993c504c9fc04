import Testing

@testable import XPertCore

@Suite struct ExpectationGradientTests {
  /// A loss that uses all quantities, two of them in two units.
  static func loss(_ m: LossInputs) throws -> Tape.Scalar {
    try 0.3e-6 * m.metric(named: "area_mm2").squared() * 1e-6 + m.metric(named: "delay_ns") * 1e-9
      * m.metric(named: "energy_pJ").log() + m.metric(named: "area_um2") * 1e-13 + m.edap * 1e-13
  }

  private func step(
    _ model: any CostModel, _ alpha: [[Double]], temperature: Double
  ) throws -> (loss: Double, gradient: [[Double]]) {
    let search = try GradientSearch(
      model: model, relaxation: .expectation(temperature: .constant(temperature)), loss: Self.loss)
    search.setArchitectureParameters(alpha)
    let summary = try search.step()
    return (summary.loss, search.architectureGradient)
  }

  @Test(
    "the gradient of the loss of expected metrics is that of finite differences", arguments: [1.0, 0.4, 3],
    [false, true])
  func finiteDifferences(_ temperature: Double, remembers: Bool) throws {
    for seed in 1...3 {
      let model = ToyChip.random(seed: UInt64(seed), remembers: remembers)
      let alpha = someAlpha(for: model.table, seed: 11)
      let gradient = try step(model, alpha, temperature: temperature).gradient
      for layer in alpha.indices {
        for node in alpha[layer].indices {
          var (above, below) = (alpha, alpha)
          above[layer][node] += 1e-5
          below[layer][node] -= 1e-5
          let difference =
            try step(model, above, temperature: temperature).loss
            - step(model, below, temperature: temperature).loss
          let expected = difference / 2e-5
          #expect(abs(gradient[layer][node] - expected) < 1e-7 * max(1, abs(expected)), "\(layer) \(node)")
        }
      }
    }
  }

  @Test("expected sums are the means over all candidates", arguments: [false, true])
  func expectedSums(remembers: Bool) throws {
    let table = ToyChip.table(sums: 3, peaks: 0, seed: 4, remembers: remembers)
    let space = PackedCostTable(table)
    let parameters = ArchitectureParameters(space: space)
    let p = someAlpha(for: table, seed: 3).map { softmax($0) }
    for (layer, row) in zip(space.layers, p) {
      for (node, value) in row.enumerated() { parameters.probability[layer.offset + node] = value }
    }
    let expected = ExpectedCosts(space: space)
    expected.update(probability: parameters.probability)
    var means = [0.0, 0, 0]
    for candidate in table.candidates {
      let probability = zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] }
      for (term, sum) in table.sums(candidate).enumerated() { means[term] += probability * sum }
    }
    #expect(table.candidates.count == 270)
    for (ours, mean) in zip(expected.sums, means) { #expect(abs(ours / mean - 1) < 1e-14) }
  }

  @Test("without coupling, expected peaks are the means of the maxima over all candidates")
  func expectedPeaks() throws {
    for seed in 1...5 {
      let table = ToyChip.table(sums: 1, peaks: 2, seed: UInt64(seed), coupled: false)
      let space = PackedCostTable(table)
      let parameters = ArchitectureParameters(space: space)
      let p = someAlpha(for: table, seed: 3).map { softmax($0) }
      for (layer, row) in zip(space.layers, p) {
        for (node, value) in row.enumerated() { parameters.probability[layer.offset + node] = value }
      }
      let expected = ExpectedCosts(space: space)
      expected.update(probability: parameters.probability)
      var means = [0.0, 0]
      for candidate in table.candidates {
        let probability = zip(p, candidate).reduce(1) { $0 * $1.0[$1.1] }
        for (peak, value) in table.aggregates(candidate).peaks.enumerated() {
          means[peak] += probability * value
        }
      }
      for (ours, mean) in zip(expected.peaks, means) { #expect(abs(ours / mean - 1) < 1e-14) }
    }
  }

  @Test("where one node has all the probability, the expected metrics are that candidate's")
  func certain() throws {
    let model = ToyChip.random(seed: 2)
    let candidate = [2, 3, 0, 7]
    let alpha = zip(model.table.layers, candidate).map { layer, chosen in
      (0..<layer.nodeCount).map { $0 == chosen ? 0.0 : -2000 }
    }
    let certain = try step(model, alpha, temperature: 1).loss
    let search = try GradientSearch(model: model, relaxation: .straightThrough(), loss: Self.loss)
    search.setArchitectureParameters(alpha)
    let summary = try search.step()
    #expect(summary.candidate == candidate && abs(summary.loss / certain - 1) < 1e-14)
  }

  @Test("candidates are in turn the most probable one and sampled ones")
  func candidates() throws {
    let model = ToyChip.random(seed: 2)
    let search = try GradientSearch(
      model: model, optimizer: .sgd(learningRate: 0), relaxation: .expectation(temperature: 1),
      loss: Self.loss)
    let alpha = someAlpha(for: model.table, seed: 5, spread: 0.1)
    search.setArchitectureParameters(alpha)
    let steps = try (0..<40).map { _ in try search.step() }
    let probable = alpha.map { row in row.firstIndex(of: row.max()!)! }
    for step in steps where step.index % 2 == 1 { #expect(step.candidate == probable) }
    #expect(Set(steps.filter { $0.index % 2 == 0 }.map(\.candidate)).count > 10)
  }

  @Test("ranked by loss, a candidate's own loss counts, not that of expected metrics")
  func ownLoss() throws {
    let model = ToyChip.random(seed: 2)
    let search = try GradientSearch(model: model, relaxation: .expectation(), steps: 50, loss: Self.loss)
    let result = try search.run()
    let check = try GradientSearch(model: model, steps: 1, loss: Self.loss)
    for candidate in result.candidates.prefix(5) {
      for index in candidate.values.indices {
        check.evaluation.inputs.values[index] = candidate.values[index]
      }
      #expect(try check.evaluation.forward() == candidate.loss && candidate.score == candidate.loss)
      #expect(model.values(candidate.nodes) == candidate.values)
    }
    #expect(result.candidates.map(\.score) == result.candidates.map(\.score).sorted())
  }
}
