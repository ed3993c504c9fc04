import Testing

@testable import XPertCore

/// The exact search against an enumeration of all candidates.
@Suite struct ExactSolverTests {
  /// A random space of at most 256 candidates, its numbers real or whole.
  struct Instance {
    let table: CostTable
    var bounds: [AdditiveProblem.Constraint]
    let candidates: [[Int]]

    init(seed: UInt64) {
      var generator = RandomGenerator(seed: seed)
      let layerCount = 2 + generator.index(below: 3)
      let isWhole = generator.index(below: 2) == 0
      let sums = 1 + generator.index(below: 4)
      var options = [1]
      for _ in 0..<layerCount { options.append(1 + generator.index(below: 3)) }
      // Half of the spaces remember: what a node hands on depends on what its layer got (shortcuts).
      let hasMemory = generator.index(below: 2) == 0
      let layers = (0..<layerCount).map { layer in
        let nodes = 1 + generator.index(below: 4)
        let entries = nodes * options[layer]
        let handed = (0..<(hasMemory ? entries : nodes)).map { _ in generator.index(below: options[layer + 1])
        }
        return CostTable.Layer(
          nodeCount: nodes, inputOptionCount: options[layer],
          nextOption: (0..<entries).map { handed[$0 % handed.count] },
          sums: (0..<sums).map { _ in
            (0..<entries).map { _ in
              isWhole ? Double(generator.index(below: 9)) - 2 : 2 * generator.uniform() - 0.4
            }
          })
      }
      table = CostTable(sumNames: (0..<sums).map { "sum \($0)" }, layers: layers)
      candidates = table.candidates
      bounds = (1..<sums).map { _ in .init() }
      for index in bounds.indices {
        // Around what some candidate has, so that about half of the instances are tight.
        let anchor = table.sums(candidates[generator.index(below: candidates.count)])[index + 1]
        let width = isWhole ? Double(generator.index(below: 3)) : 0.3 * generator.uniform()
        switch generator.index(below: 4) {
        case 0: bounds[index].lower = anchor
        case 1: bounds[index].upper = anchor
        case 2: bounds[index] = .init(lower: anchor - width, upper: anchor + width)
        default: bounds[index] = .init(lower: anchor, upper: anchor)
        }
      }
    }

    var problem: AdditiveProblem {
      AdditiveProblem(
        table: table, objective: 0, constraints: bounds.indices.map { ($0 + 1, bounds[$0]) })
    }

    var feasible: [[Int]] {
      let problem = problem
      return candidates.filter { problem.isFeasible($0) }
    }
  }

  @Test("the optimum of 1,500 random small spaces is that of the enumeration, and the bracket is closed")
  func bruteForce() {
    var infeasible = 0
    for seed in 1...1500 {
      let instance = Instance(seed: UInt64(seed))
      let problem = instance.problem
      let outcome = ExactSolver().solve(problem)
      let expected = instance.feasible.map { problem.objective(of: $0) }.min()
      if let expected {
        #expect(abs(outcome.value - expected) <= 1e-12 * max(1, abs(expected)), "seed \(seed)")
        #expect(outcome.lowerBound <= expected + 1e-12 * max(1, abs(expected)), "seed \(seed)")
        #expect(outcome.lowerBound >= expected - 1e-11 * max(1, abs(expected)), "seed \(seed)")
        #expect(outcome.candidate.map { problem.isFeasible($0) } == true, "seed \(seed)")
      } else {
        infeasible += 1
        #expect(outcome.candidate == nil && outcome.lowerBound == .infinity, "seed \(seed)")
      }
    }
    #expect(infeasible > 50 && infeasible < 1200)
  }

  @Test("rounded states give the same optima: they only bound, and labels are exact")
  func relaxedStates() {
    for seed in 1...300 {
      let problem = Instance(seed: UInt64(seed)).problem
      guard problem.constraints.count > 1 else { continue }
      let graph = PrefixGraph(problem, primary: 0, limit: 2)
      let bounds = CompletionBounds(graph, constraint: problem.constraints[0], buckets: 7)
      let expected = ExactSolver().solve(problem).value
      guard !graph.edges.isEmpty, !bounds.isInfeasible else {
        #expect(expected == .infinity)
        continue
      }
      #expect(bounds.bound(level: 0, state: 0, sum: 0) <= expected + 1e-12, "seed \(seed)")
    }
  }

