/// A differentiable search: architecture parameters alpha[layer][node] follow the gradient of a loss of the
/// chip's metrics, and every accepted candidate on the way is kept (spec 20 §1 and §4).
///
/// Every step evaluates exactly one candidate and calls the loss once. (Exception: with the relaxation
/// `expectation`, the step's loss is that of expected metrics; if candidates are ranked by loss, a new
/// accepted one gets a call of its own.) The same arguments give the same bits.
///
/// **The best candidate** is the accepted one with the smallest loss in the step that found it. That is right
/// for a loss with constant weights. If `accept` states a constraint that the loss only leans towards, or if
/// weights are scheduled, say what is wanted: for Phase 1 `rank: .smallest("delay_fit")`, the least delay
/// among the candidates within the tolerance.
///
/// Not thread-safe: one search per thread.
public final class GradientSearch {
  public let relaxation: Relaxation
  public let optimizer: Optimizer
  /// Steps that ``run()`` takes, and that progress in [0, 1] refers to.
  public let stepCount: Int
  public let seed: UInt64
  /// Times that the search begins anew, from other architecture parameters.
  public let starts: Int
  /// Steps without a better accepted candidate after which the search ends; nil: it does not.
  public let patience: Int?
  /// Steps at the end that try candidates near the best accepted one (`PairwisePolish`).
  public let polishingSteps: Int
  /// Steps taken.
  public internal(set) var stepsTaken = 0
  /// The step that found the best accepted candidate so far.
  var bestStep = 0
  /// Made when the polishing begins.
  var polishing: PairwisePolish?
  /// Slope of what is to be small with respect to the quantities, around the best candidate.
  var polishingSlope: [Double] = []
  let initialSpread: Double

  let recorder: CandidateRecorder
  let evaluation: LossEvaluation
  let space: PackedCostTable
  let parameters: ArchitectureParameters
  var generator: RandomGenerator
  var optimizerState: Optimizer.State
  /// d loss / d quantity, d sum, d peak.
  var quantityGradient: [Double]
  var sumGradient: [Double]
  var peakGradient: [Double]
  let sampled: SampledGradient
  /// How much of a peak's gradient is shared among the layers near it (``SharedPeak``); the rest is the exact
  /// counterfactual. Shared at first, because a chip whose layers are all slow sees no gain in making one of
  /// them fast; exact in the second half, because the optimum may well have several equally slow layers.
  var sharedPeaks = 1.0
  let expected: ExpectedCosts?
  /// Nil: the cost model does not know single layers.
  let layerGradient: LayerGradient?
  /// What `m.layers` is filled with: the candidate's quantities, or the expected ones.
  let candidateLayers: (inout [Double]) -> Void
  let expectedLayers: (inout [Double]) -> Void
  var auditor: Auditor

