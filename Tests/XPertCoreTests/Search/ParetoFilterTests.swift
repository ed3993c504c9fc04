import Testing

@testable import XPertCore

@Suite struct ParetoFilterTests {
  @Test("no candidate of the front is dominated, and all others are", arguments: [1, 2, 3])
  func front(metricCount: Int) throws {
    let metrics = Array(["area_mm2", "delay_ns", "energy_nJ"].prefix(metricCount))
    for seed in 1...5 {
      let result = try BaselineSearch(
        .random, model: ToyChip.random(seed: UInt64(seed)), rank: .smallest("area_mm2"), steps: 300,
        seed: UInt64(seed)
      ).run()
      let front = try result.pareto(metrics)
      func dominates(_ a: SearchCandidate, _ b: SearchCandidate) throws -> Bool {
        let pairs = try metrics.map { (try a.metric(named: $0), try b.metric(named: $0)) }
        return pairs.allSatisfy { $0.0 <= $0.1 } && pairs.contains { $0.0 < $0.1 }
      }
      #expect(!front.isEmpty && front.count < result.candidates.count)
      for candidate in result.candidates {
        let isDominated = try result.candidates.contains { try dominates($0, candidate) }
        let isInFront = front.contains { $0.nodes == candidate.nodes }
        #expect(isDominated != isInFront)
      }
      let first = try front.map { try $0.metric(named: metrics[0]) }
      #expect(first == first.sorted())
    }
  }

  @Test("an unknown metric is refused, and nothing kept is an empty front")
  func edges() throws {
    let model = ToyChip.random(seed: 1)
    let none = try BaselineSearch(
      .random, model: model, accept: { _ in false }, rank: .smallest("area_mm2"), steps: 10
    ).run()
    #expect(try none.pareto(["area_mm2", "delay_ns"]).isEmpty)
    let some = try BaselineSearch(.random, model: model, rank: .smallest("area_mm2"), steps: 10).run()
    #expect(throws: SearchError.unknownMetric("delya_ns", suggestions: ["delay_ns"])) {
      _ = try some.pareto(["area_mm2", "delya_ns"])
    }
  }
}
