/// Evaluates candidates and keeps the books: shared by all searches, so that their budgets mean the same.
final class CandidateRecorder {
  let model: any CostModel
  let space: PackedCostTable
  let catalog: MetricCatalog
  let accept: ((StepSummary) throws -> Bool)?
  let ranking: Ranking
  private let rankedMetric: Int
  /// One node index per layer; written by the search before `evaluate()`.
  var candidate: [Int]
  var inputOptions: [Int]
  var sums: [Double]
  var peaks: [Double]
  /// Quantities of the candidate, SI.
  var values: [Double]
  private(set) var pool: CandidatePool
  private(set) var history: SearchHistory
  private(set) var acceptedCount = 0
  /// Least and largest of every quantity over the accepted steps; empty before the first.
  private(set) var acceptedRanges: [(quantity: Int, least: Double, most: Double)] = []

  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)`` for the ranking,
  ///   ``SearchError/costNotFinite(_:layer:value:)``.
  init(
    model: any CostModel, ranking: Ranking, accept: ((StepSummary) throws -> Bool)?, steps: Int
  ) throws(SearchError) {
    try Self.check(model.table)
    self.model = model
    self.ranking = ranking
    self.accept = accept
    space = PackedCostTable(model.table)
    catalog = model.catalog
    switch ranking {
    case .loss: rankedMetric = -1
    case .smallest(let name), .largest(let name): rankedMetric = try catalog.index(named: name)
    }
    candidate = Array(repeating: 0, count: space.layers.count)
    inputOptions = candidate
    sums = Array(repeating: 0, count: space.sumCount)
    peaks = Array(repeating: 0, count: space.peakCount)
    values = Array(repeating: 0, count: model.quantities.count)
    pool = CandidatePool(capacity: steps)
    history = SearchHistory(catalog: catalog, layerCount: space.layers.count, capacity: steps)
  }

  /// A nan in a table would silently lose every comparison.
  static func check(_ table: CostTable) throws(SearchError) {
    for (index, layer) in table.layers.enumerated() {
      for (name, row) in zip(table.sumNames + table.peakNames, layer.sums + layer.peaks) {
        if let value = row.first(where: { !$0.isFinite }) {
          throw .costNotFinite(name, layer: index + 1, value: value)
        }
      }
    }
  }

  /// Computes the quantities of `candidate`.
  func evaluate() {
    candidate.withUnsafeBufferPointer { nodes in
      sums.withUnsafeMutableBufferPointer { sums in
        peaks.withUnsafeMutableBufferPointer { peaks in
          inputOptions.withUnsafeMutableBufferPointer { options in
            space.aggregate(
              nodes.baseAddress!, sums: sums.baseAddress!, peaks: peaks.baseAddress!,
              inputOptions: options.baseAddress!)
          }
        }
      }
    }
    model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
  }

  /// Overwrites quantities of layers with those of `candidate`.
  var layerValues: (inout [Double]) -> Void {
    guard let model = model as? any LayerCostModel else { return { _ in } }
    return { [unowned self] in
      model.evaluateLayers(candidate: candidate, sums: sums, peaks: peaks, into: &$0)
    }
  }

  /// Metrics of the layers of `candidate`; nil: the model does not know them.
  func layerMetrics(on tape: Tape) -> LayerMetrics? {
    (model as? any LayerCostModel).map {
      LayerMetrics(
        tape: tape, quantities: $0.layerQuantities, layerCount: space.layers.count, fill: layerValues)
    }
  }

  /// Asks `accept`, notes the candidate and appends to the history.
  ///
  /// - Parameter candidateLoss: the candidate's own loss, asked for only when it decides about the rank.
  /// - Throws: what `accept` and the loss throw.
  func record(
    index: Int, progress: Double, loss: Double, weightNames: [String], weights: [Double],
    candidateLoss: () throws -> Double
  ) throws -> StepSummary {
    var summary = StepSummary(
      index: index, progress: progress, loss: loss, candidate: candidate, values: values, catalog: catalog,
      weightNames: weightNames, weights: weights)
    if let accept { summary.isAccepted = try accept(summary) }
    let fingerprint = candidate.withUnsafeBufferPointer {
      CandidatePool.fingerprint($0.baseAddress!, count: $0.count)
    }
    if summary.isAccepted {
      acceptedCount += 1
      widenRanges()
    }
    if pool.note(fingerprint, isAccepted: summary.isAccepted) {
      let ownLoss = ranking == .loss ? try candidateLoss() : loss
      let score =
        switch ranking {
        case .loss: ownLoss
        case .smallest: catalog.value(at: rankedMetric, of: values)
        case .largest: -catalog.value(at: rankedMetric, of: values)
        }
      pool.keep(
        SearchCandidate(
          nodes: candidate, values: values, catalog: catalog, loss: ownLoss, step: index, score: score),
        fingerprint: fingerprint)
    }
    candidate.withUnsafeBufferPointer {
      history.append(loss: loss, values: values, nodes: $0.baseAddress!, isAccepted: summary.isAccepted)
    }
    summary.keptCount = pool.candidates.count
    summary.best = pool.best.map { rank(of: pool.candidates[$0]) }
    if rankedMetric >= 0 { summary.rankedBy = catalog.names[rankedMetric] }
    return summary
  }

  private func widenRanges() {
    guard acceptedCount > 1 else {
      acceptedRanges = values.indices.map { ($0, values[$0], values[$0]) }
      return
    }
    for index in values.indices {
      acceptedRanges[index].least = min(acceptedRanges[index].least, values[index])
      acceptedRanges[index].most = max(acceptedRanges[index].most, values[index])
    }
  }

  /// The value that ranks a candidate, in the unit of its metric. Scores are the smaller the better.
  private func rank(of candidate: SearchCandidate) -> Double {
    if case .largest = ranking { -candidate.score } else { candidate.score }
  }

  func result(seed: UInt64) -> SearchResult {
    SearchResult(
      candidates: pool.sorted(), history: history, distinctCount: pool.distinctCount, seed: seed)
  }
}
