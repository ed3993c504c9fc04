/// The metrics that a cost model's quantities offer, by name and by position.
public final class MetricCatalog: Sendable {
  /// In the order of ``Metric/all``.
  public let metrics: [Metric]
  public let names: [String]
  public let quantities: [Quantity]
  /// metric -> position in `quantities`; -1: EDAP as the product of energy, delay and area.
  let sources: [Int]
  /// Positions of energy, delay and area in `quantities`, if all are there.
  let edapFactors: [Int]

  /// - Parameter multiplies: offer EDAP where energy, delay and area are known.
  public init(quantities: [Quantity], multiplies: Bool = true) {
    self.quantities = quantities
    let factors = !multiplies ? [] : [Quantity.energy, .delay, .area].compactMap { quantities.firstIndex(of: $0) }
    edapFactors = factors.count == 3 ? factors : []
    var metrics: [Metric] = []
    var sources: [Int] = []
    for metric in Metric.all {
      if let source = quantities.firstIndex(of: metric.quantity) {
        metrics.append(metric)
        sources.append(source)
      } else if metric.quantity == .edap && factors.count == 3 {
        metrics.append(metric)
        sources.append(-1)
      }
    }
    self.metrics = metrics
    self.sources = sources
    names = metrics.map(\.name)
  }

  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func index(named name: String) throws(SearchError) -> Int {
    for index in names.indices where names[index] == name { return index }
    throw .unknownMetric(name, suggestions: Suggestion.nearest(to: name, among: names))
  }

  /// A metric in its unit, from the quantities' SI values.
  public func value(at index: Int, of values: [Double]) -> Double {
    let source = sources[index]
    if source >= 0 { return values[source] / metrics[index].unitInSI }
    return edapFactors.reduce(1) { $0 * values[$1] } / metrics[index].unitInSI
  }
}
