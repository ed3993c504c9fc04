import Platform

/// The least area, delay, energy or EDAP of a chip, with a rigorous lower bound: branch and bound over what
/// all layers share.
///
/// In a ``ChipRegion`` every metric is bounded from below by a sum over layers (``ChipBounds``), which
/// ``ExactSolver`` minimises under the bounds. Every complete candidate on its way is evaluated by the full
/// model. The region with the least bound is divided, by what loses most at its best candidate, until the
/// bounds meet the best candidate within `gap`, or `limit` is spent.
///
/// EDAP: on an interval the logarithm of a metric lies above its chord. The sum of three chords is again a
/// sum over layers; the intervals follow from the least of each metric and from the best EDAP so far, and are
/// divided like everything else.
struct ChipSolver {
  enum Objective {
    /// Area (0), delay (1) or energy (2).
    case metric(Int)
    case edap
    /// A sum of the table, and the quantity that it is.
    case sum(Int, quantity: Int)
  }

  /// Bounds on area (0), delay (1) or energy (2), SI.
  struct Limit {
    let metric: Int
    let bounds: AdditiveProblem.Constraint
  }

  struct Outcome {
    var candidate: [Int]?
    /// SI; for EDAP joule x second x m².
    var value = Double.infinity
    var lowerBound = Double.infinity
    var regions = 0
    var expanded = 0
    var completed = 0
  }

  let model: ChipCostModel
  let objective: Objective
  let limits: [Limit]
  /// Sums of the table with their bounds.
  let sums: [(sum: Int, bounds: AdditiveProblem.Constraint)]
  /// Whether a candidate's quantities keep all bounds.
  let isFeasible: ([Double]) -> Bool
  var limit = 4_000_000
  var gap = 1e-3
  /// Asked after every region; true ends the search with the bracket that it has.
  var isInterrupted: () -> Bool = { false }

  /// Prefixes followed and candidates looked at in a region; what a region counts for in `limit`; states per
  /// input option that its bounds tell apart, those of bounds that are not soft, and buckets of the primary
  /// one.
  private static let labelsPerRegion = 1000
  private static let regionEffort = 20_000
  private static let stateLimit = 24
  private static let completionsPerRegion = 50
  private static let buckets = 128

  /// More states do not help energy, whose gap is in the leakage, and cost time.
  private var hardStateLimit: Int {
    switch objective {
    case .metric(2), .edap: 128
    case .metric, .sum: 512
    }
  }

  private struct Open {
    let bound: Double
    let region: ChipRegion
    let candidate: [Int]?
    /// How thoroughly it was looked at: times ``labelsPerRegion``.
    var effort = 1
  }

  func solve() -> Outcome {
    var outcome = Outcome()
    let bounds = ChipBounds(model)
    let root = bounds.root
    improve(root, bounds, &outcome)
    descend(&outcome)
    var known = outcome.value
    var open: [Open] = []
    if let first = examine(root, root, bounds, &outcome) { open.append(first) }
    // Bounds of regions that cannot be divided any further.
    var settled = Double.infinity
    while let index = open.indices.min(by: { open[$0].bound < open[$1].bound }) {
      let least = min(open[index].bound, settled)
      if least >= outcome.value - gap * abs(outcome.value) || settled < open[index].bound { break }
      if outcome.expanded + outcome.regions * Self.regionEffort >= limit || isInterrupted() { break }
      if outcome.value < known {
        descend(&outcome)
        known = outcome.value
      }
      let next = open.remove(at: index)
      let parts = divide(next, bounds)
      if parts.isEmpty {
        // Only its candidates are left.
        if next.effort < 1 << 15 {
          let effort = next.effort * 8
          if let again = examine(next.region, root, bounds, &outcome, effort: effort) {
            open.append(
              Open(
                bound: max(again.bound, next.bound), region: again.region, candidate: again.candidate,
                effort: effort))
          }
        } else {
          settled = min(settled, next.bound)
        }
        continue
      }
      for part in parts {
        if let part = examine(part, root, bounds, &outcome) {
          // A part's bound is at least that of the whole.
          open.append(
            Open(bound: max(part.bound, next.bound), region: part.region, candidate: part.candidate))
        }
      }
      open.removeAll { $0.bound >= outcome.value }
    }
    outcome.lowerBound = min(outcome.value, settled, open.map(\.bound).min() ?? .infinity)
    // Sums in another order than the evaluation's.
    if outcome.lowerBound < outcome.value { outcome.lowerBound *= 1 - 1e-12 }
    return outcome
  }

