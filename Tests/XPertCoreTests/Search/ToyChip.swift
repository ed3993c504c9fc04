@testable import XPertCore

/// A small chip with everything that makes a cost model hard: products of sums and peaks, a root, peaks.
///
/// area = sum 0 + 2 sqrt(sum 1); delay = sum 2 x peak 0; energy = sum 3 + 0.1 x peak 1 x sum 2.
struct ToyChip: CostModel {
  let table: CostTable
  let quantities: [Quantity] = [.area, .delay, .energy]

  func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    values[0] = sums[0] + 2 * sums[1].squareRoot()
    values[1] = sums[2] * peaks[0]
    values[2] = sums[3] + 0.1 * peaks[1] * sums[2]
  }

  func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    sumGradient[0] += weights[0]
    sumGradient[1] += weights[0] / sums[1].squareRoot()
    sumGradient[2] += weights[1] * peaks[0] + weights[2] * 0.1 * peaks[1]
    peakGradient[0] += weights[1] * sums[2]
    sumGradient[3] += weights[2]
    peakGradient[1] += weights[2] * 0.1 * sums[2]
  }

  /// Layers of 3, 5, 2 and 9 nodes; 2, 3 and 2 channel options between them. Numbers in 0.5 ... 2 (SI), some
  /// of the peaks equal.
  static func random(seed: UInt64, coupled: Bool = true, remembers: Bool = false) -> ToyChip {
    ToyChip(table: table(sums: 4, peaks: 2, seed: seed, coupled: coupled, remembers: remembers))
  }

  /// - Parameter remembers: layers 2 and 3 lead to options that depend on their own, as shortcuts make them.
  static func table(
    sums: Int, peaks: Int, seed: UInt64, coupled: Bool = true, remembers: Bool = false
  ) -> CostTable {
    var generator = RandomGenerator(seed: seed)
    let nodes = [3, 5, 2, 9]
    let options = coupled ? [1, 2, 3, 2, 1] : [1, 1, 1, 1, 1]
    let layers = nodes.indices.map { layer in
      let entries = nodes[layer] * options[layer]
      return CostTable.Layer(
        nodeCount: nodes[layer], inputOptionCount: options[layer],
        nextOption: (0..<entries).map {
          let option = remembers && (1...2).contains(layer) ? $0 / nodes[layer] : 0
          return ($0 % nodes[layer] * 7 + 1 + option) % options[layer + 1]
        },
        sums: (0..<sums).map { _ in (0..<entries).map { _ in 0.5 + 1.5 * generator.uniform() } },
        peaks: (0..<peaks).map { _ in
          (0..<entries).map { _ in 0.5 + 0.25 * Double(generator.index(below: 7)) }
        })
    }
    return CostTable(
      sumNames: (0..<sums).map { "sum \($0)" }, peakNames: (0..<peaks).map { "peak \($0)" }, layers: layers)
  }

  /// A purely additive chip over the same space.
  static func additive(seed: UInt64) -> AdditiveCostModel {
    AdditiveCostModel(table: table(sums: 2, peaks: 0, seed: seed), quantities: [.area, .delay])
  }
}

extension CostTable {
  /// All candidates of a small space.
  var candidates: [[Int]] {
    layers.reduce([[]]) { heads, layer in heads.flatMap { head in (0..<layer.nodeCount).map { head + [$0] } }
    }
  }

  func sums(_ candidate: [Int]) -> [Double] { aggregates(candidate).sums }

  func aggregates(_ candidate: [Int]) -> (sums: [Double], peaks: [Double]) {
    var sums = [Double](repeating: 0, count: sumNames.count)
    var peaks = [Double](repeating: 0, count: peakNames.count)
    aggregate(candidate, sums: &sums, peaks: &peaks)
    return (sums, peaks)
  }
}

extension CostModel {
  func values(_ candidate: [Int]) -> [Double] {
    let (sums, peaks) = table.aggregates(candidate)
    var values = [Double](repeating: 0, count: quantities.count)
    evaluate(sums: sums, peaks: peaks, into: &values)
    return values
  }
}

/// Reproducible architecture parameters, `[layer][node]`.
func someAlpha(for table: CostTable, seed: UInt64, spread: Double = 1) -> [[Double]] {
  var generator = RandomGenerator(seed: seed)
  return table.layers.map { layer in (0..<layer.nodeCount).map { _ in spread * generator.normal() } }
}

func softmax(_ alpha: [Double], temperature: Double = 1) -> [Double] {
  let largest = alpha.max()!
  let weights = alpha.map { exponential(($0 - largest) / temperature) }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}
