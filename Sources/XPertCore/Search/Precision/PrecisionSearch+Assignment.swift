extension PrecisionSearch {
  /// The tabulated candidate with the smallest loss, where cross entropy has `price` times the loss's own
  /// price.
  ///
  /// Layers are coupled by the clock alone, which the slowest converter sets. For every clock that there can
  /// be, the best node of each layer that keeps it is found by itself: with a loss that is a weighted sum of
  /// cross entropy and delay the best of these is the optimum of the table. Otherwise the loss is replaced by
  /// its tangent at the candidate found last, again and again until nothing changes. At the end no single
  /// layer's change makes the loss smaller.
  func assignment(price: Double) throws -> [Int] {
    var best = try Tabulated(
      self, [Int](repeating: evaluator.choices.nodeCount - 1, count: space.layers.count), price)
    for _ in 0..<16 {
      var next = best
      for clock in clocks {
        let other = try Tabulated(self, cheapest(at: best, clock: clock), price)
        if other.loss < next.loss { next = other }
      }
      guard next.loss < best.loss else { break }
      best = next
    }
    // Single changes, until none helps.
    var isImproved = true
    while isImproved {
      isImproved = false
      for layer in space.layers.indices {
        for node in 0..<space.layers[layer].nodeCount where node != best.nodes[layer] {
          var nodes = best.nodes
          nodes[layer] = node
          let other = try Tabulated(self, nodes, price)
          if other.loss < best.loss {
            best = other
            isImproved = true
          }
        }
      }
    }
    return best.nodes
  }

  /// A candidate with what the table says of it.
  private struct Tabulated {
    let nodes: [Int]
    let sums: [Double]
    let peaks: [Double]
    /// d loss / d quantity, cross entropy at its price.
    let slopes: [Double]
    let loss: Double

    init(_ search: PrecisionSearch, _ nodes: [Int], _ price: Double) throws {
      let costs = search.costs
      var sums = [Double](repeating: 0, count: costs.table.sumNames.count)
      var peaks = [Double](repeating: 0, count: costs.table.peakNames.count)
      costs.table.aggregate(nodes, sums: &sums, peaks: &peaks)
      var values = [Double](repeating: 0, count: costs.quantities.count)
      costs.evaluate(candidate: nodes, sums: sums, peaks: peaks, into: &values)
      search.evaluation.inputs.values = values
      var slopes = [Double](repeating: 0, count: values.count)
      let own = try search.evaluation.forward()
      try search.evaluation.backward(into: &slopes)
      let last = values.count - 1
      // A price of its own is a term more: (price - 1) * slope * cross entropy, with the slope held fixed
      // where the table begins.
      let slope = search.entropySlope ?? slopes[last]
      search.entropySlope = slope
      slopes[last] += (price - 1) * slope
      loss = own + (price - 1) * slope * values[last]
      self.nodes = nodes
      self.sums = sums
      self.peaks = peaks
      self.slopes = slopes
    }
  }

  /// Sensing periods that a candidate can have, which are the clock.
  private var clocks: [Double] {
    var clocks: Set<Double> = []
    // Every layer has a node at most as slow as the clock.
    var least = 0.0
    for layer in costs.table.layers {
      let periods = layer.peaks[ChipCostModel.Peak.sensingPeriod]
      clocks.formUnion(periods)
      least = max(least, periods.min()!)
    }
    return clocks.filter { $0 >= least }.sorted()
  }

  /// The best node of each layer for the tangent of the loss at `reference`, none slower than the clock.
  private func cheapest(at reference: Tabulated, clock: Double) -> [Int] {
    var peaks = reference.peaks
    peaks[ChipCostModel.Peak.sensingPeriod] = clock
    var weights = [Double](repeating: 0, count: costs.table.sumNames.count)
    var others = [Double](repeating: 0, count: peaks.count)
    costs.addGradient(
      weights: reference.slopes, sums: reference.sums, peaks: peaks, sumGradient: &weights,
      peakGradient: &others)
    return costs.table.layers.map { layer in
      func cost(_ node: Int) -> Double {
        weights.indices.reduce(0.0) { $0 + weights[$1] * layer.sums[$1][node] }
      }
      let periods = layer.peaks[ChipCostModel.Peak.sensingPeriod]
      let fitting = (0..<layer.nodeCount).filter { periods[$0] <= clock }
      return fitting.dropFirst().reduce(fitting[0]) { cost($1) < cost($0) ? $1 : $0 }
    }
  }
}
