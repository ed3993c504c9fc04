import Testing

@testable import XPertCore

@Suite struct RandomSearchTests {
  @Test("every node is drawn equally often, and the same seed draws the same")
  func uniform() throws {
    let model = ToyChip.random(seed: 3)
    let result = try BaselineSearch(.random, model: model, rank: .smallest("area_mm2"), steps: 9000, seed: 4)
      .run()
    for (layer, count) in [3, 5, 2, 9].enumerated() {
      var bins = [Int](repeating: 0, count: count)
      for step in 0..<9000 { bins[result.history.candidate(at: step)[layer]] += 1 }
      let expected = 9000 / Double(count)
      let chiSquare = bins.map { (Double($0) - expected) * (Double($0) - expected) / expected }.reduce(0, +)
      #expect(chiSquare < 27, "at most 8 degrees of freedom: exceeded with probability 0.001")
    }
    let again = try BaselineSearch(.random, model: model, rank: .smallest("area_mm2"), steps: 9000, seed: 4)
      .run()
    #expect((0..<9000).allSatisfy { result.history.candidate(at: $0) == again.history.candidate(at: $0) })
    // 9,000 draws from 270 candidates see them all.
    #expect(result.distinctCount == 270)
    #expect(result.best?.values[0] == model.table.candidates.map { model.values($0)[0] }.min())
  }

  @Test("it may rank by a loss, with scheduled weights")
  func loss() throws {
    let model = ToyChip.random(seed: 3)
    let search = try BaselineSearch(
      .random, model: model, weights: [("w", .linear(from: 1, to: 2))], accept: { $0.values[1] < 20 },
      steps: 3
    ) { try $0.metric(named: "delay_ns") * $0.weight(named: "w") }
    for factor in [1, 1.5, 2] {
      let step = try search.step()
      #expect(step.loss == step["delay_ns"]! * factor && step.isAccepted == (step.values[1] < 20))
    }
  }
}
