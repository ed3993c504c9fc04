@testable import XPertCore

/// ``ToyChip`` with metrics of single layers: a layer's area is its share of sum 0, its delay that of sum 2
/// times the chip's peak 0.
struct LayeredToyChip: LayerCostModel {
  let chip: ToyChip

  init(seed: UInt64, coupled: Bool = true, remembers: Bool = false) {
    chip = .random(seed: seed, coupled: coupled, remembers: remembers)
  }

  var table: CostTable { chip.table }
  var quantities: [Quantity] { chip.quantities }
  let layerQuantities: [Quantity] = [.area, .delay]

  func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    chip.evaluate(sums: sums, peaks: peaks, into: &values)
  }

  func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    chip.addGradient(
      weights: weights, sums: sums, peaks: peaks, sumGradient: &sumGradient, peakGradient: &peakGradient)
  }

  func evaluateLayers(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]) {
    var option = 0
    for (index, layer) in table.layers.enumerated() {
      let entry = option * layer.nodeCount + candidate[index]
      values[index * 2] = layer.sums[0][entry]
      values[index * 2 + 1] = layer.sums[2][entry] * peaks[0]
      option = layer.nextOption[entry]
    }
  }

  func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double]) {
    values[0] = own[0]
    values[1] = own[2] * peaks[0]
  }

  func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double]
  ) {
    ownGradient[0] += weights[0]
    ownGradient[2] += weights[1] * peaks[0]
    peakGradient[0] += weights[1] * own[2]
  }
}
