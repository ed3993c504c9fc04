import Wording

/// The metrics that a cost model's quantities offer, by name and by position.
///
/// Several models that are searched at once have one catalogue: each metric's name has the model's in front
/// ("hot.delay_us"), and there are metrics made of those of all models ("worst.delay_us").
public final class MetricCatalog: Sendable {
  /// How a metric follows from others, in SI.
  enum Derivation: Sendable {
    /// EDAP: the product of energy, delay and area.
    case product([Int])
    case largest([Int])
    case sum([Int])
  }

  /// In the order of ``Metric/all``, model by model.
  package let metrics: [Metric]
  public let names: [String]
  /// Without scopes.
  public let baseNames: [String]
  /// Positions of the metrics that belong to no corner and to no network.
  public let unscoped: Range<Int>
  public let quantities: [Quantity]
  /// Corners and networks with what is made of them; empty for one model.
  package let scopes: [MetricScope]
  /// metric -> position in `quantities`; -1 - i: `derivations[i]`.
  let sources: [Int]
  let derivations: [Derivation]

  /// The metrics of one model.
  ///
  /// - Parameter multiplies: offer EDAP where energy, delay and area are known.
  public init(quantities: [Quantity], multiplies: Bool = true) {
    self.quantities = quantities
    let factors = !multiplies ? [] : [Quantity.energy, .delay, .area].filter { quantities.contains($0) }
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
    derivations =
      sources.contains(-1)
      ? [.product(factors.map { factor in metrics.firstIndex { $0.quantity == factor }! })] : []
    self.metrics = metrics
    self.sources = sources
    names = metrics.map(\.name)
    baseNames = names
    unscoped = metrics.indices
    scopes = []
  }

  /// The metrics of several models, and what is made of them.
  ///
  /// - Parameters:
  ///   - members: each model's name ("" for the nominal one), catalogue and layers.
  ///   - kind: `corner` or `network`; networks have totals.
  init(
    joining members: [(name: String, catalog: MetricCatalog, layers: Range<Int>)], as kind: MetricScope.Kind
  ) {
    var builder = MetricCatalogBuilder()
    for member in members {
      builder.append(member.catalog, named: member.name, as: kind, layers: member.layers)
    }
    builder.appendLargest(over: members.map(\.name))
    if kind == .network { builder.appendTotals(over: members.map(\.name)) }
    metrics = builder.metrics
    names = builder.metrics.map(\.name)
    baseNames = builder.metrics.map(\.baseName)
    unscoped = 0..<(builder.metrics.firstIndex { !$0.scope.isEmpty } ?? builder.metrics.count)
    quantities = builder.quantities
    scopes = builder.scopes
    sources = builder.sources
    derivations = builder.derivations
  }

  /// Whether there are metrics that are the largest of several quantities.
  var hasKinks: Bool { !scopes.isEmpty }

  /// Where a metric is, nil for a name that there is not; ``suggestions(for:)`` has what may be meant.
  public func position(of name: String) -> Int? { names.firstIndex(of: name) }

  /// The position of a metric by its name without the scope, among those of one scope.
  public func index(of name: String, in range: Range<Int>) -> Int? {
    baseNames[range].firstIndex(of: name)
  }

  /// The scopes of a kind within a network, or within none.
  package func scopes(_ kind: MetricScope.Kind, in parent: String = "") -> [MetricScope] {
    scopes.filter { $0.kind == kind && $0.parent == parent }
  }

  /// A metric that only exists with a scope is answered with scopes that have it, those of all models first;
  /// one of a scope that does not have it, too.
  public func suggestions(for name: String) -> [String] {
    let scoped = metrics.indices.filter { !unscoped.contains($0) && baseNames[$0] == name }.map { names[$0] }
    let ofAll = scoped.filter { $0.hasPrefix("total.") || $0.hasPrefix("worst.") }
    if !scoped.isEmpty { return Array((ofAll + scoped.filter { !ofAll.contains($0) }).prefix(3)) }
    let nearest = Suggestion.nearest(to: name, among: names)
    guard nearest.isEmpty, let dot = name.lastIndex(of: ".") else { return nearest }
    let base = String(name[name.index(after: dot)...])
    return Array(names.indices.filter { baseNames[$0] == base }.map { names[$0] }.prefix(3))
  }

  /// A metric in its unit, from the quantities' SI values.
  public func value(at index: Int, of values: [Double]) -> Double {
    valueInSI(at: index, of: values) / metrics[index].unitInSI
  }

  /// A metric in SI units.
  public func valueInSI(at index: Int, of values: [Double]) -> Double {
    let source = sources[index]
    guard source < 0 else { return values[source] }
    switch derivations[-1 - source] {
    case .product(let factors): return factors.reduce(1) { $0 * valueInSI(at: $1, of: values) }
    case .largest(let members):
      return members.dropFirst().reduce(valueInSI(at: members[0], of: values)) {
        max($0, valueInSI(at: $1, of: values))
      }
    case .sum(let members): return members.reduce(0) { $0 + valueInSI(at: $1, of: values) }
    }
  }

  /// d metric, in its unit, / d quantity, SI, for the quantities that it depends on. Where several are the
  /// largest, the first.
  func slopes(at index: Int, of values: [Double]) -> [(quantity: Int, slope: Double)] {
    let unit = metrics[index].unitInSI
    let source = sources[index]
    guard source < 0 else { return [(source, 1 / unit)] }
    switch derivations[-1 - source] {
    case .product(let factors):
      let value = value(at: index, of: values)
      return factors.flatMap { factor in
        slopesInSI(at: factor, of: values).map {
          ($0.quantity, value / valueInSI(at: factor, of: values) * $0.slope)
        }
      }
    case .largest, .sum: return slopesInSI(at: index, of: values).map { ($0.quantity, $0.slope / unit) }
    }
  }

  /// Of the largest of several quantities: what each of them may be, SI, without making it larger.
  func ceilings(at index: Int, of values: [Double]) -> [(quantity: Int, most: Double)] {
    let source = sources[index]
    guard source < 0, case .largest(let members) = derivations[-1 - source] else { return [] }
    // Predictions are sums in another order than the evaluation's.
    let largest = valueInSI(at: index, of: values) * (1 + 1e-12)
    return members.flatMap { member in
      let source = sources[member]
      return source >= 0
        ? [(source, largest)] : ceilings(at: member, of: values).map { ($0.quantity, largest) }
    }
  }

  private func slopesInSI(at index: Int, of values: [Double]) -> [(quantity: Int, slope: Double)] {
    let source = sources[index]
    guard source < 0 else { return [(source, 1)] }
    switch derivations[-1 - source] {
    case .product:
      return slopes(at: index, of: values).map { ($0.quantity, $0.slope * metrics[index].unitInSI) }
    case .largest(let members):
      let largest = members.dropFirst().reduce(members[0]) { best, other in
        valueInSI(at: other, of: values) > valueInSI(at: best, of: values) ? other : best
      }
      return slopesInSI(at: largest, of: values)
    case .sum(let members): return members.flatMap { slopesInSI(at: $0, of: values) }
    }
  }
}
