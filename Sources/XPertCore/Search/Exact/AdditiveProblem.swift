/// A sum over layers to minimise, under bounds on other sums; a layer is coupled to those before it by its
/// input option (the channels, and those of maps that wait) only (spec 20 §5).
struct AdditiveProblem {
  struct Layer {
    let nodeCount: Int
    let inputOptionCount: Int
    /// `[inputOption * nodeCount + node]` -> input option of the next layer; of the last layer irrelevant.
    let nextOption: [Int]
    /// `[inputOption * nodeCount + node]`; infinite: the node may not be taken.
    var objective: [Double]
    /// `[constraint][inputOption * nodeCount + node]`
    var bounded: [[Double]]
  }

  /// lower <= sum <= upper, both included.
  struct Constraint {
    var lower = -Double.infinity
    var upper = Double.infinity
    /// Where states would be too many, the softest are given up first.
    var softness = 0
  }

  var layers: [Layer]
  var constraints: [Constraint]

  /// - Parameters:
  ///   - objective: the sum of the table to minimise.
  ///   - constraints: sums of the table with their bounds.
  init(table: CostTable, objective: Int, constraints: [(sum: Int, bounds: Constraint)] = []) {
    layers = table.layers.map { layer in
      Layer(
        nodeCount: layer.nodeCount, inputOptionCount: layer.inputOptionCount,
        nextOption: layer.nextOption, objective: layer.sums[objective],
        bounded: constraints.map { layer.sums[$0.sum] })
    }
    self.constraints = constraints.map(\.bounds)
  }

  /// Whether a candidate's sums, added up from the first layer to the last, keep all bounds.
  func isFeasible(_ candidate: [Int]) -> Bool {
    constraints.indices.allSatisfy { index in
      let total = sum(candidate) { $0.bounded[index] }
      return constraints[index].lower <= total && total <= constraints[index].upper
    }
  }

  /// The candidate's objective.
  func objective(of candidate: [Int]) -> Double { sum(candidate) { $0.objective } }

  private func sum(_ candidate: [Int], _ row: (Layer) -> [Double]) -> Double {
    var total = 0.0
    var option = 0
    for (layer, node) in zip(layers, candidate) {
      let entry = option * layer.nodeCount + node
      total += row(layer)[entry]
      option = layer.nextOption[entry]
    }
    return total
  }

  /// What the layers from `level` on add to a sum at least and at most: `[level][input option]`, over the
  /// nodes that may be taken. (infinity, -infinity) where no completion exists.
  func suffixRanges(_ row: (Layer) -> [Double]) -> [[(least: Double, most: Double)]] {
    var ranges = [[(least: Double, most: Double)]](repeating: [], count: layers.count + 1)
    ranges[layers.count] = [(0, 0)]
    for level in layers.indices.reversed() {
      let layer = layers[level]
      let values = row(layer)
      ranges[level] = (0..<layer.inputOptionCount).map { option in
        var range = (least: Double.infinity, most: -Double.infinity)
        for node in 0..<layer.nodeCount {
          let entry = option * layer.nodeCount + node
          guard layer.objective[entry] < .infinity else { continue }
          let rest = ranges[level + 1][target(level, entry)]
          range.least = min(range.least, values[entry] + rest.least)
          range.most = max(range.most, values[entry] + rest.most)
        }
        return range
      }
    }
    return ranges
  }

  /// The input option of the next layer behind an entry (`inputOption * nodeCount + node`); 0 after the last.
  func target(_ level: Int, _ entry: Int) -> Int {
    level + 1 < layers.count ? layers[level].nextOption[entry] : 0
  }
}
