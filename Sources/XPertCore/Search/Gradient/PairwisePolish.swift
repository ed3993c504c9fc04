/// Polishing: the last steps of a search, spent on candidates near the best one (iterated local search with
/// moves of two layers at a time).
///
/// A *move* gives two layers other nodes, which lets one give up what the other can use better: units of
/// capacity, area. What a move does to every metric that the loss reads is predicted from the cost table, to
/// first order in the table's sums (exactly, where metrics are sums) and with exact peaks, as the gradient
/// predicts it for one layer. What `accept` accepts is not known; the accepted candidates so far span a box
/// of metrics in which it is likely to. An optimum lies on an edge that no candidate has met so far, so the
/// box is tried a little beyond, by less after every candidate that was refused there (a bisection). The best
/// predicted move in the box is proposed. Where there is no better one, one to three layers are changed at
/// random, the rest follows by up to four moves, and every candidate on that way is proposed.
///
/// A proposal costs a step: it is evaluated, and loss and `accept` are asked, before anything is believed.
final class PairwisePolish {
  /// Nodes per layer that a scan looks at; of layers with more, so many drawn at random.
  static let width = 64
  /// Moves after a random change.
  static let depth = 4

  private let model: any CostModel
  private let space: PackedCostTable
  private let sampled: SampledGradient
  private let moves: CandidateMoves

  /// The metric quantities that are followed: value at the best candidate, slopes of the table's sums and
  /// peaks, and the accepted range.
  private struct Followed {
    let quantity: Int
    var value = 0.0
    var sumSlope: [Double]
    var peakSlope: [Double]
    var least = -Double.infinity
    var most = Double.infinity
    /// Relative violations count so much; 0: the range does not matter.
    var weight = 0.0
  }

  private var followed: [Followed] = []
  /// Objective: gradient and, for a loss, second derivatives with respect to the followed quantities.
  private var slope: [Double] = []
  private var curvature: [Double]?
  private var best: [Int] = []
  private var bestSums: [Double]
  private var bestPeaks: [Double]

  /// What is tried beyond the accepted range of every quantity.
  private var margins: [(below: Double, above: Double)] = []
  private var ranges: [(quantity: Int, least: Double, most: Double)] = []
  private var ceilings: [(quantity: Int, most: Double)] = []

  private var current: [Int] = []
  private var movesLeft = 0
  private var previous = Double.infinity
  private var frozen: [Bool]
  private var isFresh = true

  private var sums: [Double]
  private var peaks: [Double]
  private var options: [Int]
  private var shortlist: [[Int]]
  private let cost: UnsafeMutablePointer<Double>
  /// `[quantity][layer][shortlist]`: change of the quantity.
  private var effects: UnsafeMutablePointer<Double>?
  /// `[quantity][shortlist]`: what the first layer of a pair of neighbours does to the second one's effect.
  private var corrections: UnsafeMutablePointer<Double>?

  /// - Parameter sampled: of the same space; only used within a call.
  init(model: any CostModel, space: PackedCostTable, sampled: SampledGradient) {
    self.model = model
    self.space = space
    self.sampled = sampled
    moves = CandidateMoves(nodeCounts: space.layers.map(\.nodeCount))
    bestSums = Array(repeating: 0, count: space.sumCount)
    bestPeaks = Array(repeating: 0, count: space.peakCount)
    sums = bestSums
    peaks = bestPeaks
    options = Array(repeating: 0, count: space.layers.count)
    frozen = Array(repeating: false, count: space.layers.count)
    shortlist = space.layers.map { Array(0..<min($0.nodeCount, Self.width)) }
    cost = PackedCostTable.allocate(space.parameterCount)
  }

  deinit {
    cost.deallocate()
    effects?.deallocate()
    corrections?.deallocate()
  }

