/// Phase 2 (XPert, section III): the precision of every layer's inputs and ADCs, for a trained network whose
/// weights stay as they are. The loss is made of the cross entropy on crossbars and of the chip's metrics.
///
/// Every step evaluates one candidate on all images (none, if it is known already), and asks the loss for the
/// relaxed metrics and for the candidate's own. The same arguments give the same bits, for any number of
/// threads.
///
/// Not thread-safe: one search per thread.
package final class PrecisionSearch {
  /// Where the gradient of the cross entropy comes from. That of the chip's metrics is exact in all but
  /// `scoreFunction`: they are expected under the probabilities of all nodes.
  package enum Estimator: String, Sendable, Hashable, CaseIterable {
    /// Two nodes per layer are drawn, both paths are run and mixed by their gates, and cross entropy is
    /// differentiated with respect to the gates (`GatedPass`). The candidate has the most probable nodes.
    case twoPath = "two_path"
    /// Cross entropy is tabulated before the first step: single precision plus each layer's own change. The
    /// candidate is the table's best assignment at 1, 2, 1/2, 4, 1/4 ... times the loss's own price of cross
    /// entropy, which walks along the front.
    case sensitivity
    /// The sampled candidate's loss, less its running mean, times the slope of the logarithm of its
    /// probability (REINFORCE): the baseline to compare with.
    case scoreFunction = "score_function"
  }

  package let evaluator: PrecisionEvaluator
  package let estimator: Estimator
  package let optimizer: Optimizer
  package let stepCount: Int
  package let seed: UInt64
  package internal(set) var stepsTaken = 0
  package let catalog: MetricCatalog

  /// With a table of cross entropy, once there is one.
  package internal(set) var costs: PrecisionCosts
  var space: PackedCostTable
  var expected: ExpectedCosts
  let evaluation: LossEvaluation
  let parameters: ArchitectureParameters
  var optimizerState: Optimizer.State
  var generator: RandomGenerator
  var auditor: Auditor
  var quantityGradient: [Double]
  var sumGradient: [Double]
  var peakGradient: [Double]
  var isTabulated = false
  /// Running mean of the loss, of the score function.
  var meanLoss = 0.0
  var candidates: [[Int]: PrecisionCandidate] = [:]
  var order: [[Int]] = []
  var history: [Double] = []
  /// Slope of the loss with respect to cross entropy where assignments begin, in the present step.
  var entropySlope: Double?

  /// - Parameters:
  ///   - costs: of the same layers and choices as `evaluator`.
  ///   - optimizer: nil: Adam with learning rate 0.1.
  ///   - initialSpread: standard deviation of the initial architecture parameters.
  /// - Throws: ``SearchError/costNotFinite(_:layer:value:)``.
  package init(
    evaluator: PrecisionEvaluator, costs: PrecisionCosts,
    weights: [(name: String, schedule: Schedule)] = [], estimator: Estimator = .twoPath,
    optimizer: Optimizer? = nil, steps: Int = 20, seed: UInt64 = 1, initialSpread: Double = 0.01,
    loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws(SearchError) {
    precondition(costs.choices == evaluator.choices && costs.layers.count == evaluator.layerCount)
    try CandidateRecorder.check(costs.table)
    self.evaluator = evaluator
    self.costs = costs
    self.estimator = estimator
    let optimizer = optimizer ?? .adam(learningRate: 0.1)
    self.optimizer = optimizer
    stepCount = steps
    self.seed = seed
    catalog = MetricCatalog(quantities: costs.quantities)
    space = PackedCostTable(costs.table)
    expected = ExpectedCosts(space: space)
    evaluation = LossEvaluation(catalog: catalog, weights: weights, loss: loss)
    parameters = ArchitectureParameters(space: space)
    generator = RandomGenerator(seed: seed)
    parameters.initialize(spread: initialSpread, generator: &generator)
    optimizerState = optimizer.makeState(count: parameters.count)
    auditor = Auditor(metricCount: catalog.metrics.count)
    quantityGradient = Array(repeating: 0, count: costs.quantities.count)
    sumGradient = Array(repeating: 0, count: space.sumCount)
    peakGradient = Array(repeating: 0, count: space.peakCount)
  }

  package var isFinished: Bool { stepsTaken >= stepCount }

  /// Takes the remaining steps.
  ///
  /// - Parameter interrupt: called between layers; what it throws ends the search.
  /// - Throws: ``SearchError``, ``InferenceError``, what the loss and custom schedules throw.
  package func run(interrupt: () throws -> Void = {}) throws -> PrecisionResult {
    while !isFinished { try step(interrupt: interrupt) }
    return result()
  }

  /// What has been evaluated so far, smallest loss first.
  package func result() -> PrecisionResult {
    let all = order.map { candidates[$0]! }
    let ranked = all.indices.sorted { (all[$0].loss, $0) < (all[$1].loss, $1) }
    return PrecisionResult(candidates: ranked.map { all[$0] }, history: history, seed: seed)
  }

  /// The present architecture parameters, `[layer][node]`.
  package var architectureParameters: [[Double]] { rows(parameters.alpha) }

  /// d loss / d architecture parameters of the last step, `[layer][node]`.
  package var architectureGradient: [[Double]] { rows(parameters.gradient) }

  private func rows(_ pointer: UnsafeMutablePointer<Double>) -> [[Double]] {
    space.layers.map { layer in (0..<layer.nodeCount).map { pointer[layer.offset + $0] } }
  }

  /// Evaluates a given candidate and keeps it with the others. Its loss has the weights of the present step.
  ///
  /// - Precondition: one node index per layer.
  /// - Throws: as ``run(interrupt:)``.
  package func evaluate(_ nodes: [Int], interrupt: () throws -> Void = {}) throws -> PrecisionCandidate {
    precondition(nodes.count == evaluator.layerCount)
    if stepsTaken == 0 { try evaluation.begin(step: 1, progress: 0) }
    return try measure(nodes, step: 0, interrupt: interrupt).candidate
  }

  /// A candidate's measured values, its own loss, and its graph. The first evaluation is the one that is
  /// kept.
  func measure(
    _ nodes: [Int], step: Int, interrupt: () throws -> Void
  ) throws -> (candidate: PrecisionCandidate, graph: InferenceGraph) {
    let (outcome, graph) = try evaluator.evaluate(nodes, interrupt: interrupt)
    var values = costs.values(of: nodes)
    values[values.count - 1] = outcome.crossEntropy
    evaluation.inputs.values = values
    let candidate = PrecisionCandidate(
      nodes: nodes, values: values, catalog: catalog, correct: outcome.correct,
      images: evaluator.images.count,
      loss: try evaluation.forward(), step: step)
    if candidates[nodes] == nil {
      candidates[nodes] = candidate
      order.append(nodes)
    }
    return (candidate, graph)
  }
}
