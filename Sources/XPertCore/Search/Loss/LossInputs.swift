import Wording

/// What a loss is computed from: metrics as differentiable scalars on demand, scheduled weights as numbers.
///
/// One object, reused at every step; its scalars are valid for the one call of the loss.
public final class LossInputs {
  public let tape: Tape
  public let catalog: MetricCatalog
  /// Counted from 1.
  public internal(set) var step = 1
  /// 0 at the first step, 1 at the last.
  public internal(set) var progress = 0.0
  public let weightNames: [String]
  /// The weights' present values, in the order of `weightNames`.
  public internal(set) var weights: [Double]

  /// Metrics of single layers; nil: the cost model does not know them.
  public internal(set) var layers: LayerMetrics?

  /// Quantities (SI) that the metrics are made of.
  var values: [Double]
  /// Leaf of every metric asked for in this step; -1: not asked for.
  private(set) var leaves: [Int32]
  /// Node of every metric made of others that was asked for in this step; -1: not asked for.
  private var derived: [Int32]
  private var isTouched = false
  /// What stands in front of the names of metrics that are asked for; empty: nothing.
  public private(set) var scope = ""

  init(tape: Tape, catalog: MetricCatalog, weightNames: [String]) {
    self.tape = tape
    self.catalog = catalog
    self.weightNames = weightNames
    weights = Array(repeating: 0, count: weightNames.count)
    values = Array(repeating: 0, count: catalog.quantities.count)
    leaves = Array(repeating: -1, count: catalog.metrics.count)
    derived = leaves
  }

  /// Begins a step: a new generation of the tape, no metric asked for.
  func begin() {
    tape.reset()
    layers?.begin()
    guard isTouched else { return }
    for index in leaves.indices {
      leaves[index] = -1
      derived[index] = -1
    }
    isTouched = false
  }

  /// A metric by its name with unit: `area_mm2`, `delay_us`, `edap`; of a scope `hot.delay_us`.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func metric(named name: String) throws(SearchError) -> Tape.Scalar {
    metric(at: try catalog.index(named: scope.isEmpty ? name : "\(scope).\(name)"))
  }

  /// Looks for metrics in a scope while `body` runs.
  public func within<Value>(_ scope: String, _ body: () throws -> Value) rethrows -> Value {
    let outer = self.scope
    self.scope = scope
    defer { self.scope = outer }
    return try body()
  }

  /// A metric by its position in `catalog`: in one step always the same node, whose gradient is therefore
  /// that of the loss.
  public func metric(at index: Int) -> Tape.Scalar {
    if leaves[index] >= 0 { return tape.scalar(at: leaves[index]) }
    if derived[index] >= 0 { return tape.scalar(at: derived[index]) }
    let metric = catalog.metrics[index]
    let source = catalog.sources[index]
    guard source >= 0 else {
      let node = derive(catalog.derivations[-1 - source], unitInSI: metric.unitInSI)
      // The largest of several is one of them.
      if !leaves.contains(node.index) { derived[index] = node.index }
      isTouched = true
      return node
    }
    let leaf = tape.variable(values[source] / metric.unitInSI, name: catalog.names[index])
    leaves[index] = leaf.index
    isTouched = true
    return leaf
  }

  /// A metric that is made of others. Of the largest, the gradient goes to the first of equals.
  private func derive(_ derivation: MetricCatalog.Derivation, unitInSI: Double) -> Tape.Scalar {
    switch derivation {
    case .product(let factors):
      // In SI, then in the unit of EDAP.
      let factors = factors.map { metric(at: $0) * catalog.metrics[$0].unitInSI }
      return factors[0] * factors[1] * factors[2] / unitInSI
    case .largest(let members):
      let scalars = members.map { metric(at: $0) }
      return scalars.dropFirst().reduce(scalars[0]) { $0.max($1) }
    case .sum(let members):
      let scalars = members.map { metric(at: $0) }
      return scalars.dropFirst().reduce(scalars[0]) { $0 + $1 }
    }
  }

  /// d loss / d scalar, after the tape's backward pass. That of a metric is the whole derivative, in
  /// whichever units the loss asked for the quantity: of `delay_us` a thousand times that of `delay_ns`.
  public func gradient(at index: Int32) -> Double {
    let own = tape.gradient(at: index)
    if let metric = leaves.firstIndex(of: index) {
      return leaves.indices.reduce(own) { sum, other in
        guard other != metric, leaves[other] >= 0, catalog.sources[other] == catalog.sources[metric] else {
          return sum
        }
        return sum + tape.gradient(at: leaves[other]) / catalog.metrics[other].unitInSI
          * catalog.metrics[metric].unitInSI
      }
    }
    return own + (layers?.gradientInOtherUnits(at: index) ?? 0)
  }

  /// Energy x delay x area in mJ ms mm2.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)`` if the model lacks one of them.
  public var edap: Tape.Scalar {
    get throws(SearchError) { try metric(named: "edap") }
  }

  /// The present value of a scheduled weight.
  ///
  /// - Throws: ``SearchError/unknownWeight(_:suggestions:)``.
  public func weight(named name: String) throws(SearchError) -> Double {
    for index in weightNames.indices where weightNames[index] == name { return weights[index] }
    throw .unknownWeight(name, suggestions: Suggestion.nearest(to: name, among: weightNames))
  }
}
