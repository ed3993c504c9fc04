import XPertKernels

/// Expected sums and peaks under independent layers with given node probabilities, and their gradient: the
/// relaxation `expectation` (spec 20 §4).
///
/// A layer's cost depends on its node and on its input option, which the layers before decide: they are
/// independent, and the expected sum is exact.
final class ExpectedCosts {
  private let space: PackedCostTable
  private let maxima: [ExpectedPeaks]
  /// `[layer][input option]`, `space.optionCount` per layer.
  private let optionProbability: UnsafeMutablePointer<Double>
  /// d loss / d optionProbability.
  private let optionCost: UnsafeMutablePointer<Double>
  /// `[layer][input option][sum]`: expected sum of the layer given the input option.
  private let given: UnsafeMutablePointer<Double>
  private(set) var sums: [Double]
  private(set) var peaks: [Double]

  init(space: PackedCostTable) {
    self.space = space
    maxima = (0..<space.peakCount).map { ExpectedPeaks(space: space, peak: $0) }
    optionProbability = PackedCostTable.allocate(space.layers.count * space.optionCount)
    optionCost = PackedCostTable.allocate(space.layers.count * space.optionCount)
    given = PackedCostTable.allocate(space.layers.count * space.optionCount * space.sumCount)
    sums = Array(repeating: 0, count: space.sumCount)
    peaks = Array(repeating: 0, count: space.peakCount)
  }

  deinit {
    for pointer in [optionProbability, optionCost, given] { pointer.deallocate() }
  }

  /// Computes `sums` and `peaks`.
  func update(probability: UnsafeMutablePointer<Double>) {
    for term in sums.indices { sums[term] = 0 }
    optionProbability.update(repeating: 0, count: space.layers.count * space.optionCount)
    optionProbability[0] = 1
    for (index, layer) in space.layers.enumerated() {
      let p = probability + layer.offset
      for option in 0..<layer.inputOptionCount {
        let at = index * space.optionCount + option
        let share = optionProbability[at]
        for term in 0..<space.sumCount {
          let row = space.sumRow(layer, option: option, term: term)
          var total = VectorMath.Lanes(repeating: 0)
          for block in stride(from: 0, to: layer.stride, by: 8) {
            total += VectorMath.load(p + block) * VectorMath.load(row + block)
          }
          let expected = VectorMath.sum(total)
          given[at * space.sumCount + term] = expected
          sums[term] += share * expected
        }
      }
      if index + 1 < space.layers.count {
        let next = optionProbability + (index + 1) * space.optionCount
        if layer.isMemoryless {
          let output = space.nextRow(layer, option: 0)
          for node in 0..<layer.nodeCount { next[Int(output[node])] += p[node] }
        } else {
          for option in 0..<layer.inputOptionCount {
            let share = optionProbability[index * space.optionCount + option]
            let output = space.nextRow(layer, option: option)
            for node in 0..<layer.nodeCount { next[Int(output[node])] += share * p[node] }
          }
        }
      }
    }
    for (peak, maximum) in maxima.enumerated() {
      peaks[peak] = maximum.expectation(probability: probability, optionProbability: optionProbability)
    }
  }

  /// The expected share of a layer, after `update`.
  func sums(ofLayer index: Int, into own: inout [Double]) {
    for term in own.indices { own[term] = 0 }
    for option in 0..<space.layers[index].inputOptionCount {
      let at = index * space.optionCount + option
      for term in own.indices { own[term] += optionProbability[at] * given[at * space.sumCount + term] }
    }
  }

  /// Overwrites `cost`, d loss / d probability, after `update`.
  ///
  /// - Parameter layerSumGradient: d loss / d a layer's own sums, `[layer][sum]`; empty: none.
  func gradient(
    sumGradient: [Double], layerSumGradient: [Double] = [], peakGradient: [Double],
    probability: UnsafeMutablePointer<Double>,
    cost: UnsafeMutablePointer<Double>
  ) {
    cost.update(repeating: 0, count: space.parameterCount)
    optionCost.update(repeating: 0, count: space.layers.count * space.optionCount)
    for (index, layer) in space.layers.enumerated() {
      let row = cost + layer.offset
      for option in 0..<layer.inputOptionCount {
        let at = index * space.optionCount + option
        for term in sumGradient.indices {
          let slope =
            sumGradient[term]
            + (layerSumGradient.isEmpty ? 0 : layerSumGradient[index * space.sumCount + term])
          guard slope != 0 else { continue }
          optionCost[at] += slope * given[at * space.sumCount + term]
          let source = space.sumRow(layer, option: option, term: term)
          let weight = slope * optionProbability[at]
          xk_add_scaled(row, source, weight, layer.stride)
        }
      }
    }
    for peak in peakGradient.indices where peakGradient[peak] != 0 {
      maxima[peak].addGradient(
        weight: peakGradient[peak], probability: probability, optionProbability: optionProbability,
        cost: cost, optionCost: optionCost)
    }
    // The probability of an input option is the sum of those of the nodes that give it, each times that of
    // the layer's own option where it matters.
    for index in stride(from: space.layers.count - 2, through: 0, by: -1) {
      let layer = space.layers[index]
      let next = optionCost + (index + 1) * space.optionCount
      guard !layer.isMemoryless else {
        let output = space.nextRow(layer, option: 0)
        for node in 0..<layer.nodeCount { cost[layer.offset + node] += next[Int(output[node])] }
        continue
      }
      for option in 0..<layer.inputOptionCount {
        let at = index * space.optionCount + option
        let output = space.nextRow(layer, option: option)
        for node in 0..<layer.nodeCount {
          let following = next[Int(output[node])]
          cost[layer.offset + node] += optionProbability[at] * following
          optionCost[at] += probability[layer.offset + node] * following
        }
      }
    }
  }
}
