/// The baselines that a gradient search is compared with, at equal budget: same evaluations, same acceptance,
/// same ranking, same loss (spec 20 §5).
///
/// Every step evaluates one candidate. The same arguments give the same bits. Not thread-safe: one search per
/// thread.
public final class BaselineSearch {
  public enum Method: Sendable, Hashable {
    case random
    /// - Parameter patience: neighbours tried without improvement before a new random start.
    case hillClimbing(patience: Int = 400)
    /// Temperatures at the beginning and the end, in units of the mean difference between neighbours.
    case annealing(initial: Double = 0.3, final: Double = 0.0003)
    case evolution(population: Int = 50, sample: Int = 10)
    /// - Parameter objectives: metrics to be small, by name with unit.
    case nsga2(objectives: [String], population: Int = 40, crossover: Double = 0.9)
  }

  public let method: Method
  public let stepCount: Int
  public let seed: UInt64
  public private(set) var stepsTaken = 0
  private let recorder: CandidateRecorder
  private let evaluation: LossEvaluation?
  private let space: CandidateMoves
  private let objectives: [Int]
  private let rankedMetric: Int?
  private var baseline: any Baseline
  private var generator: RandomGenerator

  /// - Parameters:
  ///   - rank: what makes an accepted candidate better than another.
  ///   - loss: leads to accepted candidates; nil if candidates are ranked by a metric: steps then report a
  ///     loss of nan.
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)`` for `rank` and objectives,
  ///   ``SearchError/costNotFinite(_:layer:value:)``.
  public init(
    _ method: Method, model: any CostModel, weights: [(name: String, schedule: Schedule)] = [],
    accept: ((StepSummary) throws -> Bool)? = nil, rank: Ranking = .loss, steps: Int = 2000,
    seed: UInt64 = 1, loss: ((LossInputs) throws -> Tape.Scalar)? = nil
  ) throws(SearchError) {
    precondition(loss != nil || rank != .loss, "ranking by loss needs a loss")
    self.method = method
    stepCount = steps
    self.seed = seed
    recorder = try CandidateRecorder(model: model, ranking: rank, accept: accept, steps: steps)
    let catalog = recorder.catalog
    evaluation = loss.map { LossEvaluation(catalog: catalog, weights: weights, loss: $0) }
    if let evaluation { evaluation.inputs.layers = recorder.layerMetrics(on: evaluation.tape) }
    space = CandidateMoves(nodeCounts: recorder.space.layers.map(\.nodeCount))
    switch rank {
    case .loss: rankedMetric = nil
    case .smallest(let name), .largest(let name): rankedMetric = try catalog.index(named: name)
    }
    var objectives: [Int] = []
    switch method {
    case .random: baseline = RandomSampling()
    case .hillClimbing(let patience): baseline = HillClimbing(patience: patience)
    case .annealing(let initial, let final): baseline = SimulatedAnnealing(initial: initial, final: final)
    case .evolution(let population, let sample):
      baseline = RegularisedEvolution(populationSize: population, sampleSize: sample)
    case .nsga2(let names, let population, let crossover):
      for name in names { objectives.append(try catalog.index(named: name)) }
      baseline = NSGA2(populationSize: population, crossover: crossover)
    }
    self.objectives = objectives
    generator = RandomGenerator(seed: seed)
  }

  /// Evaluates one candidate.
  ///
  /// - Throws: ``SearchError``, and what the loss, `accept` and custom schedules throw.
  @discardableResult
  public func step() throws -> StepSummary {
    let index = stepsTaken + 1
    let progress = stepCount > 1 ? min(1, Double(stepsTaken) / Double(stepCount - 1)) : 0
    baseline.propose(&recorder.candidate, in: space, progress: progress, generator: &generator)
    recorder.evaluate()
    var loss = Double.nan
    if let evaluation {
      try evaluation.begin(step: index, progress: progress)
      evaluation.inputs.values = recorder.values
      loss = try evaluation.forward()
    }
    stepsTaken = index
    let summary = try recorder.record(
      index: index, progress: progress, loss: loss, weightNames: evaluation?.inputs.weightNames ?? [],
      weights: evaluation?.inputs.weights ?? [], candidateLoss: { loss })
    baseline.observe(recorder.candidate, fitness(summary), generator: &generator)
    return summary
  }

  private func fitness(_ summary: StepSummary) -> Fitness {
    var value = summary.loss
    if let rankedMetric {
      value = recorder.catalog.value(at: rankedMetric, of: recorder.values)
      if case .largest = recorder.ranking { value = -value }
    }
    // Where no loss leads back, a candidate that is not accepted is worth nothing.
    let energy = !summary.loss.isNaN ? summary.loss : summary.isAccepted ? value : .infinity
    return Fitness(
      isAccepted: summary.isAccepted, value: summary.isAccepted ? value : energy, energy: energy,
      objectives: objectives.map { recorder.catalog.value(at: $0, of: recorder.values) })
  }

  /// Takes the remaining steps.
  ///
  /// - Throws: as ``step()``.
  public func run() throws -> SearchResult {
    while stepsTaken < stepCount { try step() }
    return result()
  }

  /// What the steps taken so far have found.
  public func result() -> SearchResult { recorder.result(seed: seed) }
}
