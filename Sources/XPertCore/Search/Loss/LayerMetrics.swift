/// Metrics of single layers, as differentiable scalars on demand: those of the step's candidate or, with the
/// relaxation `expectation`, of the expected chip.
///
/// They cost nothing where a loss does not ask for them. Valid for the one call of the loss, like
/// ``LossInputs``.
public final class LayerMetrics {
  public let catalog: MetricCatalog
  public let layerCount: Int
  private let tape: Tape
  /// Overwrites quantities (SI), `[layer][quantity]`, with those of the step.
  var fill: (inout [Double]) -> Void
  private var values: [Double]
  /// `[layer][metric]`; -1: not asked for in this step.
  private var leaves: [Int32]
  private(set) var isTouched = false

  init(tape: Tape, quantities: [Quantity], layerCount: Int, fill: @escaping (inout [Double]) -> Void) {
    catalog = MetricCatalog(quantities: quantities, multiplies: false)
    self.tape = tape
    self.layerCount = layerCount
    self.fill = fill
    values = Array(repeating: 0, count: layerCount * quantities.count)
    leaves = Array(repeating: -1, count: layerCount * catalog.metrics.count)
  }

  func begin() {
    guard isTouched else { return }
    for index in leaves.indices { leaves[index] = -1 }
    isTouched = false
  }

  /// A metric of a layer, counted from 0, by its name with unit.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func metric(named name: String, ofLayer layer: Int) throws(SearchError) -> Tape.Scalar {
    metric(at: try catalog.index(named: name), ofLayer: layer)
  }

  /// A metric of a layer, counted from 0, by its position in `catalog`.
  public func metric(at index: Int, ofLayer layer: Int) -> Tape.Scalar {
    precondition((0..<layerCount).contains(layer))
    if !isTouched {
      fill(&values)
      isTouched = true
    }
    let at = layer * catalog.metrics.count + index
    if leaves[at] >= 0 { return tape.scalar(at: leaves[at]) }
    let value = values[layer * catalog.quantities.count + catalog.sources[index]]
    let leaf = tape.variable(
      value / catalog.metrics[index].unitInSI, name: "layers[\(layer + 1)].\(catalog.names[index])")
    leaves[at] = leaf.index
    return leaf
  }

  /// What the other units of a quantity add to the gradient of a layer's metric; 0 for other scalars.
  func gradientInOtherUnits(at index: Int32) -> Double {
    guard isTouched, let at = leaves.firstIndex(of: index) else { return 0 }
    let (count, metric) = (catalog.metrics.count, at % catalog.metrics.count)
    return (0..<count).reduce(0) { sum, other in
      let leaf = leaves[at - metric + other]
      guard other != metric, leaf >= 0, catalog.sources[other] == catalog.sources[metric] else { return sum }
      return sum + tape.gradient(at: leaf) / catalog.metrics[other].unitInSI
        * catalog.metrics[metric].unitInSI
    }
  }

  /// Whether the loss asked for a metric of any layer.
  func asks(for metric: Int) -> Bool {
    isTouched && (0..<layerCount).contains { leaves[$0 * catalog.metrics.count + metric] >= 0 }
  }

  /// Adds d loss / d quantity (per SI unit) to `gradient`, `[layer][quantity]`, after the tape's backward
  /// pass.
  ///
  /// - Parameter only: a metric of all layers, to separate its share; nil: all of them.
  /// - Returns: false for a slope that is not finite.
  func addGradient(to gradient: inout [Double], only: Int?) -> Bool {
    guard isTouched else { return true }
    let count = catalog.metrics.count
    for (at, leaf) in leaves.enumerated() where leaf >= 0 && (only ?? at % count) == at % count {
      let slope = tape.gradient(at: leaf)
      guard slope.isFinite else { return false }
      gradient[at / count * catalog.quantities.count + catalog.sources[at % count]] +=
        slope / catalog.metrics[at % count].unitInSI
    }
    return true
  }
}
