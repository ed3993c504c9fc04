/// What an exact search found, and how far it is proven.
public struct ExactResult: Sendable {
  /// nil: no candidate keeps the bounds (or, with a gap left open, none was found).
  public let best: SearchCandidate?
  public let catalog: MetricCatalog
  public let certificate: ExactCertificate
}

/// The bracket around an optimum, and what it rests on.
public struct ExactCertificate: Sendable, Hashable {
  public enum Method: String, Sendable {
    /// Sums over layers: bounds by dynamic programming, best-first search with exact sums.
    case dynamicProgramming = "dynamic programming over layers, channels and the bounded metrics"
    /// Metrics of a chip: `ChipSolver`.
    case branchAndBound = "branch and bound over clock, tiles, bus and buffers"
    /// Metrics of a chip, of a space so small that a bracket left open is closed by looking at all of it.
    case enumeration = "evaluation of every candidate"
  }

  /// The metric that was minimised; the numbers below are in its unit.
  public let metric: String
  /// No feasible candidate is below. Infinity: there is no feasible candidate.
  public let lowerBound: Double
  /// The best candidate's value, from the full model; nil without a candidate.
  public let achieved: Double?
  public let method: Method
  /// States of the prefixes (for metrics of a chip: regions looked at); buckets of the primary constraint.
  public let states: Int
  public let buckets: Int
  /// Prefixes followed, and complete candidates evaluated.
  public let expanded: Int
  public let completed: Int

  /// (achieved - lower bound) / lower bound; nil without a candidate.
  public var gap: Double? { achieved.map { $0 == lowerBound ? 0 : ($0 - lowerBound) / abs(lowerBound) } }

  /// Whether the achieved value is the optimum, up to the rounding of sums (1e-12 relative).
  public var isOptimal: Bool { gap.map { $0 <= 2 * ExactSolver.rounding } ?? false }

  /// Whether it is proven that no candidate keeps the bounds.
  public var isInfeasible: Bool { achieved == nil && lowerBound == .infinity }
}
