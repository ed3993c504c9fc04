extension PrecisionSearch {
  /// Takes one step: a gradient, new architecture parameters, a candidate.
  ///
  /// May be called beyond `stepCount`; progress then stays 1.
  /// - Throws: as ``run(interrupt:)``.
  @discardableResult
  package func step(interrupt: () throws -> Void = {}) throws -> PrecisionStep {
    let index = stepsTaken + 1
    let progress = stepCount > 1 ? min(1, Double(stepsTaken) / Double(stepCount - 1)) : 0
    try evaluation.begin(step: index, progress: progress)
    entropySlope = nil
    parameters.softmax(temperature: 1)
    if estimator == .sensitivity && !isTabulated { try tabulate(interrupt) }
    let relaxed: Double
    switch estimator {
    case .twoPath: relaxed = try twoPathGradient(interrupt)
    case .sensitivity: relaxed = try tabulatedGradient()
    case .scoreFunction: relaxed = try scoreGradient(index, interrupt)
    }
    try note(step: index)
    try parameters.update(by: optimizer, state: &optimizerState, progress: progress, step: index)

    let nodes =
      estimator == .sensitivity ? try assignment(price: price(atStep: index)) : mostProbable()
    let candidate = try measure(nodes, step: index, interrupt: interrupt).candidate
    stepsTaken = index
    history.append(candidate.loss)
    return PrecisionStep(
      index: index, progress: progress, relaxedLoss: relaxed, candidate: candidate,
      weightNames: evaluation.inputs.weightNames, weights: evaluation.inputs.weights)
  }

  func mostProbable() -> [Int] {
    var nodes = [Int](repeating: 0, count: space.layers.count)
    nodes.withUnsafeMutableBufferPointer { parameters.mostProbable(into: $0.baseAddress!) }
    return nodes
  }

  // MARK: Two paths

  /// Two different nodes per layer, drawn with their probabilities, and the softmax of their two parameters.
  private func pairs() -> [(first: Int, second: Int, gate: Double)] {
    space.layers.map { layer in
      guard layer.nodeCount > 1 else { return (0, 0, 1) }
      let p = parameters.probability + layer.offset
      func draw(excluding other: Int?) -> Int {
        let total = (0..<layer.nodeCount).reduce(0.0) { $0 + ($1 == other ? 0 : p[$1]) }
        var rest = generator.uniform() * total
        var last = other == 0 ? 1 : 0
        for node in 0..<layer.nodeCount where node != other {
          if rest < p[node] { return node }
          rest -= p[node]
          if p[node] > 0 { last = node }
        }
        return last
      }
      let first = draw(excluding: nil)
      let second = draw(excluding: first)
      let total = p[first] + p[second]
      return (first, second, total > 0 ? p[first] / total : 0.5)
    }
  }

  private func twoPathGradient(_ interrupt: () throws -> Void) throws -> Double {
    let pairs = pairs()
    // With adapted statistics those of the present best guess serve.
    let graph =
      evaluator.adaptation == nil
      ? evaluator.graph : try evaluator.evaluate(mostProbable(), interrupt: interrupt).graph
    let (entropy, slopes) = try evaluator.gates(graph, pairs, interrupt: interrupt)
    setExpectedMetrics()
    evaluation.inputs.values[costs.quantities.count - 1] = entropy
    let loss = try evaluation.forward()
    try computeGradient { onEntropy in
      guard onEntropy != 0 else { return }
      for (index, layer) in space.layers.enumerated() {
        let (first, second, gate) = pairs[index]
        let total =
          parameters.probability[layer.offset + first] + parameters.probability[layer.offset + second]
        guard first != second, total > 0 else { continue }
        // d gate / d probability of the first and of the second node.
        let slope = onEntropy * slopes[index] / total
        parameters.cost[layer.offset + first] += slope * (1 - gate)
        parameters.cost[layer.offset + second] -= slope * gate
      }
    }
    return loss
  }

  // MARK: Tables

  private func tabulate(_ interrupt: () throws -> Void) throws {
    let (base, changes) = try evaluator.sensitivities(interrupt: interrupt)
    costs = costs.with(base: base, changes: changes)
    space = PackedCostTable(costs.table)
    expected = ExpectedCosts(space: space)
    isTabulated = true
  }

  private func tabulatedGradient() throws -> Double {
    setExpectedMetrics()
    let loss = try evaluation.forward()
    try computeGradient { _ in }
    return loss
  }

  /// 1, 2, 1/2, 4, 1/4 ...
  private func price(atStep index: Int) -> Double {
    let factor = (0..<index / 2).reduce(1.0) { product, _ in 2 * product }
    return index % 2 == 0 ? factor : 1 / factor
  }

  // MARK: Score function

  private func scoreGradient(_ index: Int, _ interrupt: () throws -> Void) throws -> Double {
    var nodes = [Int](repeating: 0, count: space.layers.count)
    nodes.withUnsafeMutableBufferPointer { parameters.sample(generator: &generator, into: $0.baseAddress!) }
    let loss = try measure(nodes, step: index, interrupt: interrupt).candidate.loss
    // Whether the loss has a slope at all, for the audit.
    for at in quantityGradient.indices { quantityGradient[at] = 0 }
    try evaluation.backward(into: &quantityGradient)
    // The first loss is its own mean: it says nothing yet.
    let advantage = index == 1 ? 0 : loss - meanLoss
    meanLoss = index == 1 ? loss : 0.9 * meanLoss + 0.1 * loss
    for at in 0..<parameters.count { parameters.gradient[at] = -advantage * parameters.probability[at] }
    for (layer, node) in zip(space.layers, nodes) { parameters.gradient[layer.offset + node] += advantage }
    return loss
  }

  // MARK: Gradient

  /// Metrics expected under the probabilities of all nodes.
  private func setExpectedMetrics() {
    expected.update(probability: parameters.probability)
    costs.evaluate(sums: expected.sums, peaks: expected.peaks, into: &evaluation.inputs.values)
  }

  /// d loss / d alpha: of expected metrics, and what `addEntropy` adds to `parameters.cost` for a slope of
  /// the loss with respect to cross entropy. Every metric's part by itself first, for the audit.
  private func computeGradient(_ addEntropy: (_ onEntropy: Double) -> Void) throws {
    func compute(only: Int?) throws {
      for at in quantityGradient.indices { quantityGradient[at] = 0 }
      for at in sumGradient.indices { sumGradient[at] = 0 }
      for at in peakGradient.indices { peakGradient[at] = 0 }
      try evaluation.backward(into: &quantityGradient, only: only)
      costs.addGradient(
        weights: quantityGradient, sums: expected.sums, peaks: expected.peaks, sumGradient: &sumGradient,
        peakGradient: &peakGradient)
      expected.gradient(
        sumGradient: sumGradient, peakGradient: peakGradient, probability: parameters.probability,
        cost: parameters.cost)
      addEntropy(quantityGradient[quantityGradient.count - 1])
      parameters.backward(temperature: 1)
    }
    try compute(only: nil)
    for metric in evaluation.inputs.leaves.indices where evaluation.inputs.leaves[metric] >= 0 {
      try compute(only: metric)
      auditor.metricNorms[metric] += parameters.gradientNorm
    }
    try compute(only: nil)
  }
}
