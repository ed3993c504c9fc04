/// The simplest baseline: every step evaluates a candidate whose nodes are drawn with equal probability. Same
/// budget, same acceptance and same ranking as ``GradientSearch``.
public final class RandomSearch {
  public let stepCount: Int
  public let seed: UInt64
  public private(set) var stepsTaken = 0
  private let recorder: CandidateRecorder
  private let evaluation: LossEvaluation?
  private var generator: RandomGenerator

  /// - Parameters:
  ///   - loss: nil if candidates are ranked by a metric; steps then report a loss of nan.
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)`` for `rank`,
  ///   ``SearchError/costNotFinite(_:layer:value:)``.
  public init(
    model: any CostModel, weights: [(name: String, schedule: Schedule)] = [],
    accept: ((StepSummary) throws -> Bool)? = nil, rank: Ranking = .loss, steps: Int = 2000,
    seed: UInt64 = 1, loss: ((LossInputs) throws -> Tape.Scalar)? = nil
  ) throws(SearchError) {
    precondition(loss != nil || rank != .loss, "ranking by loss needs a loss")
    stepCount = steps
    self.seed = seed
    recorder = try CandidateRecorder(model: model, ranking: rank, accept: accept, steps: steps)
    let catalog = recorder.catalog
    evaluation = loss.map { LossEvaluation(catalog: catalog, weights: weights, loss: $0) }
    generator = RandomGenerator(seed: seed)
  }

  /// Evaluates one candidate.
  ///
  /// - Throws: ``SearchError``, and what the loss, `accept` and custom schedules throw.
  @discardableResult
  public func step() throws -> StepSummary {
    let index = stepsTaken + 1
    let progress = stepCount > 1 ? min(1, Double(stepsTaken) / Double(stepCount - 1)) : 0
    for layer in recorder.space.layers.indices {
      recorder.candidate[layer] = generator.index(below: recorder.space.layers[layer].nodeCount)
    }
    recorder.evaluate()
    var loss = Double.nan
    if let evaluation {
      try evaluation.begin(step: index, progress: progress)
      evaluation.inputs.values = recorder.values
      loss = try evaluation.forward()
    }
    stepsTaken = index
    return try recorder.record(
      index: index, progress: progress, loss: loss, weightNames: evaluation?.inputs.weightNames ?? [],
      weights: evaluation?.inputs.weights ?? [], candidateLoss: { loss })
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
