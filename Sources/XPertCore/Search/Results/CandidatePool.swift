/// Distinct accepted candidates, and a count of all distinct candidates that were evaluated.
struct CandidatePool {
  private(set) var candidates: [SearchCandidate] = []
  /// Fingerprint of a candidate -> its position in `candidates`, or -1 if it was not accepted.
  private var known: [UInt64: Int] = [:]
  /// The position in `candidates` of the best; the earlier one of equals.
  private(set) var best: Int?

  /// - Parameter capacity: candidates that can be noted without allocation.
  init(capacity: Int) { known.reserveCapacity(capacity) }

  /// Different candidates evaluated.
  var distinctCount: Int { known.count }

  /// Whether a candidate has been evaluated.
  func contains(_ fingerprint: UInt64) -> Bool { known[fingerprint] != nil }

  /// Notes a candidate; accepted ones that are new are worth keeping.
  ///
  /// Two candidates are taken for the same if their 64-bit fingerprints are: for 10^6 candidates a mix-up has
  /// a probability of 3e-8.
  mutating func note(_ fingerprint: UInt64, isAccepted: Bool) -> Bool {
    if let position = known[fingerprint] { return isAccepted && position < 0 }
    known[fingerprint] = -1
    return isAccepted
  }

  mutating func keep(_ candidate: SearchCandidate, fingerprint: UInt64) {
    known[fingerprint] = candidates.count
    if best.map({ candidate.score < candidates[$0].score }) ?? true { best = candidates.count }
    candidates.append(candidate)
  }

  /// Best first; equals in the order in which they were found.
  func sorted() -> [SearchCandidate] {
    candidates.sorted { ($0.score, $0.step) < ($1.score, $1.step) }
  }

  /// A fingerprint of node indices (multiplication and xor-shift per layer, final mix of SplitMix64).
  @inline(__always)
  static func fingerprint(_ nodes: UnsafePointer<Int>, count: Int) -> UInt64 {
    var hash: UInt64 = SplitMix64.increment
    for layer in 0..<count {
      hash = (hash ^ UInt64(truncatingIfNeeded: nodes[layer])) &* SplitMix64.multiplier
      hash ^= hash >> 29
    }
    return SplitMix64.mix(hash)
  }
}
