/// One step of a search, as seen by `accept` and by loops over steps.
public struct StepSummary {
  /// Counted from 1.
  public let index: Int
  public let progress: Double
  /// The value of the loss in this step. With the relaxation `expectation` that of the expected metrics.
  public let loss: Double
  /// One node index per layer.
  public let candidate: [Int]
  /// The candidate's quantities, SI.
  public let values: [Double]
  public let catalog: MetricCatalog
  public let weightNames: [String]
  public let weights: [Double]
  /// What `accept` said; true without one, and during `accept` itself.
  public internal(set) var isAccepted = true
  /// Different accepted candidates so far, this one included.
  public internal(set) var keptCount = 0
  /// The best of them by the search's ``Ranking``: value of the ranking metric, or of the loss; nil: none
  /// yet.
  public internal(set) var best: Double?
  /// What `best` is a value of: "loss" or a metric with its unit.
  public internal(set) var rankedBy = "loss"

  /// A metric of the candidate by name with unit; nil if the model has no such metric.
  public subscript(name: String) -> Double? {
    guard let index = try? catalog.index(named: name) else { return nil }
    return catalog.value(at: index, of: values)
  }

  /// As the subscript.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func metric(named name: String) throws(SearchError) -> Double {
    catalog.value(at: try catalog.index(named: name), of: values)
  }
}
