/// The states that prefixes of candidates can be in: the input option of the next layer, and how much of each
/// *side* constraint is used. One constraint, the *primary* one, is left to the labels and buckets of
/// ``CompletionBounds``.
///
/// Every side is written as "sum <= bound". Prefixes that can no longer break a bound share a state, prefixes
/// that must break it have none. For a capacity such as the ReLU units, which depends on channels only, that
/// leaves a few dozen states. Where there would be more than `limit` in a level, what is used of a bound is
/// rounded down: the graph is then a relaxation (`isExact` is false) and its optimum a lower bound.
struct PrefixGraph {
  struct Edge {
    let node: Int32
    /// State of the next level.
    let target: Int32
    let objective: Double
    /// Of the primary constraint.
    let primary: Double
  }

  struct State {
    let option: Int
    /// What is used of every side's bound; -infinity: it can no longer be broken.
    let used: [Double]
    var edges: Range<Int> = 0..<0
  }

  /// One half of a constraint.
  struct Side {
    let constraint: Int
    /// 1: sum <= bound; -1: -sum <= bound.
    let sign: Double
    let bound: Double
  }

  /// States before every layer, and last the end.
  private(set) var states: [[State]]
  private(set) var edges: [[Edge]]
  private(set) var isExact = true
  /// The primary constraint; nil without constraints.
  let primary: Int?
  let sides: [Side]

  /// - Parameters:
  ///   - primary: the constraint left out of the states.
  ///   - limit: states per input option and level.
  init(_ problem: AdditiveProblem, primary: Int?, limit: Int = 64) {
    self.primary = primary
    var sides: [Side] = []
    for (index, constraint) in problem.constraints.enumerated() where index != primary {
      if constraint.upper < .infinity {
        sides.append(Side(constraint: index, sign: 1, bound: constraint.upper))
      }
      if constraint.lower > -.infinity {
        sides.append(Side(constraint: index, sign: -1, bound: -constraint.lower))
      }
    }
    self.sides = sides
    let ranges = sides.map { side in
      problem.suffixRanges { layer in layer.bounded[side.constraint].map { $0 * side.sign } }
    }
    let reachable = problem.suffixRanges { $0.objective }
    // Sums that cancel are rounded as their terms are.
    let scales = sides.map { side in
      problem.layers.reduce(0.0) { $0 + ($1.bounded[side.constraint].map { abs($0) }.max() ?? 0) }
    }

    /// The state's value of a side after a prefix that used `used`; nil: the bound must be broken.
    func reduced(_ side: Int, _ used: Double, level: Int, option: Int) -> Double? {
      if used == -.infinity { return used }
      let range = ranges[side][level][option]
      // Rounding in the order of summation must not cost a feasible candidate, nor admit a free one.
      let slack = 1e-12 * scales[side]
      if used + range.least > sides[side].bound + slack { return nil }
      return used + range.most <= sides[side].bound - slack || range.most + used == sides[side].bound
        ? -.infinity : used
    }

    let start = sides.indices.map { reduced($0, 0, level: 0, option: 0) }
    guard !start.contains(nil), reachable[0][0].least < .infinity else {
      states = [[]]
      edges = []
      return
    }
    states = [[State(option: 0, used: start.map { $0! })]]
    edges = []
    for level in problem.layers.indices {
      let layer = problem.layers[level]
      var grid: [Double]? = nil
      // However coarse, a grid leaves a few values per side. If those are too many, no side is kept: one state
      // per input option.
      var coarsenings = 0
      while true {
        var next: [State] = []
        var known: [[Double]: Int32] = [:]
        var levelEdges: [Edge] = []
        var isTooLarge = false
        let nextOptions = level + 1 < problem.layers.count ? problem.layers[level + 1].inputOptionCount : 1
        for index in states[level].indices {
          let state = states[level][index]
          let first = levelEdges.count
          for node in 0..<layer.nodeCount {
            let entry = state.option * layer.nodeCount + node
            let objective = layer.objective[entry]
            let option = problem.target(level, entry)
            guard objective < .infinity, reachable[level + 1][option].least < .infinity else { continue }
            var key = [Double(option)]
            var isHopeless = false
            for (side, description) in sides.enumerated() {
              let value =
                state.used[side] + description.sign * layer.bounded[description.constraint][entry]
              guard var used = reduced(side, value, level: level + 1, option: option) else {
                isHopeless = true
                break
              }
              if let grid, used > -.infinity {
                used = coarsenings > 16 ? -.infinity : (used / grid[side]).rounded(.down) * grid[side]
              }
              key.append(used)
            }
            if isHopeless { continue }
            let target =
              known[key]
              ?? {
                let position = Int32(next.count)
                known[key] = position
                next.append(State(option: option, used: Array(key.dropFirst())))
                return position
              }()
            levelEdges.append(
              Edge(
                node: Int32(node), target: target, objective: objective,
                primary: primary.map { layer.bounded[$0][entry] } ?? 0))
          }
          states[level][index].edges = first..<levelEdges.count
          if next.count > limit * nextOptions {
            isTooLarge = true
            break
          }
        }
        guard isTooLarge else {
          states.append(next)
          edges.append(levelEdges)
          break
        }
        isExact = false
        coarsenings += 1
        grid = grid.map { $0.map { $0 * 2 } } ?? Self.firstGrid(sides, ranges, level: level + 1, limit: limit)
      }
    }
  }

  /// A spacing per side with about `limit` combinations in all.
  private static func firstGrid(
    _ sides: [Side], _ ranges: [[[(least: Double, most: Double)]]], level: Int, limit: Int
  ) -> [Double] {
    var cells = 1
    while (0..<sides.count).reduce(1, { product, _ in product * (cells + 1) }) <= limit { cells += 1 }
    return sides.indices.map { side in
      // States are those that may yet break the bound: within the range of what follows.
      let open = ranges[side][level].filter { $0.least < .infinity }
      let span = (open.map(\.most).max() ?? 1) - (open.map(\.least).min() ?? 0)
      return max(span, 1e-300) / Double(cells)
    }
  }
}
