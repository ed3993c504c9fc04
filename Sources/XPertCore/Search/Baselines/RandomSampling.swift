/// The simplest baseline: every candidate's nodes are drawn with equal probability.
struct RandomSampling: Baseline {
  func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator
  ) {
    space.randomise(&candidate, &generator)
  }

  func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator) {}
}
