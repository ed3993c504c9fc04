import Wording

/// The diagnosis of a search: does the gradient reach the architecture, from which metric, and does the
/// search get where candidates are accepted (spec 20 §2).
public struct SearchAudit: Sendable, CustomStringConvertible {
  public let steps: Int
  /// Those of them that tried neighbours of the best candidate, and had no gradient.
  public var polishingSteps = 0
  /// Norm of d loss / d architecture parameters: mean over the other steps, and largest.
  public let meanGradientNorm: Double
  public let largestGradientNorm: Double
  /// Steps in which that gradient was exactly zero.
  public let zeroGradientSteps: Int
  /// Whether the gradient was different from zero in any step.
  public var dependsOnMetrics: Bool { zeroGradientSteps < steps - polishingSteps }
  /// What each metric of the loss contributes: norm of its part of the gradient over the sum of these norms,
  /// measured in some of the steps. Empty if the gradient was zero in all of them.
  public let shares: [(metric: String, share: Double)]
  /// Steps whose candidate was accepted.
  public let acceptedSteps: Int
  /// Different candidates evaluated.
  public let distinctCandidates: Int
  /// The diagnosis in words, the most serious finding first.
  public let verdict: String

  public var acceptedShare: Double { steps == 0 ? 0 : Double(acceptedSteps) / Double(steps) }

  public var description: String {
    """
    steps: \(steps)\(polishingSteps > 0 ? ", polishing: \(polishingSteps)" : ""), \
    distinct candidates: \(distinctCandidates), accepted steps: \(acceptedSteps)
    gradient norm: mean \(meanGradientNorm.sixDigits), largest \(largestGradientNorm.sixDigits), \
    zero in \(zeroGradientSteps) steps
    \(verdict)
    """
  }
}
