/// Goes to a neighbour (one layer with another node) if it is not worse; begins anew from a random candidate
/// when nothing has become better for a while.
struct HillClimbing: Baseline {
  /// Neighbours tried without improvement before a new start.
  let patience: Int
  private var current: [Int] = []
  private var fitness: Fitness?
  private var failures = 0

  init(patience: Int) { self.patience = patience }

  mutating func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator
  ) {
    guard fitness != nil, failures < patience else {
      fitness = nil
      failures = 0
      return space.randomise(&candidate, &generator)
    }
    candidate = current
    space.mutate(&candidate, &generator)
  }

  mutating func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator) {
    if let present = self.fitness {
      failures = fitness < present ? 0 : failures + 1
      if present < fitness { return }
    }
    current = candidate
    self.fitness = fitness
  }
}
