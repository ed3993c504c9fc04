/// An accepted candidate.
public struct SearchCandidate: Sendable {
  /// One node index per layer.
  public let nodes: [Int]
  /// Quantities, SI.
  public let values: [Double]
  public let catalog: MetricCatalog
  /// The candidate's loss at the step that found it.
  public let loss: Double
  /// The step that found it first, counted from 1.
  public let step: Int
  /// What candidates are ranked by: the smaller the better.
  public let score: Double

  /// Bytes of one, about.
  public static func bytes(layers: Int, quantities: Int) -> Int {
    MemoryLayout<SearchCandidate>.stride + 64 + 8 * (layers + quantities)
  }

  public var bytes: Int { Self.bytes(layers: nodes.count, quantities: values.count) }

  /// A metric by name with unit.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func metric(named name: String) throws(SearchError) -> Double {
    catalog.value(at: try catalog.index(named: name), of: values)
  }
}

/// What makes one accepted candidate better than another.
public enum Ranking: Sendable, Hashable {
  /// The smallest loss in the step that found it.
  case loss
  /// The smallest value of a metric, by name with unit.
  case smallest(String)
  /// The largest value of a metric, by name with unit.
  case largest(String)
}
