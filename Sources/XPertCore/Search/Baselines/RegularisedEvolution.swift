/// Regularised (ageing) evolution (Real, Aggarwal, Huang and Le, 2019): the best of a random sample of the
/// population has a child with one layer's node changed; the child enters, the oldest leaves.
struct RegularisedEvolution: Baseline {
  let populationSize: Int
  let sampleSize: Int
  /// A ring: the oldest is at `oldest`.
  private var population: [(candidate: [Int], fitness: Fitness)] = []
  private var oldest = 0

  init(populationSize: Int, sampleSize: Int) {
    self.populationSize = populationSize
    self.sampleSize = sampleSize
  }

  mutating func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator
  ) {
    guard population.count == populationSize else { return space.randomise(&candidate, &generator) }
    var parent = generator.index(below: populationSize)
    for _ in 1..<max(sampleSize, 1) {
      let other = generator.index(below: populationSize)
      if population[other].fitness < population[parent].fitness { parent = other }
    }
    candidate = population[parent].candidate
    space.mutate(&candidate, &generator)
  }

  mutating func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator) {
    guard population.count == populationSize else { return population.append((candidate, fitness)) }
    population[oldest] = (candidate, fitness)
    oldest = (oldest + 1) % populationSize
  }
}
