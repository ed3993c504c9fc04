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
    var edges: Range<Int> = 0..<0
  }

  /// One half of a constraint.
  struct Side {
    let constraint: Int
    /// 1: sum <= bound; -1: -sum <= bound.
    let sign: Double
    let bound: Double
    let softness: Int
  }

  /// States before every layer, and last the end.
  private(set) var states: [[State]]
  private(set) var edges: [[Edge]]
  private(set) var isExact = true
  /// What the states of the last level made have used of every side's bound, `[state][side]`; -infinity: it
  /// can no longer be broken.
  private var used: [Double]
  /// The primary constraint; nil without constraints.
  let primary: Int?
  let sides: [Side]

  /// - Parameters:
  ///   - primary: the constraint left out of the states.
  ///   - limit: states per input option and level.
  ///   - hardLimit: the same once soft constraints are given up.
  init(_ problem: AdditiveProblem, primary: Int?, limit: Int = 64, hardLimit: Int? = nil) {
    self.primary = primary
    let hardLimit = max(limit, hardLimit ?? limit)
    var sides: [Side] = []
    for (index, constraint) in problem.constraints.enumerated() where index != primary {
      if constraint.upper < .infinity {
        sides.append(Side(constraint: index, sign: 1, bound: constraint.upper, softness: constraint.softness))
      }
      if constraint.lower > -.infinity {
        sides.append(
          Side(constraint: index, sign: -1, bound: -constraint.lower, softness: constraint.softness))
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
    func reduced(_ side: Int, _ used: Double, _ level: Int, _ option: Int) -> Double? {
      if used == -.infinity { return used }
      let range = ranges[side][level][option]
      // Rounding in the order of summation must not cost a feasible candidate, nor admit a free one.
      let slack = 1e-12 * scales[side]
      if used + range.least > sides[side].bound + slack { return nil }
      return used + range.most <= sides[side].bound - slack || range.most + used == sides[side].bound
        ? -.infinity : used
    }

    let start = sides.indices.map { reduced($0, 0, 0, 0) }
    guard !start.contains(nil), reachable[0][0].least < .infinity else {
      states = [[]]
      edges = []
      used = []
      return
    }
    states = [[State(option: 0)]]
    used = start.map { $0! }
    edges = []
    let ranks = Set(sides.map(\.softness)).sorted(by: >)
    for level in problem.layers.indices {
      let groups = Self.groups(problem, sides, level: level)
      let most =
        hardLimit * (level + 1 < problem.layers.count ? problem.layers[level + 1].inputOptionCount : 1)
      // However coarse, a grid leaves a few values per side. If those are too many, the softest sides are not
      // kept; in the end there is one state per input option.
      var coarsenings = 0
      var given: (rank: Int, grid: [Double])?
      while true {
        func coarse(_ used: Double, _ side: Int) -> Double {
          guard used > -.infinity, let given else { return used }
          let softness = sides[side].softness
          if softness > (given.rank < ranks.count ? ranks[given.rank] : -1) { return -.infinity }
          guard softness == ranks[given.rank] else { return used }
          return (used / given.grid[side]).rounded(.down) * given.grid[side]
        }
        if let (next, levelEdges) = step(
          problem, level, groups, most: most, reachable: reachable[level + 1], reduced: reduced,
          coarse: coarse)
        {
          states.append(next)
          edges.append(levelEdges)
          break
        }
        isExact = false
        let isLast = given.map { $0.rank == ranks.count - 1 } ?? (ranks.count == 1)
        if given == nil || coarsenings >= (isLast ? 16 : 3) {
          given = (
            given.map { $0.rank + 1 } ?? 0,
            Self.firstGrid(sides, ranges, level: level + 1, limit: isLast ? hardLimit : limit)
          )
          coarsenings = 0
        } else {
          given!.grid = given!.grid.map { $0 * (isLast ? 2 : 4) }
        }
        coarsenings += 1
      }
    }
  }

  /// Nodes of a level that lead to the same input option and use as much of every side, by input option.
  private static func groups(_ problem: AdditiveProblem, _ sides: [Side], level: Int) -> [[[Int]]] {
    let layer = problem.layers[level]
    return (0..<layer.inputOptionCount).map { option in
      var groups: [[Int]] = []
      var known: [[Double]: Int] = [:]
      for node in 0..<layer.nodeCount {
        let entry = option * layer.nodeCount + node
        guard layer.objective[entry] < .infinity else { continue }
        let key = [Double(problem.target(level, entry))] + sides.map { layer.bounded[$0.constraint][entry] }
        if let group = known[key] {
          groups[group].append(node)
        } else {
          known[key] = groups.count
          groups.append([node])
        }
      }
      return groups
    }
  }

  /// The states and edges that follow a level; nil: more than `most`.
  private mutating func step(
    _ problem: AdditiveProblem, _ level: Int, _ groups: [[[Int]]], most: Int,
    reachable: [(least: Double, most: Double)],
    reduced: (_ side: Int, _ used: Double, _ level: Int, _ option: Int) -> Double?,
    coarse: (_ used: Double, _ side: Int) -> Double
  ) -> ([State], [Edge])? {
    let layer = problem.layers[level]
    let width = sides.count
    var next: [State] = []
    var nextUsed: [Double] = []
    var levelEdges: [Edge] = []
    // Positions in `next`, by hash; -1: free.
    var table = [Int32](repeating: -1, count: 1024)
    var key = [Double](repeating: 0, count: width)
    for index in states[level].indices {
      let state = states[level][index]
      let first = levelEdges.count
      for group in groups[state.option] {
        let entry = state.option * layer.nodeCount + group[0]
        let option = problem.target(level, entry)
        guard reachable[option].least < .infinity else { continue }
        var isHopeless = false
        var hash = StateHash(option: option)
        for side in 0..<width {
          let value =
            used[index * width + side] + sides[side].sign * layer.bounded[sides[side].constraint][entry]
          guard let left = reduced(side, value, level + 1, option) else {
            isHopeless = true
            break
          }
          key[side] = coarse(left, side)
          hash.mix(key[side])
        }
        if isHopeless { continue }
        var slot = hash.slot(of: table.count)
        while table[slot] >= 0 {
          let other = Int(table[slot])
          let isSame = (0..<width).allSatisfy { nextUsed[other * width + $0] == key[$0] }
          if isSame && next[other].option == option { break }
          slot = (slot + 1) & (table.count - 1)
        }
        if table[slot] < 0 {
          if next.count == most { return nil }
          table[slot] = Int32(next.count)
          next.append(State(option: option))
          nextUsed += key
        }
        let target = table[slot]
        for node in group {
          let entry = state.option * layer.nodeCount + node
          levelEdges.append(
            Edge(
              node: Int32(node), target: target, objective: layer.objective[entry],
              primary: primary.map { layer.bounded[$0][entry] } ?? 0))
        }
        if next.count * 2 > table.count {
          table = Self.rehashed(next, nextUsed, width, count: table.count * 4)
        }
      }
      states[level][index].edges = first..<levelEdges.count
    }
    used = nextUsed
    return (next, levelEdges)
  }

  private static func rehashed(_ states: [State], _ used: [Double], _ width: Int, count: Int) -> [Int32] {
    var table = [Int32](repeating: -1, count: count)
    for index in states.indices {
      var hash = StateHash(option: states[index].option)
      for side in 0..<width { hash.mix(used[index * width + side]) }
      var slot = hash.slot(of: count)
      while table[slot] >= 0 { slot = (slot + 1) & (count - 1) }
      table[slot] = Int32(index)
    }
    return table
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

/// Where a state is looked for: of its input option and of what it has used of every side.
private struct StateHash {
  private var bits: UInt64

  init(option: Int) { bits = UInt64(truncatingIfNeeded: option) &* SplitMix64.increment }

  mutating func mix(_ used: Double) {
    bits = (bits ^ used.bitPattern) &* SplitMix64.multiplier
    bits ^= bits >> 31
  }

  /// - Parameter count: of slots, a power of two.
  func slot(of count: Int) -> Int { Int(truncatingIfNeeded: bits) & (count - 1) }
}
