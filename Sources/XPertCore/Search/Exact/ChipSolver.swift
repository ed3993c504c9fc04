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
    case metric(ChipMetric)
    case edap
    /// A sum of the table, and the quantity that it is.
    case sum(Int, quantity: Int)
  }

  /// Bounds on a metric, SI.
  struct Limit {
    let metric: ChipMetric
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
    /// Every candidate has been evaluated.
    var isEnumerated = false
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
  static let labelsPerRegion = 1000
  static let regionEffort = 20_000
  static let stateLimit = 24
  static let completionsPerRegion = 50
  static let buckets = 128

  /// More states do not help energy, whose gap is in the leakage, and cost time.
  var hardStateLimit: Int {
    switch objective {
    case .metric(.energy), .edap: 128
    case .metric, .sum: 512
    }
  }

  struct Open {
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

  /// How many candidates there are; nil: more than `limit`.
  private func candidateCount(atMost limit: Int) -> Int? {
    var count = 1
    for layer in model.table.layers {
      let (product, overflows) = count.multipliedReportingOverflow(by: layer.nodeCount)
      guard !overflows, product <= limit else { return nil }
      count = product
    }
    return count
  }

  /// Closes a bracket by evaluating every candidate, where there are at most `most`, and `limit` allows it.
  func enumerate(atMost most: Int, _ outcome: inout Outcome) {
    guard outcome.lowerBound < outcome.value, let count = candidateCount(atMost: min(most, limit)) else {
      return
    }
    let layers = model.table.layers
    var candidate = [Int](repeating: 0, count: layers.count)
    for number in 0..<count {
      if number % 256 == 0 && isInterrupted() { return }
      note(candidate, &outcome)
      for layer in layers.indices.reversed() {
        candidate[layer] += 1
        if candidate[layer] < layers[layer].nodeCount { break }
        candidate[layer] = 0
      }
    }
    outcome.lowerBound = outcome.value
    outcome.isEnumerated = true
  }

  func value(_ values: [Double]) -> Double {
    switch objective {
    case .metric(let metric): values[metric]
    case .edap: PerChipMetric(values).product
    case .sum(_, let quantity): values[quantity]
    }
  }
}