  private func value(_ values: [Double]) -> Double {
    switch objective {
    case .metric(let metric): values[metric]
    case .edap: values[0] * values[1] * values[2]
    case .sum(_, let quantity): values[quantity]
    }
  }
}

// MARK: - One region

extension ChipSolver {
  private func makeSolver() -> ExactSolver {
    var solver = ExactSolver()
    solver.isInterrupted = isInterrupted
    solver.limit = Self.labelsPerRegion
    solver.manyStatesBuckets = Self.buckets
    solver.stateLimit = Self.stateLimit
    solver.hardStateLimit = hardStateLimit
    return solver
  }

  /// Looks for good candidates before anything is proven: bounds on metrics of the chip are tightened by what
  /// the relaxation has missed at its best candidate.
  private func improve(_ root: ChipRegion, _ bounds: ChipBounds, _ outcome: inout Outcome) {
    let parts = bounds.bounds(root)
    var slack = [0.0, 0.0, 0.0]
    for _ in 0..<(limits.isEmpty ? 1 : 6) {
      var problem = relaxation(root, root, parts, bounds, slack: slack)
      var first: [Int]?
      switch objective {
      case .metric(let metric):
        set(&problem, root, bounds) { parts[metric].costs[$0][$1] }
        first = follow(problem, parts[metric].constant, &outcome) { $0 }.first
      case .sum(let sum, _):
        set(&problem, root, bounds) { model.table.layers[$0].sums[sum][$1] }
        first = follow(problem, 0, &outcome) { $0 }.first
      case .edap:
        for weights in [[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [0, 1, 1]] {
          // Logarithms around the best so far.
          let scales = outcome.candidate.map { model.values(of: $0) } ?? [1e-5, 1e-3, 1e-5]
          set(&problem, root, bounds) { layer, entry in
            (0..<3).reduce(0) { $0 + weights[$1] / scales[$1] * parts[$1].costs[layer][entry] }
          }
          let solver = makeSolver()
          guard let candidate = solver.solve(problem).candidate else { continue }
          first = candidate
          note(candidate, &outcome)
        }
      }
      guard let first else { return }
      let (values, found) = (model.values(of: first), bounds.bounds(of: first, in: root))
      if isFeasible(values) { return }
      for metric in 0..<3 { slack[metric] = max(slack[metric], values[metric] - found[metric]) }
    }
  }

  /// Changes one layer at a time as long as that helps.
  private func descend(_ outcome: inout Outcome) {
    guard var candidate = outcome.candidate else { return }
    var isBetter = true
    while isBetter {
      isBetter = false
      for layer in candidate.indices {
        let given = candidate[layer]
        var kept = given
        for node in 0..<model.table.layers[layer].nodeCount where node != kept {
          candidate[layer] = node
          let values = model.values(of: candidate)
          outcome.completed += 1
          if isFeasible(values), value(values) < outcome.value {
            outcome.value = value(values)
            kept = node
            isBetter = true
          }
        }
        candidate[layer] = kept
      }
    }
    outcome.candidate = candidate
  }

  /// Brings a candidate of the relaxation within the bounds on metrics of the chip, by nodes that leave the
  /// channels as they are.
  private func repair(_ given: [Int], _ outcome: inout Outcome) {
    var candidate = given
    func penalized(_ values: [Double]) -> Double {
      limits.reduce(log(value(values))) { sum, limit in
        let (value, bounds) = (values[limit.metric], limit.bounds)
        return sum + 20 * (max(0, value / bounds.upper - 1) + max(0, 1 - value / max(bounds.lower, 0)))
      }
    }
    var values = model.values(of: candidate)
    if limits.isEmpty || isFeasible(values) && value(values) >= outcome.value * 1.02 { return }
    var best = penalized(values)
    for _ in 0..<4 {
      let before = best
      var option = 0
      for layer in candidate.indices {
        let table = model.table.layers[layer]
        let next = table.nextOption[option * table.nodeCount + candidate[layer]]
        var kept = candidate[layer]
        for node in 0..<table.nodeCount where table.nextOption[option * table.nodeCount + node] == next {
          candidate[layer] = node
          values = model.values(of: candidate)
          let now = penalized(values)
          if now < best { (best, kept) = (now, node) }
        }
        candidate[layer] = kept
        option = next
      }
      if best >= before { break }
    }
    note(candidate, &outcome)
  }

  private func note(_ candidate: [Int], _ outcome: inout Outcome) {
    let values = model.values(of: candidate)
    outcome.completed += 1
    guard isFeasible(values), value(values) < outcome.value else { return }
    outcome.value = value(values)
    outcome.candidate = candidate
  }

  /// Bounds a region and improves the best candidate; nil: nothing better is in it.
  private func examine(
    _ given: ChipRegion, _ root: ChipRegion, _ bounds: ChipBounds, _ outcome: inout Outcome, effort: Int = 1
  ) -> Open? {
    outcome.regions += 1
    var region = given
    let parts = bounds.bounds(region)
    var problem = relaxation(region, root, parts, bounds)
    switch objective {
    case .metric(let metric):
      set(&problem, region, bounds) { parts[metric].costs[$0][$1] }
      let constant = parts[metric].constant
      let (bound, first) = follow(problem, constant, &outcome, effort: effort) { $0 }
      return bound < outcome.value ? Open(bound: bound, region: region, candidate: first) : nil
    case .sum(let sum, _):
      set(&problem, region, bounds) { model.table.layers[$0].sums[sum][$1] }
      let (bound, first) = follow(problem, 0, &outcome, effort: effort) { $0 }
      return bound < outcome.value ? Open(bound: bound, region: region, candidate: first) : nil
    case .edap:
      for metric in 0..<3 {
        set(&problem, region, bounds) { parts[metric].costs[$0][$1] }
        var solver = makeSolver()
        solver.hardStateLimit = hardStateLimit / 2
        solver.gap = 1e-4
        let found = solver.solve(problem)
        if let candidate = found.candidate { note(candidate, &outcome) }
        let least = found.lowerBound + parts[metric].constant
        guard least <= region.metrics[metric].upperBound else { return nil }
        region.metrics[metric] =
          max(region.metrics[metric].lowerBound, least)...region.metrics[metric].upperBound
      }
      let incumbent = outcome.value
      let product = region.metrics.reduce(1) { $0 * $1.lowerBound }
      guard product < incumbent else { return nil }
      for metric in 0..<3 {
        let most = min(
          region.metrics[metric].upperBound, incumbent / (product / region.metrics[metric].lowerBound))
        region.metrics[metric] =
          region.metrics[metric].lowerBound...max(region.metrics[metric].lowerBound, most)
      }
      let chords = region.metrics.map(Chord.init)
      set(&problem, region, bounds) { layer, entry in
        (0..<3).reduce(0) { $0 + chords[$1].slope * parts[$1].costs[layer][entry] }
      }
      let constant = (0..<3).reduce(0) { $0 + chords[$1].value(parts[$1].constant) }
      let (bound, first) = follow(problem, constant, &outcome, effort: effort) { log($0) }
      let least = max(product, exp(bound))
      return least < outcome.value ? Open(bound: least, region: region, candidate: first) : nil
    }
  }

  /// A line below the logarithm between two numbers.
  private struct Chord {
    let slope: Double
    let offset: Double

    init(_ range: ClosedRange<Double>) {
      let (low, high) = (range.lowerBound, range.upperBound)
      // Without an upper end, the constant of the lower one; without a length, the least slope nearby.
      if !high.isFinite {
        (slope, offset) = (0, log(low))
      } else {
        slope = high > low * (1 + 1e-9) ? (log(high) - log(low)) / (high - low) : 0
        offset = log(low) - slope * low
      }
    }

    func value(_ x: Double) -> Double { offset + slope * x }
  }

  /// The constraints of a region, as far as sums over layers can state them; no objective yet.
  private func relaxation(
    _ region: ChipRegion, _ root: ChipRegion, _ parts: [ChipBounds.Bound], _ bounds: ChipBounds,
    slack: [Double]? = nil
  ) -> AdditiveProblem {
    var problem = AdditiveProblem(table: model.table, objective: 0, constraints: sums)
    for (index, constraint) in sums.enumerated() {
      // Whole numbers have few sums.
      let isWhole = model.table.layers.allSatisfy {
        $0.sums[constraint.sum].allSatisfy { $0 == $0.rounded() }
      }
      problem.constraints[index].softness = isWhole ? 0 : 2
    }
    func add(_ constraint: AdditiveProblem.Constraint, softness: Int = 2, _ row: (Int) -> [Double]) {
      problem.constraints.append(constraint)
      problem.constraints[problem.constraints.count - 1].softness = softness
      for layer in problem.layers.indices { problem.layers[layer].bounded.append(row(layer)) }
    }
    for (sum, range) in region.sums.enumerated() where range != root.sums[sum] {
      let softness = sum == ChipBounds.Shared.tiles.rawValue ? 1 : 2
      add(.init(lower: range.lowerBound, upper: range.upperBound), softness: softness) {
        bounds.sharedSums[sum][$0]
      }
    }
    // A maximum is reached by some layer.
    for (peak, range) in region.peaks.enumerated() where range.lowerBound > root.peaks[peak].lowerBound {
      add(.init(lower: 1), softness: 0) {
        bounds.peakPositions[peak][$0].map { $0 >= range.lowerBound ? 1 : 0 }
      }
    }
    for limit in limits where limit.bounds.upper < .infinity {
      let rest = parts[limit.metric].constant + (slack?[limit.metric] ?? 0)
      add(.init(upper: limit.bounds.upper - rest)) { parts[limit.metric].costs[$0] }
    }
    for (metric, range) in region.metrics.enumerated() where range.upperBound < .infinity {
      add(.init(upper: range.upperBound - parts[metric].constant)) { parts[metric].costs[$0] }
    }
    for limit in limits where limit.metric == 0 && limit.bounds.lower > -.infinity {
      // Tiles have the rest of the area at least.
      let assumed = slack.map { parts[0].constant + $0[0] }
      guard let most = assumed ?? bounds.mostSharedArea(region) else { continue }
      add(.init(lower: (limit.bounds.lower - most) * (1 - 1e-12))) { parts[0].costs[$0] }
    }
    return problem
  }

  private func set(
    _ problem: inout AdditiveProblem, _ region: ChipRegion, _ bounds: ChipBounds, _ cost: (Int, Int) -> Double
  ) {
    for layer in problem.layers.indices {
      for entry in problem.layers[layer].objective.indices {
        problem.layers[layer].objective[entry] =
          bounds.isAllowed(layer, entry, region) ? cost(layer, entry) : .infinity
      }
    }
  }

  /// - Returns: the lower bound, and the first candidate that was met: the relaxation's best.
  private func follow(
    _ problem: AdditiveProblem, _ constant: Double, _ outcome: inout Outcome, effort: Int = 1,
    scale: (Double) -> Double
  ) -> (bound: Double, first: [Int]?) {
    var solver = makeSolver()
    solver.limit = min(solver.limit * effort, max(solver.limit, limit - outcome.expanded))
    solver.completionLimit = Self.completionsPerRegion * effort
    if case .edap = objective { solver.completionLimit *= 6 }
    // Of the objective less what is constant; a logarithm's size says nothing.
    if case .edap = objective {} else { solver.gap = gap / 4 }
    var first: [Int]?
    var best = outcome.value
    var candidate = outcome.candidate
    let incumbent = outcome.value < .infinity ? scale(outcome.value) - constant : .infinity
    let found = solver.solve(problem, below: incumbent) { nodes in
      if first == nil { first = nodes }
      let values = model.values(of: nodes)
      guard isFeasible(values) else { return nil }
      let value = value(values)
      if value < best { (best, candidate) = (value, nodes) }
      return scale(value) - constant
    }
    outcome.value = best
    outcome.candidate = candidate
    outcome.expanded += found.expanded
    outcome.completed += found.completed
    if let first { repair(first, &outcome) }
    return (found.lowerBound + constant, first)
  }
}

// MARK: - Dividing

extension ChipSolver {
  /// Two parts that together hold all candidates of a region; none: nothing is left to divide.
  private func divide(_ open: Open, _ bounds: ChipBounds) -> [ChipRegion] {
    let region = open.region
    guard let candidate = open.candidate else { return divideWidest(region, bounds) }
    let drivers = bounds.drivers(of: candidate)
    let start = score(bounds.bounds(of: candidate, in: region), region)
    let multiplies = if case .edap = objective { true } else { false }
    var best: (gain: Double, parts: [ChipRegion]) = (1e-7, [])
    func offer(_ collapsed: ChipRegion, _ parts: [ChipRegion]) {
      let gain = score(bounds.bounds(of: candidate, in: collapsed), region) - start
      if gain > best.gain { best = (gain, parts) }
    }
    for peak in region.peaks.indices {
      let range = region.peaks[peak]
      guard range.count > 1 else { continue }
      let actual = min(max(drivers.peaks[peak], range.lowerBound), range.upperBound)
      let cut = max(actual, range.lowerBound + 1)
      var collapsed = region
      collapsed.peaks[peak] = actual...actual
      var (low, high) = (region, region)
      low.peaks[peak] = range.lowerBound...cut - 1
      high.peaks[peak] = cut...range.upperBound
      offer(collapsed, [low, high])
    }
    for sum in region.sums.indices {
      let range = region.sums[sum]
      let actual = min(max(drivers.sums[sum], range.lowerBound), range.upperBound)
      var collapsed = region
      collapsed.sums[sum] = actual...actual
      // A sum that the relaxation has given up is not kept by halving it. EDAP's chords gain from it all the
      // same.
      guard multiplies || range.contains(drivers.sums[sum]), let parts = halves(region, sum) else { continue }
      offer(collapsed, parts)
    }
    if case .edap = objective {
      let values = bounds.bounds(of: candidate, in: region)
      for metric in 0..<3 {
        let range = region.metrics[metric]
        guard range.upperBound.isFinite, range.upperBound > range.lowerBound * (1 + 1e-6) else { continue }
        let value = min(max(values[metric], range.lowerBound), range.upperBound)
        let gain = log(value) - Chord(range).value(value)
        guard gain > best.gain else { continue }
        let middle = (range.lowerBound * range.upperBound).squareRoot()
        var (low, high) = (region, region)
        low.metrics[metric] = range.lowerBound...middle
        high.metrics[metric] = middle...range.upperBound
        best = (gain, [low, high])
      }
    }
    // Where the candidate breaks a bound, or where no part alone accounts for what is missing, any division
    // may help.
    guard best.parts.isEmpty else { return best.parts }
    let values = model.values(of: candidate)
    let found = bounds.bounds(of: candidate, in: region)
    let isExact = (0..<3).allSatisfy { found[$0] >= values[$0] * (1 - 1e-9) }
    return isFeasible(values) && isExact ? [] : divideWidest(region, bounds)
  }

