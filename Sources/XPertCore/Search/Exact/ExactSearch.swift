/// The optimum of a search space, with a certificate (spec 20 §5).
///
/// For metrics that are sums over layers: `ExactSolver`. For area, delay, energy and EDAP of a simulated
/// chip, whose clock, wiring and buffers depend on all layers at once: `ChipSolver`, which ends with a
/// bracket.
///
/// Deterministic: no random number, no thread, no time limit.
public struct ExactSearch: Sendable {
  /// Bounds on a metric, both included, in the metric's unit.
  public struct Bounds: Sendable, Hashable {
    public let metric: String
    public let lower: Double
    public let upper: Double

    public init(_ metric: String, atLeast lower: Double = -.infinity, atMost upper: Double = .infinity) {
      self.metric = metric
      self.lower = lower
      self.upper = upper
    }
  }

  public let model: any CostModel
  public let catalog: MetricCatalog
  public let metric: String
  public let bounds: [Bounds]
  /// Prefixes of candidates that may be followed before the search ends with a bracket.
  public var limit = 4_000_000
  /// Relative gap at which the search for a metric of a chip ends.
  public var tolerance = 1e-3
  /// Candidates that are evaluated one by one where the bounds leave a bracket open: a fraction of a second.
  public var enumerationLimit = 1 << 14
  let metricIndex: Int
  /// Position in the catalogue, and bounds in SI.
  let constraints: [(metric: Int, bounds: AdditiveProblem.Constraint)]

  /// - Parameters:
  ///   - metric: what to minimise, by name with unit.
  ///   - bounds: what candidates have to keep.
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``, ``SearchError/costNotFinite(_:layer:value:)``.
  public init(model: any CostModel, minimize metric: String, bounds: [Bounds] = []) throws(SearchError) {
    try CandidateRecorder.check(model.table)
    self.model = model
    self.metric = metric
    self.bounds = bounds
    catalog = model.catalog
    metricIndex = try catalog.index(named: metric)
    var constraints: [(metric: Int, bounds: AdditiveProblem.Constraint)] = []
    for bound in bounds {
      let index = try catalog.index(named: bound.metric)
      let unit = catalog.metrics[index].unitInSI
      constraints.append(
        (index, .init(lower: Self.inSI(bound.lower, unit, -1), upper: Self.inSI(bound.upper, unit, 1))))
    }
    self.constraints = constraints
  }

  /// A bound in SI, wider by the roundings of a way to the unit and back: a candidate keeps the bounds that
  /// it states itself.
  ///
  /// - Parameter side: 1 for an upper bound, -1 for a lower one.
  private static func inSI(_ bound: Double, _ unit: Double, _ side: Double) -> Double {
    let value = bound * unit
    return unit == 1 || !value.isFinite ? value : value + side * 8 * value.ulp
  }

  /// The optimum and its certificate.
  ///
  /// - Throws: ``SearchError/notAdditive(_:)`` for a metric that the model does not add up.
  public func run() throws(SearchError) -> ExactResult {
    try run(isInterrupted: { false })
  }

  /// The optimum and its certificate, as long as nobody interrupts.
  ///
  /// - Parameter checkpoint: called now and then; what it throws ends the search.
  /// - Throws: as ``run()``; what `checkpoint` throws.
  public func run(checkpoint: @escaping () throws -> Void) throws -> ExactResult {
    let checkpoint = EvaluationCheckpoint(checkpoint)
    let result = try run(isInterrupted: { !checkpoint.passes() })
    if let reason = checkpoint.reason { throw reason }
    return result
  }

  private func run(isInterrupted: @escaping () -> Bool) throws(SearchError) -> ExactResult {
    guard let objective = additiveSum(metricIndex), constraints.allSatisfy({ additiveSum($0.metric) != nil })
    else {
      guard let chip = model as? ChipCostModel else { throw .notAdditive(metric) }
      return run(on: chip, isInterrupted)
    }
    let problem = problem(objective, constraints)
    var solver = ExactSolver()
    solver.limit = limit
    solver.isInterrupted = isInterrupted
    let outcome = solver.solve(problem)
    return result(outcome.candidate, lowerBound: outcome.lowerBound) { lowerBound, achieved in
      ExactCertificate(
        metric: metric, lowerBound: lowerBound, achieved: achieved, method: .dynamicProgramming,
        states: outcome.states, buckets: outcome.buckets, expanded: outcome.expanded,
        completed: outcome.completed)
    }
  }

