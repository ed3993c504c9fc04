/// Finds the candidate with the least objective that keeps all bounds, and proves it.
///
/// Best-first search over prefixes of candidates with exact sums. A prefix is followed in the order of its
/// lower bound: its own objective plus ``CompletionBounds``. The first complete candidate whose bounds hold
/// exactly is the optimum, because everything that is left has a lower bound at least as large. Where too
/// many prefixes have to be followed, the buckets are made finer; where that does not help either, the search
/// ends with a bracket.
struct ExactSolver {
  struct Outcome {
    /// One node index per layer; nil: none was found.
    var candidate: [Int]?
    /// What was minimised, of `candidate`.
    var value = Double.infinity
    /// No feasible candidate is below. Infinity: there is no feasible candidate.
    var lowerBound = Double.infinity
    /// Prefixes followed.
    var expanded = 0
    /// Complete candidates looked at.
    var completed = 0
    var states = 0
    var buckets = 0
  }

  /// Prefixes that may be followed in all.
  var limit = 4_000_000
  /// States per input option and level (``PrefixGraph``).
  var stateLimit = 64
  /// The same for bounds that are not soft; nil: no more.
  var hardStateLimit: Int?
  /// Buckets to begin with where there are more than 200 states.
  var manyStatesBuckets = 512
  /// Complete candidates that may be looked at.
  var completionLimit = Int.max
  /// Stops when the relative gap is at most this. What is left aside for it stays within the lower bound.
  var gap = 0.0

  /// Asked now and then; true ends the search with the bracket that it has.
  var isInterrupted: () -> Bool = { false }

  /// Relative rounding of sums in different orders.
  static let rounding = 1e-12

  /// Minimises the problem's own objective.
  func solve(_ problem: AdditiveProblem) -> Outcome {
    solve(problem, below: .infinity) { candidate in
      problem.isFeasible(candidate) ? problem.objective(of: candidate) : nil
    }
  }

  /// Minimises `value`, of which the problem's objective is a lower bound for every feasible candidate.
  ///
  /// - Parameters:
  ///   - incumbent: only smaller values are wanted.
  ///   - value: nil: not feasible after all.
  func solve(
    _ problem: AdditiveProblem, below incumbent: Double, value: ([Int]) -> Double?
  ) -> Outcome {
    var outcome = Outcome()
    outcome.value = incumbent
    let primary = Self.primary(of: problem)
    let graph = PrefixGraph(problem, primary: primary, limit: stateLimit, hardLimit: hardStateLimit)
    outcome.states = graph.states.reduce(0) { $0 + $1.count }
    guard !graph.edges.isEmpty, graph.edges.allSatisfy({ !$0.isEmpty }) else { return outcome }
    // Coarse buckets first: most problems need no better ones.
    var buckets = outcome.states > 200 ? manyStatesBuckets : 2048
    var budget = min(limit, 20_000)
    while true {
      let bounds = CompletionBounds(
        graph, constraint: primary.map { problem.constraints[$0] }, buckets: buckets)
      outcome.buckets = buckets
      let isDone = follow(problem, graph, bounds, &outcome, budget: budget, value: value)
      if isDone || outcome.expanded >= limit || outcome.completed >= completionLimit { break }
      if isInterrupted() { break }
      if buckets * outcome.states < 32_000_000 { buckets *= 4 }
      budget = min(limit - outcome.expanded, budget * 8)
    }
    return outcome
  }

  /// The constraint with the most different values: buckets suit it best.
  private static func primary(of problem: AdditiveProblem) -> Int? {
    problem.constraints.indices.map { index in
      (index, problem.layers.reduce(into: Set<Double>()) { $0.formUnion($1.bounded[index]) }.count)
    }.max { $0.1 < $1.1 }?.0
  }

  private struct Label {
    let sum: Double
    let objective: Double
    let parent: Int32
    let state: Int32
    let node: Int32
    let level: Int32
  }

  /// - Returns: whether the outcome's bracket is final; otherwise the budget was spent.
  private func follow(
    _ problem: AdditiveProblem, _ graph: PrefixGraph, _ bounds: CompletionBounds, _ outcome: inout Outcome,
    budget: Int, value: ([Int]) -> Double?
  ) -> Bool {
    let levels = graph.edges.count
    let rootBound = bounds.isInfeasible ? .infinity : bounds.bound(level: 0, state: 0, sum: 0)
    guard rootBound < .infinity else {
      outcome.lowerBound = min(.infinity, outcome.value)
      return true
    }
    var labels = [Label(sum: 0, objective: 0, parent: -1, state: 0, node: -1, level: 0)]
    var queue = PriorityQueue()
    queue.push(rootBound, level: 0, label: 0)
    var candidate = [Int](repeating: 0, count: levels)
    var expanded = 0
    defer { outcome.expanded += expanded }
    // The least bound of the prefixes that were not followed because of `gap`.
    var leftAside = Double.infinity
    func isHopeless(_ bound: Double, _ incumbent: Double) -> Bool {
      bound >= incumbent - Self.rounding * abs(incumbent) - gap * abs(incumbent)
    }
    while let (bound, index) = queue.pop() {
      if isHopeless(bound, outcome.value) {
        outcome.lowerBound = min(bound, leftAside, outcome.value)
        return true
      }
      if expanded >= budget || outcome.completed >= completionLimit
        || expanded % 4096 == 4095 && isInterrupted()
      {
        outcome.lowerBound = min(bound, leftAside)
        return false
      }
      let label = labels[Int(index)]
      let level = Int(label.level)
      if level == levels {
        var position = Int(index)
        for layer in (0..<levels).reversed() {
          candidate[layer] = Int(labels[position].node)
          position = Int(labels[position].parent)
        }
        outcome.completed += 1
        expanded += 1
        if let value = value(candidate), value < outcome.value {
          outcome.value = value
          outcome.candidate = candidate
        }
        continue
      }
      expanded += 1
      let state = graph.states[level][Int(label.state)]
      for edge in graph.edges[level][state.edges] {
        let sum = label.sum + edge.primary
        let objective = label.objective + edge.objective
        let bound =
          objective + bounds.bound(level: level + 1, state: Int(edge.target), sum: sum)
        if bound == .infinity { continue }
        if isHopeless(bound, outcome.value) {
          if gap > 0 { leftAside = min(leftAside, bound) }
          continue
        }
        queue.push(bound, level: level + 1, label: labels.count)
        labels.append(
          Label(
            sum: sum, objective: objective, parent: index, state: edge.target, node: edge.node,
            level: Int32(level + 1)))
      }
    }
    // Everything was followed: but for what was left aside, the incumbent is the optimum, or there is none.
    outcome.lowerBound = min(outcome.value, leftAside)
    return true
  }
}
