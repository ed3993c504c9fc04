/// Puts the catalogues of several cost models behind each other, and adds metrics that are made of all of
/// them.
struct MetricCatalogBuilder {
  private(set) var metrics: [Metric] = []
  private(set) var quantities: [Quantity] = []
  private(set) var scopes: [MetricScope] = []
  private(set) var sources: [Int] = []
  private(set) var derivations: [MetricCatalog.Derivation] = []

  /// Adds a model's metrics, with its name in front of theirs.
  mutating func append(
    _ catalog: MetricCatalog, named name: String, as kind: MetricScope.Kind, layers: Range<Int>
  ) {
    let (metricOffset, quantityOffset) = (metrics.count, quantities.count)
    let derivationOffset = derivations.count
    func moved(_ range: Range<Int>) -> Range<Int> {
      range.lowerBound + metricOffset..<range.upperBound + metricOffset
    }
    func moved(_ positions: [Int]) -> [Int] { positions.map { $0 + metricOffset } }
    func inside(_ scope: String) -> String {
      name.isEmpty || scope.isEmpty ? name + scope : "\(name).\(scope)"
    }
    for metric in catalog.metrics {
      var metric = metric
      metric.scope = inside(metric.scope)
      metrics.append(metric)
    }
    quantities += catalog.quantities
    sources += catalog.sources.map { $0 >= 0 ? $0 + quantityOffset : $0 - derivationOffset }
    for derivation in catalog.derivations {
      switch derivation {
      case .product(let factors): derivations.append(.product(moved(factors)))
      case .largest(let members): derivations.append(.largest(moved(members)))
      case .sum(let members): derivations.append(.sum(moved(members)))
      }
    }
    if !name.isEmpty {
      scopes.append(
        MetricScope(
          kind: kind, name: name, parent: "", metrics: moved(catalog.unscoped),
          layers: kind == .network ? layers : nil))
    }
    for scope in catalog.scopes {
      scopes.append(
        MetricScope(
          kind: scope.kind, name: scope.name, parent: inside(scope.parent),
          metrics: moved(scope.metrics),
          layers: scope.layers.map { $0.lowerBound + layers.lowerBound..<$0.upperBound + layers.lowerBound }))
    }
  }

  /// Adds the largest of every metric that is the worse the more there is of it: of a model that has such
  /// metrics itself, its largest.
  mutating func appendLargest(over names: [String]) {
    appendScope("worst", .worst) { builder, metric in
      guard metric.quantity.isCost else { return nil }
      let members = names.compactMap { name in
        // The nominal hardware has no corners of its own.
        (name.isEmpty ? nil : builder.position(of: metric, in: "\(name).worst"))
          ?? builder.position(of: metric, in: name)
      }
      return members.count == names.count ? .largest(members) : nil
    }
  }

  /// Adds the sum of every metric. EDAP is the product of the sums of energy, delay and area.
  mutating func appendTotals(over names: [String]) {
    appendScope("total", .total) { builder, metric in
      if metric.quantity == .edap {
        let factors = [Quantity.energy, .delay, .area].compactMap { factor in
          builder.metrics.firstIndex { $0.quantity == factor && $0.scope == "total" }
        }
        return factors.count == 3 ? .product(factors) : nil
      }
      let members = names.compactMap { builder.position(of: metric, in: $0) }
      return members.count == names.count ? .sum(members) : nil
    }
  }

  private mutating func appendScope(
    _ name: String, _ kind: MetricScope.Kind,
    _ derivation: (MetricCatalogBuilder, Metric) -> MetricCatalog.Derivation?
  ) {
    let begin = metrics.count
    // EDAP comes last: it may be made of others.
    for metric in Metric.all.filter({ $0.quantity != .edap }) + Metric.all.filter({ $0.quantity == .edap }) {
      guard let derivation = derivation(self, metric) else { continue }
      var metric = metric
      metric.scope = name
      derivations.append(derivation)
      metrics.append(metric)
      sources.append(-derivations.count)
    }
    scopes.append(
      MetricScope(kind: kind, name: name, parent: "", metrics: begin..<metrics.count, layers: nil))
  }

  private func position(of metric: Metric, in scope: String) -> Int? {
    metrics.firstIndex { $0.quantity == metric.quantity && $0.unit == metric.unit && $0.scope == scope }
  }
}
