/// From tabulated layer costs to the quantities of a whole chip.
///
/// A model is a table and a function of its aggregates. `gradient` is that function's derivative, which lets
/// a search pass every node its own effect on every quantity.
public protocol CostModel: Sendable {
  var table: CostTable { get }
  /// The quantities the model knows, in the order of `values`.
  var quantities: [Quantity] { get }
  /// The metrics that the quantities offer.
  var catalog: MetricCatalog { get }

  /// The quantities (SI) of a chip whose layers' sums add up to `sums` and whose peaks are `peaks`.
  ///
  /// - Parameter values: one entry per element of `quantities`, overwritten.
  func evaluate(sums: [Double], peaks: [Double], into values: inout [Double])

  /// The quantities of one candidate. By default those of its sums and peaks; a model whose chip-level
  /// circuits round or depend on layers one by one gives the exact values here and smooth ones above.
  ///
  /// - Parameter candidate: one node index per layer.
  func evaluate(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double])

  /// Adds `sum over q of weights[q] * d value[q] / d sums` to `sumGradient`, and the same for the peaks.
  /// Step-like terms (a grid that grows by a whole row) are differentiated by a secant, as stated by the
  /// model.
  func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double])

  /// The sum of the table that a quantity simply is, for every candidate; nil: it is more than a sum.
  ///
  /// - Parameter quantity: position in `quantities`.
  func additiveSum(of quantity: Int) -> Int?
}

extension CostModel {
  public var catalog: MetricCatalog { MetricCatalog(quantities: quantities) }

  public func additiveSum(of quantity: Int) -> Int? { nil }

  public func evaluate(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]) {
    evaluate(sums: sums, peaks: peaks, into: &values)
  }
}

/// A model in which every quantity is simply a sum over layers: quantity q is sum q of the table.
public struct AdditiveCostModel: CostModel {
  public let table: CostTable
  public let quantities: [Quantity]

  public init(table: CostTable, quantities: [Quantity]) {
    precondition(table.sumNames.count == quantities.count && table.peakNames.isEmpty)
    self.table = table
    self.quantities = quantities
  }

  public func additiveSum(of quantity: Int) -> Int? { quantity }

  /// The same model with the ReLU units of the first layers only, as the capacity of spec 20 §5 counts them.
  public func countingReLUUnits(ofLayers count: Int) -> AdditiveCostModel {
    let term = quantities.firstIndex(of: .reluUnits)!
    var layers = table.layers
    for layer in layers.indices.dropFirst(count) {
      layers[layer].sums[term] = layers[layer].sums[term].map { _ in 0 }
    }
    return AdditiveCostModel(
      table: CostTable(sumNames: table.sumNames, layers: layers), quantities: quantities)
  }

  public func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    for index in values.indices { values[index] = sums[index] }
  }

  public func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    for index in weights.indices { sumGradient[index] += weights[index] }
  }
}