  /// What is to be small near the best candidate.
  struct Objective {
    /// Positions of the quantities that the loss reads, and that candidates are ranked by.
    var quantities: [Int]
    /// First derivatives with respect to them, per SI unit.
    var slope: [Double]
    /// Second derivatives, row by row; nil: none.
    var curvature: [Double]?
    /// Quantities that `accept` may look at, with the range of the accepted candidates.
    var ranges: [(quantity: Int, least: Double, most: Double)]
    /// Quantities beyond which a candidate cannot be better: where the largest of several is to become
    /// smaller, all of them.
    var ceilings: [(quantity: Int, most: Double)] = []
  }

  /// Whether `set` has to be called before the next proposal.
  func needsObjective(for candidate: [Int]) -> Bool { candidate != best }

  /// Begins anew around a better candidate.
  ///
  /// - Parameter values: its quantities, SI.
  func set(_ objective: Objective, best candidate: [Int], values: [Double]) {
    best = candidate
    isFresh = true
    movesLeft = 0
    aggregate(candidate)
    bestSums = sums
    bestPeaks = peaks
    if objective.quantities.count != followed.count {
      let count = objective.quantities.count
      effects?.deallocate()
      corrections?.deallocate()
      effects = PackedCostTable.allocate(count * space.layers.count * Self.width)
      corrections = PackedCostTable.allocate(count * Self.width)
    }
    slope = objective.slope
    curvature = objective.curvature
    followed = objective.quantities.map { quantity in
      var weights = Array(repeating: 0.0, count: values.count)
      weights[quantity] = 1
      var item = Followed(
        quantity: quantity, value: values[quantity], sumSlope: Array(repeating: 0, count: space.sumCount),
        peakSlope: Array(repeating: 0, count: space.peakCount))
      model.addGradient(
        weights: weights, sums: sums, peaks: peaks, sumGradient: &item.sumSlope,
        peakGradient: &item.peakSlope)
      return item
    }
    ceilings = objective.ceilings
    setRanges(objective.ranges)
  }

  /// The ranges have grown.
  func setRanges(_ ranges: [(quantity: Int, least: Double, most: Double)]) {
    self.ranges = ranges
    if margins.isEmpty {
      margins = Array(repeating: (0, 0), count: (ranges.map(\.quantity).max() ?? -1) + 1)
      for range in ranges {
        let margin = 0.02 * Self.scale(range.least, range.most)
        margins[range.quantity] = (margin, margin)
      }
    }
    for index in followed.indices {
      guard let range = ranges.first(where: { $0.quantity == followed[index].quantity }) else { continue }
      let scale = Self.scale(range.least, range.most)
      // Predictions are sums in another order than the evaluation's.
      followed[index].least = range.least - margins[range.quantity].below - 1e-12 * scale
      followed[index].most = range.most + margins[range.quantity].above + 1e-12 * scale
      followed[index].weight = 1 / scale
    }
    for ceiling in ceilings {
      guard let index = followed.firstIndex(where: { $0.quantity == ceiling.quantity }) else { continue }
      followed[index].most = min(followed[index].most, ceiling.most)
      followed[index].weight = max(followed[index].weight, 1 / Self.scale(ceiling.most, ceiling.most))
    }
  }

  /// A candidate was refused: where it lies beyond a range, the next ones are not to go as far.
  ///
  /// - Parameter values: its quantities, SI.
  func noteRefusal(_ values: [Double]) {
    guard !margins.isEmpty else { return }
    for item in followed where item.weight > 0 {
      guard let range = ranges.first(where: { $0.quantity == item.quantity }) else { continue }
      let value = values[item.quantity]
      let margin = margins[item.quantity]
      if value < range.least { margins[item.quantity].below = min(margin.below, 0.7 * (range.least - value)) }
      if value > range.most { margins[item.quantity].above = min(margin.above, 0.7 * (value - range.most)) }
    }
    setRanges(ranges)
  }

  private static func scale(_ least: Double, _ most: Double) -> Double {
    max([least, most].filter(\.isFinite).map { abs($0) }.max() ?? 0, 1e-300)
  }

