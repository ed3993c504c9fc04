import Platform

/// Good candidates, before and beside the bounds.
extension ChipSolver {
  /// Looks for good candidates before anything is proven: bounds on metrics of the chip are tightened by what
  /// the relaxation has missed at its best candidate.
  func improve(_ root: ChipRegion, _ bounds: ChipBounds, _ outcome: inout Outcome) {
    let parts = bounds.bounds(root)
    var slack = PerChipMetric(all: 0.0)
    for _ in 0..<(limits.isEmpty ? 1 : 6) {
      var problem = relaxation(root, root, parts, bounds, slack: slack)
      var first: [Int]?
      switch objective {
      case .metric(let metric):
        let part = parts[metric]
        set(&problem, root, bounds) { part.costs[$0][$1] }
        first = follow(problem, part.constant, &outcome) { $0 }.first
      case .sum(let sum, _):
        set(&problem, root, bounds) { model.table.layers[$0].sums[sum][$1] }
        first = follow(problem, 0, &outcome) { $0 }.first
      case .edap:
        let directions: [PerChipMetric<Double>] = [
          .init(area: 1, delay: 0, energy: 0), .init(area: 0, delay: 1, energy: 0),
          .init(area: 0, delay: 0, energy: 1), .init(area: 1, delay: 1, energy: 1),
          .init(area: 0, delay: 1, energy: 1),
        ]
        for weights in directions {
          // Logarithms around the best so far.
          let scales =
            outcome.candidate.map { PerChipMetric(model.values(of: $0)) }
            ?? .init(area: 1e-5, delay: 1e-3, energy: 1e-5)
          set(&problem, root, bounds) { layer, entry in
            weights.area / scales.area * parts.area.costs[layer][entry]
              + weights.delay / scales.delay * parts.delay.costs[layer][entry]
              + weights.energy / scales.energy * parts.energy.costs[layer][entry]
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
      for metric in ChipMetric.allCases {
        slack[metric] = max(slack[metric], values[metric] - found[metric])
      }
    }
  }

  /// Changes one layer at a time as long as that helps.
  func descend(_ outcome: inout Outcome) {
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
  func repair(_ given: [Int], _ outcome: inout Outcome) {
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

  func note(_ candidate: [Int], _ outcome: inout Outcome) {
    let values = model.values(of: candidate)
    outcome.completed += 1
    guard isFeasible(values), value(values) < outcome.value else { return }
    outcome.value = value(values)
    outcome.candidate = candidate
  }
}