  /// The least of a metric of a chip, or of a sum under bounds on metrics of the chip.
  private func run(on chip: ChipCostModel, _ isInterrupted: @escaping () -> Bool) -> ExactResult {
    let source = catalog.sources[metricIndex]
    let objective: ChipSolver.Objective =
      if source < 0 {
        .edap
      } else if let sum = additiveSum(metricIndex) {
        .sum(sum, quantity: source)
      } else {
        .metric(ChipMetric(rawValue: source)!)
      }
    let (catalog, constraints) = (catalog, constraints)
    var solver = ChipSolver(
      model: chip, objective: objective,
      limits: constraints.filter { catalog.sources[$0.metric] >= 0 && additiveSum($0.metric) == nil }
        .map { .init(metric: ChipMetric(rawValue: catalog.sources[$0.metric])!, bounds: $0.bounds) },
      sums: constraints.compactMap { constraint in
        additiveSum(constraint.metric).map { ($0, constraint.bounds) }
      },
      isFeasible: { values in
        constraints.allSatisfy { constraint in
          let source = catalog.sources[constraint.metric]
          let value =
            source >= 0
            ? values[source]
            : catalog.value(at: constraint.metric, of: values) * catalog.metrics[constraint.metric].unitInSI
          return constraint.bounds.lower <= value && value <= constraint.bounds.upper
        }
      })
    solver.limit = limit
    solver.gap = tolerance
    solver.isInterrupted = isInterrupted
    var outcome = solver.solve()
    solver.enumerate(atMost: enumerationLimit, &outcome)
    return result(outcome.candidate, lowerBound: outcome.lowerBound) { lowerBound, achieved in
      ExactCertificate(
        metric: metric, lowerBound: lowerBound, achieved: achieved,
        method: outcome.isEnumerated ? .enumeration : .branchAndBound,
        states: outcome.regions, buckets: 0, expanded: outcome.expanded, completed: outcome.completed)
    }
  }

  /// - Parameter lowerBound: SI; the certificate gets it, and the candidate's value, in the metric's unit.
  private func result(
    _ nodes: [Int]?, lowerBound: Double,
    certificate: (_ lowerBound: Double, _ achieved: Double?) -> ExactCertificate
  ) -> ExactResult {
    let best = nodes.map { candidate(at: $0) }
    let achieved = best.map { catalog.value(at: metricIndex, of: $0.values) }
    let bound = min(lowerBound / catalog.metrics[metricIndex].unitInSI, achieved ?? .infinity)
    return ExactResult(best: best, catalog: catalog, certificate: certificate(bound, achieved))
  }

  /// The exact front of two metrics that are both to be small, x ascending.
  ///
  /// - Parameters:
  ///   - x: a metric; its upper bound, if there is one, cuts the front.
  ///   - y: another one.
  /// - Throws: ``SearchError``: an unknown metric, one that is not a sum, a lower bound on x or y.
  public func pareto(x: String, y: String) throws(SearchError) -> [SearchCandidate] {
    let (xIndex, yIndex) = (try catalog.index(named: x), try catalog.index(named: y))
    let all = [xIndex] + constraints.map(\.metric)
    guard let objective = additiveSum(yIndex) else { throw .frontNotAdditive(y) }
    if let other = all.first(where: { additiveSum($0) == nil }) {
      throw .frontNotAdditive(catalog.names[other])
    }
    let (xSum, ySum) = (additiveSum(xIndex)!, objective)
    var upper = Double.infinity
    var others: [(metric: Int, bounds: AdditiveProblem.Constraint)] = []
    for constraint in constraints {
      let sum = additiveSum(constraint.metric)
      if (sum == xSum || sum == ySum) && constraint.bounds.lower > -.infinity {
        throw .frontBoundedBelow(catalog.names[constraint.metric])
      }
      if sum == xSum { upper = min(upper, constraint.bounds.upper) } else { others.append(constraint) }
    }
    let problem = problem(objective, [(xIndex, .init(upper: upper))] + others)
    do {
      let points = try FrontSolver().solve(problem)
      return points.map { candidate(at: $0.candidate, score: $0.y) }
    } catch {
      throw .frontTooFine(others.map { catalog.names[$0.metric] })
    }
  }

  private func additiveSum(_ metric: Int) -> Int? {
    let source = catalog.sources[metric]
    return source < 0 ? nil : model.additiveSum(of: source)
  }

  private func problem(
    _ objective: Int, _ constraints: [(metric: Int, bounds: AdditiveProblem.Constraint)]
  ) -> AdditiveProblem {
    AdditiveProblem(
      table: model.table, objective: objective,
      constraints: constraints.map { (additiveSum($0.metric)!, $0.bounds) })
  }

  /// A candidate with all its quantities, evaluated by the full model.
  func candidate(at nodes: [Int], score: Double? = nil) -> SearchCandidate {
    let values = model.values(of: nodes)
    return SearchCandidate(
      nodes: nodes, values: values, catalog: catalog, loss: .nan, step: 0,
      score: score ?? catalog.value(at: metricIndex, of: values))
  }
}

extension CostModel {
  /// The quantities (SI) of one candidate.
  func values(of candidate: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: table.sumNames.count)
    var peaks = [Double](repeating: 0, count: table.peakNames.count)
    table.aggregate(candidate, sums: &sums, peaks: &peaks)
    var values = [Double](repeating: 0, count: quantities.count)
    evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
    return values
  }
}
