extension GradientSearch {
  /// Evaluates a candidate near the best accepted one.
  ///
  /// Every new best candidate costs an additional call of the loss, and where candidates are ranked by loss
  /// one per metric that it reads (two where metrics have kinks), for its second derivatives: they evaluate
  /// no candidate.
  func polish(_ best: SearchCandidate, index: Int) throws -> StepSummary {
    try evaluation.begin(step: index, progress: 1)
    let polishing = polishing ?? PairwisePolish(model: recorder.model, space: space, sampled: sampled)
    self.polishing = polishing
    if polishing.needsObjective(for: best.nodes) {
      polishing.set(try polishingObjective(best), best: best.nodes, values: best.values)
    }
    polishing.propose(&recorder.candidate, generator: &generator) { candidate in
      candidate.withUnsafeBufferPointer {
        recorder.pool.contains(CandidatePool.fingerprint($0.baseAddress!, count: $0.count))
      }
    }
    recorder.evaluate()
    let loss = try candidateLoss()
    let summary = try record(index: index, progress: 1, loss: loss) { loss }
    if recorder.accept != nil {
      if summary.isAccepted {
        polishing.setRanges(polishingRanges)
      } else {
        polishing.noteRefusal(recorder.values)
      }
    }
    return summary
  }

  private func polishingObjective(_ best: SearchCandidate) throws -> PairwisePolish.Objective {
    for layer in best.nodes.indices { recorder.candidate[layer] = best.nodes[layer] }
    recorder.evaluate()
    _ = try candidateLoss()
    var lossSlope = try slopes()
    var quantities = evaluation.inputs.leaves.indices.filter { evaluation.inputs.leaves[$0] >= 0 }
      .map { catalog.sources[$0] }
    quantities = Array(Set(quantities)).sorted()
    var curvature: [Double]?
    var ranked: [(quantity: Int, slope: Double)] = []
    var ceilings: [(quantity: Int, most: Double)] = []
    switch recorder.ranking {
    case .loss: curvature = try secondDerivatives(best, quantities, lossSlope)
    case .smallest(let name):
      ranked = try rankedSlopes(name, best, sign: 1)
      ceilings = catalog.ceilings(at: try catalog.index(named: name), of: best.values)
    case .largest(let name): ranked = try rankedSlopes(name, best, sign: -1)
    }
    if recorder.ranking != .loss {
      lossSlope = Array(repeating: 0, count: best.values.count)
      for item in ranked {
        lossSlope[item.quantity] = item.slope
        if !quantities.contains(item.quantity) { quantities.append(item.quantity) }
      }
    }
    for ceiling in ceilings where !quantities.contains(ceiling.quantity) {
      quantities.append(ceiling.quantity)
    }
    self.polishingSlope = lossSlope
    return PairwisePolish.Objective(
      quantities: quantities, slope: quantities.map { lossSlope[$0] }, curvature: curvature,
      ranges: polishingRanges, ceilings: ceilings)
  }

  /// Where candidates are likely to be accepted. What is to become smaller (or larger) is not kept from it.
  private var polishingRanges: [(quantity: Int, least: Double, most: Double)] {
    guard recorder.accept != nil else { return [] }
    return recorder.acceptedRanges.map { range in
      let slope = polishingSlope[range.quantity]
      return (
        range.quantity, slope > 0 ? -.infinity : range.least, slope < 0 ? .infinity : range.most
      )
    }
  }

  /// d loss / d quantity, of the last forward pass.
  private func slopes() throws -> [Double] {
    var slopes = Array(repeating: 0.0, count: quantityGradient.count)
    try evaluation.backward(into: &slopes)
    return slopes
  }

  /// d metric / d quantity at the best candidate, with a sign.
  private func rankedSlopes(
    _ name: String, _ best: SearchCandidate, sign: Double
  ) throws -> [(quantity: Int, slope: Double)] {
    catalog.slopes(at: try catalog.index(named: name), of: best.values).map { ($0.quantity, sign * $0.slope) }
  }

  /// Differences of the gradient over a thousandth of each quantity; 0 where the loss cannot be computed
  /// there.
  ///
  /// The largest of several quantities has a kink where another one becomes the largest. Then the smaller one
  /// of the differences to both sides counts, which does not reach over it, and 0 where they disagree in
  /// sign.
  private func secondDerivatives(
    _ best: SearchCandidate, _ quantities: [Int], _ slope: [Double]
  ) throws -> [Double] {
    let count = quantities.count
    var result = Array(repeating: 0.0, count: count * count)
    for (row, quantity) in quantities.enumerated() {
      let value = best.values[quantity]
      let span = value == 0 ? 1e-3 : 1e-3 * abs(value)
      guard let above = try slopes(at: value + span, of: quantity) else { continue }
      let below = catalog.hasKinks ? try slopes(at: value - span, of: quantity) : nil
      for (column, other) in quantities.enumerated() {
        var difference = (above[other] - slope[other]) / span
        if let below {
          let before = (slope[other] - below[other]) / span
          difference = difference * before <= 0 ? 0 : abs(before) < abs(difference) ? before : difference
        }
        result[row * count + column] = difference
      }
    }
    return result
  }

  /// d loss / d quantity where one of the candidate's quantities has another value; nil: there is no loss.
  private func slopes(at value: Double, of quantity: Int) throws -> [Double]? {
    let own = evaluation.inputs.values[quantity]
    evaluation.inputs.values[quantity] = value
    defer { evaluation.inputs.values[quantity] = own }
    do {
      _ = try evaluation.forward()
      return try slopes()
    } catch is SearchError {
      return nil
    }
  }
}
