import XPertKernels

/// The least that the layers to come can cost, for every state of a ``PrefixGraph`` and every amount of the
/// primary constraint that is left: dynamic programming over buckets of that amount.
///
/// A layer's share is rounded down to a bucket, and what is left is widened by a bucket per layer to come, so
/// that every completion that exists is counted: the bounds are rigorous. With shares that are whole numbers
/// (tiles, ReLU units) that fit the buckets nothing is rounded, and they are exact.
final class CompletionBounds {
  private let lower: Double
  private let upper: Double
  private let sign: Double
  /// Of every level to the end: what its layers take at least.
  private let suffixShift: [Double]
  private let width: Double
  private let buckets: Int
  /// Buckets by which sums may exceed their rounded parts, per layer.
  private let slack: Int
  private let levels: Int
  /// First number of a state's row, `[level][state]`.
  private let offsets: [[Int]]
  private let rows: UnsafeMutablePointer<Double>
  /// Whether no candidate at all can keep the primary bounds.
  let isInfeasible: Bool

  /// - Parameter buckets: the finer, the tighter; time and memory grow in proportion.
  init(_ graph: PrefixGraph, constraint: AdditiveProblem.Constraint?, buckets: Int) {
    levels = graph.edges.count
    // A lower bound alone is an upper bound of the negative.
    let isFlipped = constraint.map { $0.upper == .infinity && $0.lower > -.infinity } ?? false
    let sign = isFlipped ? -1.0 : 1.0
    self.sign = sign
    lower = isFlipped ? -.infinity : constraint?.lower ?? -.infinity
    upper = isFlipped ? -constraint!.lower : constraint?.upper ?? .infinity
    var shift = [Double](repeating: 0, count: levels + 1)
    var most = shift
    var areWhole = true
    var scale = 0.0
    for level in (0..<levels).reversed() {
      var least = Double.infinity
      var largest = -Double.infinity
      for edge in graph.edges[level] {
        least = min(least, edge.primary * sign)
        largest = max(largest, edge.primary * sign)
        areWhole = areWhole && edge.primary == edge.primary.rounded()
      }
      if least.isFinite { scale += max(abs(least), abs(largest)) }
      shift[level] = shift[level + 1] + (least.isFinite ? least : 0)
      most[level] = most[level + 1] + (largest.isFinite ? largest : 0)
    }
    suffixShift = shift
    let room = min(upper, most[0]) - shift[0]
    // Sums that cancel are rounded as their terms are.
    isInfeasible = levels == 0 || room < -1e-9 * scale || most[0] < lower - 1e-9 * scale
    let span = room > 1e-9 * scale ? room : 0
    if areWhole && span <= Double(4 * buckets) {
      width = 1
      slack = 0
      self.buckets = Int(span.rounded(.down))
    } else {
      width = span > 0 ? span / Double(buckets) : max(scale, 1e-300)
      slack = 1
      self.buckets = span > 0 ? buckets : 0
    }
    let length = self.buckets + 1
    var offsets: [[Int]] = []
    var count = 0
    for level in graph.states {
      let first = count
      offsets.append(level.indices.map { first + $0 * length })
      count += level.count * length
    }
    self.offsets = offsets
    rows = .allocate(capacity: max(count, 1))
    rows.initialize(repeating: .infinity, count: max(count, 1))
    if !isInfeasible { fill(graph) }
  }

  deinit { rows.deallocate() }

  private var isOneSided: Bool { lower == -.infinity }

  private func fill(_ graph: PrefixGraph) {
    let length = buckets + 1
    for state in graph.states[levels].indices {
      let row = rows + offsets[levels][state]
      row[0] = 0
      if isOneSided { row.update(repeating: 0, count: length) }
    }
    for level in (0..<levels).reversed() {
      let least = suffixShift[level] - suffixShift[level + 1]
      for (state, description) in graph.states[level].enumerated() {
        let row = rows + offsets[level][state]
        let edges = graph.edges[level][description.edges]
        for edge in isOneSided ? Self.undominated(edges, sign) : edges {
          let bucket = max(0, Int(((edge.primary * sign - least) / width - 1e-9).rounded(.down)))
          let exact = slack == 0 ? Int((edge.primary * sign - least).rounded()) : bucket
          if exact > buckets { continue }
          xk_relax(
            row + exact, rows + offsets[level + 1][Int(edge.target)], edge.objective, length - exact)
        }
      }
      if !isOneSided { formWindowMinima(level + 1, graph.states[level + 1].count) }
    }
    if !isOneSided { formWindowMinima(0, graph.states[0].count) }
  }

  /// Edges of which no other one to the same state costs less in both: what is used of an upper bound matters
  /// only as far as there is less of it left. Edges to one state come in runs.
  private static func undominated(
    _ edges: ArraySlice<PrefixGraph.Edge>, _ sign: Double
  ) -> ArraySlice<PrefixGraph.Edge> {
    var kept: [PrefixGraph.Edge] = []
    kept.reserveCapacity(edges.count)
    var first = 0
    for edge in edges {
      if let last = kept.last, last.target != edge.target { first = kept.count }
      let share = edge.primary * sign
      if kept[first...].contains(where: { $0.objective <= edge.objective && $0.primary * sign <= share }) {
        continue
      }
      kept.append(edge)
    }
    return kept[...]
  }

  /// Buckets that a completion's rounded sum may lie below the highest that fits.
  private func window(_ level: Int) -> Int {
    let span = ((upper - lower) / width).rounded(.up) + Double(slack * (levels - level))
    return span + 2 >= Double(buckets) ? buckets : Int(span) + 2
  }

  /// Replaces every row of a level by the minima over the window that ends at each bucket.
  private func formWindowMinima(_ level: Int, _ states: Int) {
    let length = buckets + 1
    let window = window(level)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: length) { queue in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: length) { copy in
        for state in 0..<states {
          let row = rows + offsets[level][state]
          _ = copy.update(fromContentsOf: UnsafeBufferPointer(start: row, count: length))
          var (head, tail) = (0, 0)
          for index in 0..<length {
            while tail > head && copy[queue[tail - 1]] >= copy[index] { tail -= 1 }
            queue[tail] = index
            tail += 1
            if queue[head] < index - window { head += 1 }
            row[index] = copy[queue[head]]
          }
        }
      }
    }
  }

  /// At least what the layers from `level` on add to the objective, if the primary sum so far is `sum`;
  /// infinity: no completion keeps the bounds.
  @inline(__always)
  func bound(level: Int, state: Int, sum: Double) -> Double {
    guard upper < .infinity else { return rows[offsets[level][state] + buckets] }
    let left = (upper - sum * sign - suffixShift[level]) / width + 1e-6
    guard left >= 0 else { return .infinity }
    return rows[offsets[level][state] + (left >= Double(buckets) ? buckets : Int(left))]
  }
}
