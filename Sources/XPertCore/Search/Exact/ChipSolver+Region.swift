import Platform

/// What a region is worth: its relaxation to sums over layers, which ``ExactSolver`` minimises.
extension ChipSolver {
  func makeSolver() -> ExactSolver {
    var solver = ExactSolver()
    solver.isInterrupted = isInterrupted
    solver.limit = Self.labelsPerRegion
    solver.manyStatesBuckets = Self.buckets
    solver.stateLimit = Self.stateLimit
    solver.hardStateLimit = hardStateLimit
    return solver
  }

  /// Bounds a region and improves the best candidate; nil: nothing better is in it.
  func examine(
    _ given: ChipRegion, _ root: ChipRegion, _ bounds: ChipBounds, _ outcome: inout Outcome, effort: Int = 1
  ) -> Open? {
    outcome.regions += 1
    var region = given
    let parts = bounds.bounds(region)
    var problem = relaxation(region, root, parts, bounds)
    switch objective {
    case .metric(let metric):
      let part = parts[metric]
      set(&problem, region, bounds) { part.costs[$0][$1] }
      let (bound, first) = follow(problem, part.constant, &outcome, effort: effort) { $0 }
      return bound < outcome.value ? Open(bound: bound, region: region, candidate: first) : nil
    case .sum(let sum, _):
      set(&problem, region, bounds) { model.table.layers[$0].sums[sum][$1] }
      let (bound, first) = follow(problem, 0, &outcome, effort: effort) { $0 }
      return bound < outcome.value ? Open(bound: bound, region: region, candidate: first) : nil
    case .edap:
      guard narrow(&region, &problem, parts, bounds, &outcome) else { return nil }
      let chords = region.metrics.map(Chord.init)
      set(&problem, region, bounds) { layer, entry in
        chords.area.slope * parts.area.costs[layer][entry]
          + chords.delay.slope * parts.delay.costs[layer][entry]
          + chords.energy.slope * parts.energy.costs[layer][entry]
      }
      let constant = ChipMetric.allCases.reduce(0) { $0 + chords[$1].value(parts[$1].constant) }
      let (bound, first) = follow(problem, constant, &outcome, effort: effort) { log($0) }
      let least = max(region.leastProduct, exp(bound))
      return least < outcome.value ? Open(bound: least, region: region, candidate: first) : nil
    }
  }

  /// Narrows the intervals of a region to what its candidates reach and what may still improve EDAP.
  ///
  /// - Returns: false: nothing better is in the region.
  private func narrow(
    _ region: inout ChipRegion, _ problem: inout AdditiveProblem, _ parts: PerChipMetric<ChipBounds.Bound>,
    _ bounds: ChipBounds, _ outcome: inout Outcome
  ) -> Bool {
    for metric in ChipMetric.allCases {
      let part = parts[metric]
      set(&problem, region, bounds) { part.costs[$0][$1] }
      var solver = makeSolver()
      solver.hardStateLimit = hardStateLimit / 2
      solver.gap = 1e-4
      let found = solver.solve(problem)
      if let candidate = found.candidate { note(candidate, &outcome) }
      let least = found.lowerBound + part.constant
      guard least <= region.metrics[metric].upperBound else { return false }
      region.metrics[metric] =
        max(region.metrics[metric].lowerBound, least)...region.metrics[metric].upperBound
    }
    let product = region.leastProduct
    guard product < outcome.value else { return false }
    for metric in ChipMetric.allCases {
      let range = region.metrics[metric]
      let most = min(range.upperBound, outcome.value / (product / range.lowerBound))
      region.metrics[metric] = range.lowerBound...max(range.lowerBound, most)
    }
    return true
  }

  /// A line below the logarithm between two numbers.
  struct Chord {
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
  func relaxation(
    _ region: ChipRegion, _ root: ChipRegion, _ parts: PerChipMetric<ChipBounds.Bound>, _ bounds: ChipBounds,
    slack: PerChipMetric<Double>? = nil
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
    for metric in ChipMetric.allCases where region.metrics[metric].upperBound < .infinity {
      add(.init(upper: region.metrics[metric].upperBound - parts[metric].constant)) {
        parts[metric].costs[$0]
      }
    }
    for limit in limits where limit.metric == .area && limit.bounds.lower > -.infinity {
      // Tiles have the rest of the area at least.
      let assumed = slack.map { parts.area.constant + $0.area }
      guard let most = assumed ?? bounds.mostSharedArea(region) else { continue }
      add(.init(lower: (limit.bounds.lower - most) * (1 - 1e-12))) { parts.area.costs[$0] }
    }
    return problem
  }

  func set(
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
  func follow(
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
