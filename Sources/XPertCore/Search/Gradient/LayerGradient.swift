/// The way from a loss's slopes on metrics of single layers to the costs of their nodes.
final class LayerGradient {
  private let model: any LayerCostModel
  private let space: PackedCostTable
  private let quantityCount: Int
  /// d loss / d quantity of a layer, `[layer][quantity]`.
  private(set) var quantities: [Double]
  /// d loss / d a layer's own sums, `[layer][sum]`; empty where the loss has no metrics of layers.
  private(set) var sums: [Double] = []
  private var weights: [Double]
  private var own: [Double]
  private var ownGradient: [Double]

  init(model: any LayerCostModel, space: PackedCostTable) {
    self.model = model
    self.space = space
    quantityCount = model.layerQuantities.count
    quantities = Array(repeating: 0, count: space.layers.count * quantityCount)
    weights = Array(repeating: 0, count: quantityCount)
    own = Array(repeating: 0, count: space.sumCount)
    ownGradient = own
  }

  /// Quantities of the expected chip, `[layer][quantity]`.
  func fillExpected(_ expected: ExpectedCosts, into values: inout [Double]) {
    for layer in space.layers.indices {
      expected.sums(ofLayer: layer, into: &own)
      model.evaluateLayer(own: own, sums: expected.sums, peaks: expected.peaks, into: &weights)
      for quantity in weights.indices { values[layer * quantityCount + quantity] = weights[quantity] }
    }
  }

  /// Computes `quantities` and `sums`, and adds what metrics of layers owe to the chip's sums and peaks.
  ///
  /// - Parameter ownSums: a layer's share of the chip's sums.
  /// - Returns: false for a slope that is not finite.
  func update(
    _ metrics: LayerMetrics, only: Int?, sums chipSums: [Double], peaks: [Double],
    ownSums: (_ layer: Int, _ own: inout [Double]) -> Void, sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) -> Bool {
    for index in quantities.indices { quantities[index] = 0 }
    sums.removeAll(keepingCapacity: true)
    guard metrics.isTouched else { return true }
    guard metrics.addGradient(to: &quantities, only: only) else { return false }
    for layer in space.layers.indices {
      for quantity in weights.indices { weights[quantity] = quantities[layer * quantityCount + quantity] }
      for term in ownGradient.indices { ownGradient[term] = 0 }
      if weights.contains(where: { $0 != 0 }) {
        ownSums(layer, &own)
        model.addLayerGradient(
          weights: weights, own: own, sums: chipSums, peaks: peaks, ownGradient: &ownGradient,
          sumGradient: &sumGradient, peakGradient: &peakGradient)
      }
      sums += ownGradient
    }
    return true
  }
}
