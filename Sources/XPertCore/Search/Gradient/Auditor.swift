/// Collects what a ``SearchAudit`` reports.
struct Auditor {
  /// Steps with a gradient.
  var steps = 0
  var normSum = 0.0
  var largestNorm = 0.0
  var zeroSteps = 0
  /// Zero-gradient steps in which the loss had no slope at all.
  var flatLossSteps = 0
  /// Zero-gradient steps in which all nodes of a layer had the same cost.
  var uniformSteps = 0
  /// Zero-gradient steps in which one node of every layer had probability 1.
  var certainSteps = 0
  /// Sum over the examined steps of each metric's norm.
  var metricNorms: [Double]

  init(metricCount: Int) { metricNorms = Array(repeating: 0, count: metricCount) }

  /// Metrics are told apart in the first step and in every 64th: one more backward pass each.
  static func separatesMetrics(atStep index: Int) -> Bool { index % 64 == 1 }
}

extension GradientSearch {
  /// Notes the gradient of a step.
  ///
  /// - Throws: ``SearchError/gradientNotFinite(step:cause:)``: the loss's own gradient is finite here, so
  ///   that either the cost model's is not, or the architecture parameters have grown out of range.
  func note(step: Int) throws(SearchError) {
    let norm = parameters.gradientNorm
    guard norm.isFinite else {
      let isOverflow = (0..<parameters.count).contains { !parameters.alpha[$0].isFinite }
      throw .gradientNotFinite(
        step: step,
        cause: isOverflow
          ? "the architecture parameters are not finite (a learning rate out of scale?)"
          : "the derivative of the cost model is not finite")
    }
    auditor.steps += 1
    auditor.normSum += norm
    auditor.largestNorm = max(auditor.largestNorm, norm)
    guard norm == 0 else { return }
    auditor.zeroSteps += 1
    if quantityGradient.allSatisfy({ $0 == 0 })
      && layerGradient?.quantities.contains(where: { $0 != 0 }) != true
    {
      auditor.flatLossSteps += 1
    } else if parameters.hasUniformCost {
      auditor.uniformSteps += 1
    } else if parameters.isCertain {
      auditor.certainSteps += 1
    }
  }

  /// Measures every metric's part of the gradient, and restores the whole.
  func separateMetrics(temperature: Double) throws {
    for metric in evaluation.inputs.leaves.indices where evaluation.inputs.leaves[metric] >= 0 {
      try computeGradient(temperature: temperature, only: metric)
      auditor.metricNorms[metric] += parameters.gradientNorm
    }
    if let layers = evaluation.inputs.layers {
      for metric in layers.catalog.metrics.indices where layers.asks(for: metric) {
        let position = catalog.metrics.count + metric
        try computeGradient(temperature: temperature, only: position)
        auditor.metricNorms[position] += parameters.gradientNorm
      }
    }
    try computeGradient(temperature: temperature, only: nil)
  }

  /// The diagnosis of the steps taken so far.
  public func audit() -> SearchAudit {
    let total = auditor.metricNorms.reduce(0, +)
    let names = catalog.names + (evaluation.inputs.layers?.catalog.names.map { "layers[i].\($0)" } ?? [])
    let shares: [(metric: String, share: Double)] =
      total == 0
      ? []
      : auditor.metricNorms.indices.filter { auditor.metricNorms[$0] > 0 }
        .map { (names[$0], auditor.metricNorms[$0] / total) }.sorted { $0.share > $1.share }
    return SearchAudit(
      steps: stepsTaken, polishingSteps: max(0, stepsTaken - auditor.steps),
      meanGradientNorm: auditor.steps == 0 ? 0 : auditor.normSum / Double(auditor.steps),
      largestGradientNorm: auditor.largestNorm, zeroGradientSteps: auditor.zeroSteps, shares: shares,
      acceptedSteps: recorder.acceptedCount, distinctCandidates: recorder.pool.distinctCount,
      verdict: verdict(shares))
  }

  private func verdict(_ shares: [(metric: String, share: Double)]) -> String {
    guard auditor.steps > 0 else { return "no step was taken" }
    var findings: [String] = []
    if auditor.zeroSteps == auditor.steps {
      findings.append("the gradient is zero: " + zeroCause)
    } else {
      let parts = shares.map { "\($0.metric) \(Int(($0.share * 100).rounded())) %" }.joined(separator: ", ")
      findings.append("the gradient depends on the metrics: \(parts)")
      if auditor.zeroSteps * 10 > auditor.steps {
        findings.append("it was zero in \(auditor.zeroSteps) of \(auditor.steps) steps: " + zeroCause)
      }
    }
    if recorder.accept != nil {
      findings.append(
        recorder.acceptedCount == 0
          ? "no candidate was accepted"
          : "\(recorder.acceptedCount) of \(stepsTaken) steps were accepted")
    }
    return findings.joined(separator: "; ")
  }

  private var zeroCause: String {
    if relaxation.kind == .published {
      return
        "the relaxation 'published' passes every node of a layer the same cost, which softmax annihilates; "
        + "the search is a random walk"
    }
    if auditor.flatLossSteps * 2 > auditor.zeroSteps {
      return "the loss does not change with any metric (a relu, min, max or clamp at its limit?)"
    }
    if auditor.uniformSteps * 2 > auditor.zeroSteps {
      return "every node of a layer costs the same: no choice changes the metrics of the loss"
    }
    if auditor.certainSteps * 2 > auditor.zeroSteps {
      return "one node of every layer has probability 1: the temperature or the learning rate is out of scale"
    }
    return "it is below the smallest number: the scale of the loss or the temperature is out of range"
  }
}
