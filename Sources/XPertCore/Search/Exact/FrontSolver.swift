/// The exact front of two sums over layers, both to be small, under bounds on further sums: label setting
/// with Pareto dominance. No number is rounded.
struct FrontSolver {
  /// A point that no feasible candidate beats in one sum without losing in the other.
  struct Point {
    let x: Double
    let y: Double
    let candidate: [Int]
  }

  /// The states of the side constraints are more than a front per state can be kept for.
  struct TooManyStates: Error {}

  /// - Parameters:
  ///   - problem: its objective is y; its first constraint is x, whose upper bound cuts the front.
  /// - Throws: ``TooManyStates`` if the other constraints tell more than 4,096 prefixes apart per input
  ///   option.
  func solve(_ problem: AdditiveProblem) throws(TooManyStates) -> [Point] {
    precondition(problem.constraints[0].lower == -.infinity, "a front has no lower bound on its own metrics")
    let graph = PrefixGraph(problem, primary: 0, limit: 4096)
    guard graph.isExact else { throw TooManyStates() }
    let levels = problem.layers.count
    guard graph.edges.count == levels, !graph.states[levels].isEmpty else { return [] }
    let rest = problem.suffixRanges { $0.bounded[0] }
    let upper = problem.constraints[0].upper
    var fronts = [[Label(x: 0, y: 0, state: 0, position: 0, node: 0)]]
    var history: [[[Label]]] = [fronts]
    for level in 0..<levels {
      var sources = [[Source]](repeating: [], count: graph.states[level + 1].count)
      for (state, description) in graph.states[level].enumerated() where !fronts[state].isEmpty {
        for edge in Self.undominated(graph.edges[level][description.edges]) {
          sources[Int(edge.target)].append(Source(state: state, edge: edge))
        }
      }
      fronts = sources.indices.map { target in
        let least = rest[level + 1][graph.states[level + 1][target].option].least
        return Self.merge(sources[target], fronts, limit: upper - least)
      }
      history.append(fronts)
    }
    // The end has one state per way to keep the side bounds: merge them.
    var points: [(label: Label, state: Int)] = []
    for (state, front) in fronts.enumerated() { points += front.map { ($0, state) } }
    points.sort { ($0.label.x, $0.label.y, $0.state) < ($1.label.x, $1.label.y, $1.state) }
    var front: [Point] = []
    for point in points where front.isEmpty || point.label.y < front[front.count - 1].y {
      var candidate = [Int](repeating: 0, count: levels)
      var label = point.label
      for level in (0..<levels).reversed() {
        candidate[level] = Int(label.node)
        label = history[level][Int(label.state)][Int(label.position)]
      }
      guard problem.isFeasible(candidate) else { continue }
      front.append(Point(x: point.label.x, y: point.label.y, candidate: candidate))
    }
    return front
  }

  private struct Label {
    let x: Double
    let y: Double
    /// Where it comes from: state and position in the level before, and the node taken there.
    let state: Int32
    let position: Int32
    let node: Int32
  }

  /// A front of the level before, to be shifted by an edge.
  private struct Source {
    let state: Int
    let edge: PrefixGraph.Edge
  }

  /// Edges to the same state of which none is better in both sums.
  private static func undominated(_ edges: ArraySlice<PrefixGraph.Edge>) -> [PrefixGraph.Edge] {
    let sorted = edges.sorted {
      ($0.target, $0.primary, $0.objective, $0.node) < ($1.target, $1.primary, $1.objective, $1.node)
    }
    var kept: [PrefixGraph.Edge] = []
    for edge in sorted {
      if let last = kept.last, last.target == edge.target, last.objective <= edge.objective { continue }
      kept.append(edge)
    }
    return kept
  }

  /// The front of several shifted fronts. Each is sorted by x with y falling, so that the heads of all are
  /// taken in the order of x, and what does not improve y is skipped.
  private static func merge(_ sources: [Source], _ fronts: [[Label]], limit: Double) -> [Label] {
    var merged: [Label] = []
    var positions = [Int](repeating: 0, count: sources.count)
    var queue = PriorityQueue()
    for (index, source) in sources.enumerated() {
      queue.push(fronts[source.state][0].x + source.edge.primary, level: 0, label: index)
    }
    var best = Double.infinity
    var lastX = -Double.infinity
    while let (x, index) = queue.pop() {
      let bound = limit + 1e-12 * abs(limit)
      if x > bound { break }
      let source = sources[Int(index)]
      let front = fronts[source.state]
      var position = positions[Int(index)]
      let y = front[position].y + source.edge.objective
      if y < best {
        let label = Label(
          x: x, y: y, state: Int32(source.state), position: Int32(position), node: source.edge.node)
        if x == lastX { merged[merged.count - 1] = label } else { merged.append(label) }
        best = y
        lastX = x
      }
      position += 1
      // Heads that cannot improve y need not queue.
      if position < front.count && front[position].y + source.edge.objective >= best {
        var (low, high) = (position, front.count)
        while low < high {
          let middle = (low + high) / 2
          if front[middle].y + source.edge.objective >= best { low = middle + 1 } else { high = middle }
        }
        position = low
      }
      guard position < front.count else { continue }
      positions[Int(index)] = position
      queue.push(front[position].x + source.edge.primary, level: 0, label: Int(index))
    }
    return merged
  }
}