  /// - Parameters:
  ///   - weights: numbers that the loss reads by name.
  ///   - optimizer: nil: ``defaultOptimizer(for:)``.
  ///   - loss: called once per step.
  ///   - accept: which candidates to keep; nil: all.
  ///   - rank: what makes a kept candidate the best.
  ///   - initialSpread: standard deviation of the initial architecture parameters.
  ///   - starts: the gradient steps are divided into so many searches of equal length, each with schedules of
  ///     its own from beginning to end; all share one pool of candidates.
  ///   - patience: early stopping: end after so many steps without a better accepted candidate.
  ///   - polish: share of the steps, at the end, that try candidates near the best accepted one instead of
  ///     following the gradient: moves of two layers at a time, predicted from the cost table (0.15 is a good
  ///     share).
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)`` for `rank`,
  ///   ``SearchError/costNotFinite(_:layer:value:)``.
  public init(
    model: any CostModel, weights: [(name: String, schedule: Schedule)] = [],
    optimizer: Optimizer? = nil, relaxation: Relaxation = .straightThrough(),
    accept: ((StepSummary) throws -> Bool)? = nil, rank: Ranking = .loss, steps: Int = 2000,
    seed: UInt64 = 1, initialSpread: Double = 0.01, starts: Int = 1, patience: Int? = nil,
    polish: Double = 0, loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws(SearchError) {
    self.relaxation = relaxation
    let optimizer = optimizer ?? Self.defaultOptimizer(for: relaxation.kind)
    self.optimizer = optimizer
    stepCount = steps
    self.seed = seed
    self.starts = max(1, starts)
    self.patience = patience
    self.initialSpread = initialSpread
    polishingSteps = Int((min(max(polish, 0), 1) * Double(steps)).rounded())
    recorder = try CandidateRecorder(model: model, ranking: rank, accept: accept, steps: steps)
    space = recorder.space
    evaluation = LossEvaluation(catalog: recorder.catalog, weights: weights, loss: loss)
    parameters = ArchitectureParameters(space: space)
    generator = RandomGenerator(seed: seed)
    parameters.initialize(spread: initialSpread, generator: &generator)
    optimizerState = optimizer.makeState(count: parameters.count)
    quantityGradient = Array(repeating: 0, count: model.quantities.count)
    sumGradient = Array(repeating: 0, count: space.sumCount)
    peakGradient = Array(repeating: 0, count: space.peakCount)
    sampled = SampledGradient(space: space)
    expected = relaxation.kind == .expectation ? ExpectedCosts(space: space) : nil
    candidateLayers = recorder.layerValues
    let layerMetrics = recorder.layerMetrics(on: evaluation.tape)
    evaluation.inputs.layers = layerMetrics
    var layerGradient: LayerGradient?
    if let model = model as? any LayerCostModel { layerGradient = LayerGradient(model: model, space: space) }
    self.layerGradient = layerGradient
    expectedLayers = { [expected, layerGradient] values in
      if let expected { layerGradient?.fillExpected(expected, into: &values) }
    }
    auditor = Auditor(
      metricCount: recorder.catalog.metrics.count + (layerMetrics?.catalog.metrics.count ?? 0))
  }

  /// Adam with learning rate 0.02 and a short memory (0.9, 0.9) where nodes are sampled. It hardly depends on
  /// the scale of the loss (its gradients should stay well above Adam's 1e-8), and on Phase 1 it is nearer to
  /// the optimum than every constant rate of SGD that was tried: mean gap 0.4 % against 0.5 to 4 %, with the
  /// rates of spec 20 §4 1.7 and 2.3 % (`bench search`). For `expectation`, whose gradient has no noise to
  /// average over, SGD with learning rate 1.3 and momentum 0.9 (spec 20 §4).
  public static func defaultOptimizer(for relaxation: Relaxation.Kind) -> Optimizer {
    relaxation == .expectation
      ? .sgd(learningRate: 1.3, momentum: 0.9) : .adam(learningRate: 0.02, beta1: 0.9, beta2: 0.9)
  }

  public var catalog: MetricCatalog { recorder.catalog }

  /// Takes the remaining steps.
  ///
  /// - Throws: ``SearchError``, and what the loss, `accept` and custom schedules throw.
  public func run() throws -> SearchResult {
    while !isFinished { try step() }
    return result()
  }

  /// Whether all steps are taken, or `patience` is at its end.
  public var isFinished: Bool {
    if stepsTaken >= stepCount { return true }
    guard let patience, bestStep > 0 else { return false }
    return stepsTaken - bestStep >= patience
  }

  /// What the steps taken so far have found.
  public func result() -> SearchResult { recorder.result(seed: seed) }

  /// The present architecture parameters, `[layer][node]`.
  public var architectureParameters: [[Double]] { rows(parameters.alpha) }

  /// d loss / d architecture parameters of the last step, `[layer][node]`.
  public var architectureGradient: [[Double]] { rows(parameters.gradient) }

  private func rows(_ pointer: UnsafeMutablePointer<Double>) -> [[Double]] {
    space.layers.map { layer in (0..<layer.nodeCount).map { pointer[layer.offset + $0] } }
  }

  /// Begins the search from given architecture parameters, `[layer][node]`.
  ///
  /// - Precondition: the shape is that of the space, and no step has been taken.
  public func setArchitectureParameters(_ alpha: [[Double]]) {
    precondition(stepsTaken == 0 && alpha.map(\.count) == space.layers.map(\.nodeCount))
    for (layer, row) in zip(space.layers, alpha) {
      for (node, value) in row.enumerated() { parameters.alpha[layer.offset + node] = value }
    }
  }
}
