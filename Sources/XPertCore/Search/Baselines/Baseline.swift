/// A search that only looks at the values of candidates: it proposes one and is told its fitness, in turn.
protocol Baseline {
  /// Writes the next candidate. `progress` runs from 0 to 1 over the steps.
  mutating func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator)

  /// Hears how good the candidate that it has just proposed is.
  mutating func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator)
}