  @Test("soft bounds are given up first where states are too many, and what is left still bounds the optimum")
  func softBounds() {
    var given = 0
    for seed in 1...300 {
      var problem = Instance(seed: UInt64(seed)).problem
      guard problem.constraints.count > 2 else { continue }
      let expected = ExactSolver().solve(problem).value
      problem.constraints[2].softness = 1
      for limit in [1, 2, 4] {
        let graph = PrefixGraph(problem, primary: 0, limit: limit)
        let bounds = CompletionBounds(graph, constraint: problem.constraints[0], buckets: 64)
        if !graph.isExact { given += 1 }
        guard !graph.edges.isEmpty, !bounds.isInfeasible else {
          #expect(expected == .infinity, "seed \(seed)")
          continue
        }
        #expect(bounds.bound(level: 0, state: 0, sum: 0) <= expected + 1e-12, "seed \(seed)")
      }
      var solver = ExactSolver()
      solver.stateLimit = 1
      solver.hardStateLimit = 4
      let found = solver.solve(problem)
      #expect(found.value == expected && found.lowerBound <= expected + 1e-12, "seed \(seed)")
    }
    #expect(given > 20)
  }

  @Test("what is left aside because it is within the gap of a known value stays within the lower bound")
  func gap() {
    var looser = 0
    for seed in 1...300 {
      let instance = Instance(seed: UInt64(seed))
      let problem = instance.problem
      guard let optimum = instance.feasible.map({ problem.objective(of: $0) }).min(), optimum > 0 else {
        continue
      }
      var solver = ExactSolver()
      solver.gap = 0.2
      let known = optimum * 1.1
      let outcome = solver.solve(problem, below: known) {
        problem.isFeasible($0) ? problem.objective(of: $0) : nil
      }
      #expect(outcome.lowerBound <= optimum * (1 + 1e-12), "seed \(seed)")
      #expect(
        outcome.value <= known && outcome.lowerBound >= outcome.value * 0.8 * (1 - 1e-12), "seed \(seed)")
      if outcome.lowerBound < outcome.value { looser += 1 }
    }
    #expect(looser > 30)
  }

  @Test("a search that may follow few prefixes ends with a bracket that holds the optimum")
  func bracket() {
    var open = 0
    for seed in 1...300 {
      let problem = Instance(seed: UInt64(seed)).problem
      let expected = ExactSolver().solve(problem).value
      var short = ExactSolver()
      short.limit = 3
      let outcome = short.solve(problem)
      #expect(outcome.lowerBound <= expected + 1e-12 && outcome.value >= expected - 1e-12, "seed \(seed)")
      if outcome.lowerBound < outcome.value { open += 1 }
    }
    #expect(open > 30)
  }

  @Test("the front of 1,000 random small spaces is that of the enumeration")
  func front() throws {
    for seed in 2001...3000 {
      var instance = Instance(seed: UInt64(seed))
      guard !instance.bounds.isEmpty else { continue }
      instance.bounds[0].lower = -.infinity
      let problem = instance.problem
      let points = instance.feasible.map { candidate in
        (x: instance.table.sums(candidate)[1], y: instance.table.sums(candidate)[0])
      }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
      var expected: [(x: Double, y: Double)] = []
      for point in points where expected.isEmpty || point.y < expected.last!.y - 1e-12 {
        expected.append(point)
      }
      let front = try FrontSolver().solve(problem)
      #expect(front.count == expected.count, "seed \(seed)")
      for (point, other) in zip(front, expected) {
        #expect(abs(point.x - other.x) < 1e-12 && abs(point.y - other.y) < 1e-12, "seed \(seed)")
        #expect(instance.table.sums(point.candidate)[1] == point.x, "seed \(seed)")
      }
    }
  }
}
