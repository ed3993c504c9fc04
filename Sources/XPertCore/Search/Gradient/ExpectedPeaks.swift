/// The expected maximum over layers of one peak, and its gradient (spec 20 §4, `expectation`).
///
/// Layers are treated as independent: the maximum is at most v if every layer's value is, so that E[max] =
/// v(0) + sum over k of (v(k+1) - v(k)) (1 - product over layers of F(layer, v(k))), with v the sorted
/// distinct values and F the probability of a value of at most v(k). The neighbours' coupling through
/// channels is in the probabilities of the rows, not in the maximum.
final class ExpectedPeaks {
  private let space: PackedCostTable
  private let peak: Int
  /// Distinct values, ascending.
  private let values: [Double]
  /// Rank of every table entry in `values`: `[layer][input option][node]`, the layout of one peak's rows.
  private let ranks: [[Int32]]
  /// `[layer][rank]`: probability of the rank; after `expectation` the distribution function.
  private var distribution: [Double]
  /// `[layer][rank]`: d E / d mass at the rank.
  private var slope: [Double]
  private var suffix: [Double]

  init(space: PackedCostTable, peak: Int) {
    self.space = space
    self.peak = peak
    var all: Set<Double> = []
    for layer in space.layers {
      for option in 0..<layer.inputOptionCount {
        let row = space.peakRow(layer, option: option, peak: peak)
        for node in 0..<layer.nodeCount { all.insert(row[node]) }
      }
    }
    let values = all.sorted()
    let rankOf = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int32($0)) })
    ranks = space.layers.map { layer in
      (0..<layer.inputOptionCount).flatMap { option -> [Int32] in
        let row = space.peakRow(layer, option: option, peak: peak)
        return (0..<layer.nodeCount).map { rankOf[row[$0]]! }
      }
    }
    self.values = values
    distribution = Array(repeating: 0, count: space.layers.count * values.count)
    slope = distribution
    suffix = Array(repeating: 1, count: space.layers.count + 1)
  }

  /// - Parameters:
  ///   - probability: of every node, in the layout of ``ArchitectureParameters``.
  ///   - optionProbability: `[layer][input option]`, `space.optionCount` per layer.
  func expectation(
    probability: UnsafeMutablePointer<Double>, optionProbability: UnsafeMutablePointer<Double>
  ) -> Double {
    let width = values.count
    let layerCount = space.layers.count
    for index in distribution.indices { distribution[index] = 0 }
    for (index, layer) in space.layers.enumerated() {
      for option in 0..<layer.inputOptionCount {
        let share = optionProbability[index * space.optionCount + option]
        for node in 0..<layer.nodeCount {
          let rank = Int(ranks[index][option * layer.nodeCount + node])
          distribution[index * width + rank] += share * probability[layer.offset + node]
        }
      }
      for rank in 1..<max(1, width) {
        distribution[index * width + rank] += distribution[index * width + rank - 1]
      }
    }
    var expectation = values[0]
    for rank in 0..<width - 1 {
      let gap = values[rank + 1] - values[rank]
      // Products over the layers before and after each, so that no division by a zero is needed.
      suffix[layerCount] = 1
      for index in stride(from: layerCount - 1, through: 0, by: -1) {
        suffix[index] = suffix[index + 1] * distribution[index * width + rank]
      }
      expectation += gap * (1 - suffix[0])
      var prefix = 1.0
      for index in 0..<layerCount {
        slope[index * width + rank] = -gap * prefix * suffix[index + 1]
        prefix *= distribution[index * width + rank]
      }
    }
    // Mass at a rank adds to the distribution function from there on.
    for index in 0..<layerCount {
      slope[index * width + width - 1] = 0
      for rank in stride(from: width - 2, through: 0, by: -1) {
        slope[index * width + rank] += slope[index * width + rank + 1]
      }
    }
    return expectation
  }

  /// Adds `weight` x d E / d probability to the nodes' costs and to the options' costs, after `expectation`.
  func addGradient(
    weight: Double, probability: UnsafeMutablePointer<Double>,
    optionProbability: UnsafeMutablePointer<Double>, cost: UnsafeMutablePointer<Double>,
    optionCost: UnsafeMutablePointer<Double>
  ) {
    let width = values.count
    for (index, layer) in space.layers.enumerated() {
      for option in 0..<layer.inputOptionCount {
        let at = index * space.optionCount + option
        let share = optionProbability[at]
        var own = 0.0
        for node in 0..<layer.nodeCount {
          let slope = slope[index * width + Int(ranks[index][option * layer.nodeCount + node])]
          cost[layer.offset + node] += weight * share * slope
          own += probability[layer.offset + node] * slope
        }
        optionCost[at] += weight * own
      }
    }
  }
}