  /// Objective and bounded metrics of a candidate, relative, from its bounds in a region.
  private func score(_ values: [Double], _ region: ChipRegion) -> Double {
    var total = 0.0
    switch objective {
    case .metric(let metric): total = log(max(values[metric], 1e-300))
    case .edap: total = (0..<3).reduce(0) { $0 + Chord(region.metrics[$1]).value(values[$1]) }
    case .sum: break
    }
    for limit in limits where limit.bounds.upper < .infinity {
      total += values[limit.metric] / abs(limit.bounds.upper)
    }
    return total
  }

  /// Without a candidate to look at: the peaks, the tiles, then the bus.
  private func divideWidest(_ region: ChipRegion, _ bounds: ChipBounds) -> [ChipRegion] {
    // The clock and the size of the tiles first.
    for peak in region.peaks.indices where region.peaks[peak].count > 1 {
      let range = region.peaks[peak]
      let middle = (range.lowerBound + range.upperBound) / 2
      var (low, high) = (region, region)
      low.peaks[peak] = range.lowerBound...middle
      high.peaks[peak] = middle + 1...range.upperBound
      return [low, high]
    }
    for sum in [ChipBounds.Shared.tiles, .bus] {
      if let parts = halves(region, sum.rawValue) { return parts }
    }
    return []
  }

  private func halves(_ region: ChipRegion, _ sum: Int) -> [ChipRegion]? {
    let range = region.sums[sum]
    var (low, high) = (region, region)
    if sum == ChipBounds.Shared.tiles.rawValue {
      let (first, last) = (range.lowerBound.rounded(.up), range.upperBound.rounded(.down))
      guard last > first else { return nil }
      let middle = ((first + last) / 2).rounded(.down)
      low.sums[sum] = first...middle
      high.sums[sum] = middle + 1...last
      return [low, high]
    }
    guard range.upperBound > range.lowerBound + 1e-6 * abs(range.upperBound) else { return nil }
    let middle = (range.lowerBound + range.upperBound) / 2
    low.sums[sum] = range.lowerBound...middle
    high.sums[sum] = middle...range.upperBound
    return [low, high]
  }
}