  /// Writes a candidate that is not known yet, unless hundreds of neighbours of the best one are.
  func propose(_ candidate: inout [Int], generator: inout RandomGenerator, isKnown: ([Int]) -> Bool) {
    for _ in 0..<32 {
      if movesLeft == 0 { beginWay(&generator) }
      guard let next = scan(&generator), next.key < previous, next.candidate != current,
        next.candidate != best
      else {
        movesLeft = 0
        continue
      }
      previous = next.key
      current = next.candidate
      movesLeft -= 1
      for layer in frozen.indices { frozen[layer] = false }
      if isKnown(current) { continue }
      candidate = current
      return
    }
    // Nothing is predicted to be better: neighbours at random.
    for _ in 0..<256 {
      candidate = best
      for _ in 0...generator.index(below: 3) { moves.mutate(&candidate, &generator) }
      if !isKnown(candidate) { return }
    }
  }

  /// From the best candidate: as it is the first time, later with some layers changed, which the first move
  /// then leaves alone.
  private func beginWay(_ generator: inout RandomGenerator) {
    current = best
    previous = .infinity
    movesLeft = Self.depth
    for layer in frozen.indices { frozen[layer] = false }
    if !isFresh {
      for _ in 0...generator.index(below: 3) {
        let layer = generator.index(below: current.count)
        moves.change(layer, of: &current, &generator)
        frozen[layer] = true
      }
    }
    isFresh = false
  }

  private func aggregate(_ candidate: [Int]) {
    candidate.withUnsafeBufferPointer { nodes in
      sums.withUnsafeMutableBufferPointer { sums in
        peaks.withUnsafeMutableBufferPointer { peaks in
          options.withUnsafeMutableBufferPointer { options in
            space.aggregate(
              nodes.baseAddress!, sums: sums.baseAddress!, peaks: peaks.baseAddress!,
              inputOptions: options.baseAddress!)
          }
        }
      }
    }
  }
}

// MARK: - The best pair of layers

extension PairwisePolish {
  private typealias Lanes = VectorMath.Lanes

