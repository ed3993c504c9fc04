import Platform

/// Goes to a worse neighbour with probability exp(-difference / temperature) (Kirkpatrick, Gelatt and Vecchi,
/// 1983). The temperature falls by equal factors from `initial` to `final`, in units of the mean difference
/// between neighbours among the first steps, so that it suits a loss of any scale.
struct SimulatedAnnealing: Baseline {
  let initial: Double
  let final: Double
  /// Steps that only measure the differences: a walk that accepts everything.
  static let calibration = 50

  private var current: [Int] = []
  private var energy = Double.infinity
  private var temperature = 0.0
  private var steps = 0
  private var differences = 0.0
  private var count = 0

  init(initial: Double, final: Double) {
    self.initial = initial
    self.final = final
  }

  mutating func propose(
    _ candidate: inout [Int], in space: CandidateMoves, progress: Double, generator: inout RandomGenerator
  ) {
    temperature = initial * pow(final / initial, progress) * (count > 0 ? differences / Double(count) : 1)
    guard !current.isEmpty else { return space.randomise(&candidate, &generator) }
    candidate = current
    space.mutate(&candidate, &generator)
  }

  mutating func observe(_ candidate: [Int], _ fitness: Fitness, generator: inout RandomGenerator) {
    steps += 1
    let difference = fitness.energy - energy
    let isCalibrating = steps <= Self.calibration
    if isCalibrating, difference.isFinite {
      differences += abs(difference)
      count += 1
    }
    // The draw comes first, so that the sequence of random numbers does not depend on the energies.
    let draw = generator.openUniform()
    guard
      current.isEmpty || energy == .infinity || isCalibrating || difference <= 0
        || (temperature > 0 && draw < exp(-difference / temperature))
    else { return }
    current = candidate
    energy = fitness.energy
  }
}
