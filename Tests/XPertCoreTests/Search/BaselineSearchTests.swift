import Testing

@testable import XPertCore

@Suite struct BaselineSearchTests {
  /// Ten layers of nine nodes whose area is a sum that is least for node 4 everywhere: one hill.
  static let hill: AdditiveCostModel = {
    let layers = (0..<10).map { layer in
      CostTable.Layer(
        nodeCount: 9, inputOptionCount: 1, outputOption: Array(repeating: 0, count: 9),
        sums: [
          (0..<9).map { node in 1 + Double((node - 4) * (node - 4)) },
          (0..<9).map { node in 1 + Double(node + layer % 3) },
        ])
    }
    return AdditiveCostModel(
      table: CostTable(sumNames: ["area", "delay"], layers: layers), quantities: [.area, .delay])
  }()

  static let methods: [BaselineSearch.Method] = [.hillClimbing(), .annealing(), .evolution()]

  @Test("every baseline finds the optimum of a space with one hill", arguments: methods)
  func optimum(method: BaselineSearch.Method) throws {
    for seed in 1...5 {
      let result = try BaselineSearch(
        method, model: Self.hill, rank: .smallest("area_mm2"), steps: 12_000, seed: UInt64(seed)
      ).run()
      #expect(result.best?.nodes == Array(repeating: 4, count: 10), "seed \(seed)")
      #expect(result.history.count == 12_000)
    }
    // 12,000 random candidates of 3.5e9 do not.
    let random = try BaselineSearch(
      .random, model: Self.hill, rank: .smallest("area_mm2"), steps: 12_000, seed: 1
    ).run()
    #expect(random.best!.values[0] > 12)
  }

  @Test("a loss leads from candidates that are not accepted to those that are", arguments: methods)
  func feasibility(method: BaselineSearch.Method) throws {
    // Only 60 of 3.5e9 candidates have an area of at most 11.
    let result = try BaselineSearch(
      method, model: Self.hill, accept: { $0.values[0] <= 11 }, rank: .smallest("delay_ns"), steps: 3000,
      seed: 2
    ) { try ($0.metric(named: "area_mm2") * 1e-6 - 11).relu() }.run()
    // One layer may go down from node 4 to node 3.
    #expect(result.best?.values == [11, 58])
  }

  @Test("NSGA-II covers the exact front of two sums, and random search of equal budget does not")
  func front() throws {
    let exact = try ExactSearch(model: Self.hill, minimize: "delay_ns").pareto(x: "area_mm2", y: "delay_ns")
    func volume(_ points: [[Double]]) -> Double {
      // Area dominated within a corner that all candidates are inside of.
      var total = 0.0
      var height = 200.0
      for point in points.sorted(by: { ($0[0], $0[1]) < ($1[0], $1[1]) }) where point[1] < height {
        total += (400 - point[0]) * (height - point[1])
        height = point[1]
      }
      return total
    }
    func reached(_ history: SearchHistory) -> Double {
      volume((0..<history.count).map { history.values(at: $0) })
    }
    let ideal = volume(exact.map(\.values))
    let found = try BaselineSearch(
      .nsga2(objectives: ["area_mm2", "delay_ns"]), model: Self.hill, rank: .smallest("area_mm2"),
      steps: 4000,
      seed: 1
    ).run()
    let random = try BaselineSearch(
      .random, model: Self.hill, rank: .smallest("area_mm2"), steps: 4000, seed: 1
    ).run()
    #expect(reached(found.history) > 0.97 * ideal)
    #expect(reached(random.history) < 0.92 * ideal)
  }

  @Test("the same seed proposes the same candidates, another one others")
  func determinism() throws {
    for method in Self.methods + [.nsga2(objectives: ["area_mm2", "delay_ns"])] {
      func candidates(_ seed: UInt64) throws -> [[Int]] {
        let result = try BaselineSearch(
          method, model: Self.hill, rank: .smallest("area_mm2"), steps: 300, seed: seed
        ).run()
        return (0..<300).map { result.history.candidate(at: $0) }
      }
      #expect(try candidates(7) == candidates(7))
      #expect(try candidates(7) != candidates(8))
    }
  }

  @Test("a mutation changes one layer, to every other node equally often")
  func mutation() {
    let space = CandidateMoves(nodeCounts: [3, 1, 5])
    var generator = RandomGenerator(seed: 1)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<8000 {
      var candidate = [1, 0, 2]
      space.mutate(&candidate, &generator)
      counts[candidate, default: 0] += 1
    }
    #expect(counts.count == 6)
    for (candidate, count) in counts {
      let expected = candidate[0] != 1 ? 2000.0 : 1000
      #expect(abs(Double(count) - expected) < 5 * expected.squareRoot())
    }
  }
}