  /// The best move from `current` that leaves frozen layers alone, by predicted violation first and objective
  /// second; `current` itself if there is none better.
  private func scan(_ generator: inout RandomGenerator) -> (candidate: [Int], key: Double)? {
    guard let effects, let corrections else { return nil }
    let count = space.layers.count
    predictEffects(effects, &generator)
    let width = Self.width
    let values = followed.map { item in
      var value = item.value
      for term in sums.indices { value += item.sumSlope[term] * (sums[term] - bestSums[term]) }
      for peak in peaks.indices where item.peakSlope[peak] != 0 {
        value += item.peakSlope[peak] * (peaks[peak] - bestPeaks[peak])
      }
      return value
    }
    // Violations weigh more than any objective.
    let penalty = 1e6 * zip(slope, followed).reduce(1e-300) { $0 + abs($1.0 * $1.1.value) }
    // The least that each layer can do to a linear objective.
    let gains = (0..<count).map { layer in
      shortlist[layer].indices.reduce(0.0) { least, node in
        var gain = 0.0
        for q in followed.indices { gain += slope[q] * effects[(q * count + layer) * width + node] }
        return min(least, gain)
      }
    }
    var found = (key: key(values, penalty), first: 0, a: -1, second: 0, b: -1)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: followed.count) { start in
      for first in 0..<count where !frozen[first] {
        for second in first + 1..<max(count, first + 1) where !frozen[second] {
          let lanes = (shortlist[second].count + 7) / 8
          let isNeighbour = second == first + 1
          var corrected = -1
          for (a, node) in shortlist[first].enumerated() {
            var objective = 0.0
            for q in followed.indices {
              start[q] = values[q] + effects[(q * count + first) * width + a]
              objective += slope[q] * (start[q] - followed[q].value)
            }
            if curvature == nil && !isNeighbour && objective + gains[second] >= found.key { continue }
            if isNeighbour {
              let layer = space.layers[first]
              let option = Int(space.nextRow(layer, option: options[first])[node])
              if option != corrected { correct(corrections, second, option: option) }
              corrected = option
            }
            for block in 0..<lanes {
              let keys = keys(
                start.baseAddress!, effects + (second * width + block * 8),
                isNeighbour ? corrections + block * 8 : nil, penalty)
              let least = -VectorMath.largest(-keys)
              guard least < found.key else { continue }
              for lane in 0..<8 where block * 8 + lane < shortlist[second].count && keys[lane] < found.key {
                found = (keys[lane], first, a, second, block * 8 + lane)
              }
            }
          }
        }
      }
    }
    var candidate = current
    if found.a >= 0 {
      candidate[found.first] = shortlist[found.first][found.a]
      candidate[found.second] = shortlist[found.second][found.b]
    }
    return (candidate, found.key)
  }

  /// The keys of eight moves.
  @inline(__always)
  private func keys(
    _ start: UnsafePointer<Double>, _ effect: UnsafePointer<Double>, _ correction: UnsafePointer<Double>?,
    _ penalty: Double
  ) -> Lanes {
    let stride = space.layers.count * Self.width
    var violation = Lanes(repeating: 0)
    var objective = Lanes(repeating: 0)
    for q in 0..<followed.count {
      var value = VectorMath.load(effect + q * stride) + start[q]
      if let correction { value += VectorMath.load(correction + q * Self.width) }
      let change = value - followed[q].value
      objective += change * slope[q]
      if followed[q].weight > 0 {
        let outside = VectorMath.larger(followed[q].least - value, value - followed[q].most)
        violation += VectorMath.larger(outside, Lanes(repeating: 0)) * followed[q].weight
      }
      if let curvature {
        for other in 0..<followed.count {
          var second = VectorMath.load(effect + other * stride) + start[other]
          if let correction { second += VectorMath.load(correction + other * Self.width) }
          objective +=
            change * (second - followed[other].value) * (0.5 * curvature[q * followed.count + other])
        }
      }
    }
    return objective + violation * penalty
  }

  private func key(_ values: [Double], _ penalty: Double) -> Double {
    var (violation, objective) = (0.0, 0.0)
    for q in values.indices {
      let change = values[q] - followed[q].value
      objective += change * slope[q]
      if followed[q].weight > 0 {
        violation += max(0, followed[q].least - values[q], values[q] - followed[q].most) * followed[q].weight
      }
      if let curvature {
        for other in values.indices {
          objective +=
            change * (values[other] - followed[other].value) * (0.5 * curvature[q * values.count + other])
        }
      }
    }
    return objective + violation * penalty
  }

  /// What every node of the shortlists does to every quantity, the other layers as in `current`.
  private func predictEffects(_ effects: UnsafeMutablePointer<Double>, _ generator: inout RandomGenerator) {
    aggregate(current)
    for (index, layer) in space.layers.enumerated() where layer.nodeCount > Self.width {
      shortlist[index][0] = current[index]
      for place in 1..<Self.width { shortlist[index][place] = generator.index(below: layer.nodeCount) }
    }
    for (q, item) in followed.enumerated() {
      sampled.gradient(
        candidate: current, inputOptions: options, sumGradient: item.sumSlope, peakGradient: item.peakSlope,
        isPublished: false, cost: cost)
      for (index, layer) in space.layers.enumerated() {
        let row = effects + (q * space.layers.count + index) * Self.width
        let present = cost[layer.offset + current[index]]
        for (place, node) in shortlist[index].enumerated() {
          row[place] = cost[layer.offset + node] - present
        }
      }
    }
  }

  /// What input option `option` of a layer changes in the effects of its nodes.
  private func correct(_ corrections: UnsafeMutablePointer<Double>, _ index: Int, option: Int) {
    let layer = space.layers[index]
    for (q, item) in followed.enumerated() {
      let row = corrections + q * Self.width
      for place in shortlist[index].indices { row[place] = 0 }
      guard option != options[index] else { continue }
      for term in item.sumSlope.indices where item.sumSlope[term] != 0 {
        let new = space.sumRow(layer, option: option, term: term)
        let old = space.sumRow(layer, option: options[index], term: term)
        let present = new[current[index]] - old[current[index]]
        for (place, node) in shortlist[index].enumerated() {
          row[place] += item.sumSlope[term] * (new[node] - old[node] - present)
        }
      }
    }
  }
}
