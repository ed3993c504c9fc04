/// What a search found.
public struct SearchResult {
  /// The best accepted candidate; nil: none was accepted.
  public var best: SearchCandidate? { candidates.first }
  /// Distinct accepted candidates, best first.
  public let candidates: [SearchCandidate]
  package let history: SearchHistory
  /// Different candidates that were evaluated.
  public let distinctCount: Int
  public let seed: UInt64
}
