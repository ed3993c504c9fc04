extension PrecisionSearch {
  /// Notes the gradient of a step.
  func note(step: Int) throws(SearchError) {
    let norm = parameters.gradientNorm
    guard norm.isFinite else {
      throw .gradientNotFinite(step: step, cause: "the derivative of a metric is not finite")
    }
    auditor.steps += 1
    auditor.normSum += norm
    auditor.largestNorm = max(auditor.largestNorm, norm)
    guard norm == 0 else { return }
    auditor.zeroSteps += 1
    if quantityGradient.allSatisfy({ $0 == 0 }) { auditor.flatLossSteps += 1 }
  }

  /// The diagnosis of the steps taken so far.
  package func audit() -> SearchAudit {
    let total = auditor.metricNorms.reduce(0, +)
    let shares: [(metric: String, share: Double)] =
      total == 0
      ? []
      : auditor.metricNorms.indices.filter { auditor.metricNorms[$0] > 0 }
        .map { (catalog.names[$0], auditor.metricNorms[$0] / total) }.sorted { $0.share > $1.share }
    return SearchAudit(
      steps: auditor.steps,
      meanGradientNorm: auditor.steps == 0 ? 0 : auditor.normSum / Double(auditor.steps),
      largestGradientNorm: auditor.largestNorm, zeroGradientSteps: auditor.zeroSteps, shares: shares,
      acceptedSteps: auditor.steps, distinctCandidates: order.count, verdict: verdict(shares))
  }

  private func verdict(_ shares: [(metric: String, share: Double)]) -> String {
    guard auditor.steps > 0 else { return "no step was taken" }
    var findings: [String] = []
    if auditor.zeroSteps == auditor.steps {
      findings.append("the gradient is zero: " + zeroCause)
    } else if estimator == .scoreFunction {
      findings.append(
        "the gradient depends on the loss of sampled candidates only: no metric's share is known")
    } else {
      let parts = shares.map { "\($0.metric) \(Int(($0.share * 100).rounded())) %" }.joined(separator: ", ")
      findings.append("the gradient depends on the metrics: \(parts)")
      if !shares.contains(where: { $0.metric == "cross_entropy" }) {
        findings.append("cross entropy has no part in it: nothing speaks for precision")
      }
    }
    if auditor.zeroSteps > 0 && auditor.zeroSteps < auditor.steps && estimator != .scoreFunction {
      findings.append("it was zero in \(auditor.zeroSteps) of \(auditor.steps) steps: " + zeroCause)
    }
    return findings.joined(separator: "; ")
  }

  private var zeroCause: String {
    if estimator == .scoreFunction && auditor.steps == 1 { return "the first loss is its own mean" }
    if auditor.flatLossSteps > 0 {
      return "the loss does not change with any metric (a relu, min, max or clamp at its limit?)"
    }
    if evaluator.choices.nodeCount == 1 { return "every layer has one choice only" }
    return "one node of every layer has probability 1, or all of a layer cost the same"
  }
}
