/// A cost model that also says what each layer costs, in a search's own layers: a projection counts with the
/// layer that adds it, the classifier with the last one.
package protocol LayerCostModel: CostModel {
  /// What is known of a layer, in the order of its values.
  var layerQuantities: [Quantity] { get }

  /// The quantities (SI) of every layer of a candidate.
  ///
  /// - Parameters:
  ///   - candidate: as for ``CostModel/evaluate(candidate:sums:peaks:into:)``.
  ///   - sums: as there.
  ///   - peaks: as there.
  ///   - values: `[layer][quantity]`, overwritten.
  func evaluateLayers(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double])

  /// The quantities (SI) of a layer whose share of the sums is `own`, on a chip with given sums and peaks:
  /// what ``addLayerGradient(weights:own:sums:peaks:ownGradient:sumGradient:peakGradient:)`` differentiates.
  func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double])

  /// Adds `sum over q of weights[q] * d value[q] / d own` to `ownGradient`, and the same for the chip's sums
  /// and peaks.
  func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double])
}

extension AdditiveCostModel: LayerCostModel {
  package var layerQuantities: [Quantity] { quantities }

  public func evaluateLayers(
    candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]
  ) {
    var option = 0
    for (index, layer) in table.layers.enumerated() {
      let entry = option * layer.nodeCount + candidate[index]
      for term in quantities.indices { values[index * quantities.count + term] = layer.sums[term][entry] }
      option = layer.nextOption[entry]
    }
  }

  public func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double]) {
    for index in values.indices { values[index] = own[index] }
  }

  public func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double]
  ) {
    for index in weights.indices { ownGradient[index] += weights[index] }
  }
}
