/// What one peak of the sampled candidate adds to the costs of nodes: a mixture, times the loss's slope, of
/// the exact counterfactual (the largest of the other layers' peaks, of the node's own and of the next
/// layer's) and of the layer's Shapley share (``SharedPeak``). Swapping one of several equally slow layers
/// does not change the maximum: the exact gradient is zero just where it is needed most.
final class SampledPeak {
  private let space: PackedCostTable
  private let peak: Int
  /// Of every layer, and the largest before and from a layer on.
  private let own: UnsafeMutablePointer<Double>
  private let before: UnsafeMutablePointer<Double>
  private let from: UnsafeMutablePointer<Double>
  /// The first layer after each that swapping its node does not touch.
  private let untouched: [Int]
  private let largest: TrailingContributions
  private let shares: TrailingContributions
  private let sharing: SharedPeak
  private var exactSlope = 0.0
  private var sharedSlope = 0.0

  init(space: PackedCostTable, peak: Int) {
    self.space = space
    self.peak = peak
    let count = space.layers.count
    own = PackedCostTable.allocate(count)
    before = PackedCostTable.allocate(count + 1)
    from = PackedCostTable.allocate(count + 2)
    var untouched = Array(repeating: count + 1, count: count)
    for index in stride(from: count - 2, through: 0, by: -1) {
      untouched[index] = space.layers[index + 1].isMemoryless ? index + 2 : untouched[index + 1]
    }
    self.untouched = untouched
    largest = TrailingContributions(space: space)
    shares = TrailingContributions(space: space)
    sharing = SharedPeak(capacity: count)
  }

  deinit {
    for pointer in [own, before, from] { pointer.deallocate() }
  }

  /// Looks at a candidate.
  ///
  /// - Parameters:
  ///   - slope: d loss / d peak.
  ///   - shared: weight of the Shapley share, 0 to 1; the rest is that of the counterfactual.
  func set(_ candidate: [Int], inputOptions: [Int], slope: Double, shared: Double) {
    exactSlope = slope * (1 - shared)
    sharedSlope = slope * shared
    let count = space.layers.count
    func value(_ index: Int, _ option: Int) -> Double {
      space.peakRow(space.layers[index], option: option, peak: peak)[candidate[index]]
    }
    for index in 0..<count { own[index] = value(index, inputOptions[index]) }
    if exactSlope != 0 {
      before[0] = -.infinity
      for index in 0..<count { before[index + 1] = max(before[index], own[index]) }
      from[count] = -.infinity
      from[count + 1] = -.infinity
      for index in stride(from: count - 1, through: 0, by: -1) {
        from[index] = max(from[index + 1], own[index])
      }
      largest.set(candidate, combine: { max($0, $1) }, own: value)
    }
    if sharedSlope != 0 {
      sharing.set(own, count: count)
      shares.set(candidate, combine: +) { index, option in
        // What the layer's share would be with another option.
        if option == 0 { sharing.exclude(own[index]) }
        return sharing.share(of: value(index, option))
      }
    }
  }

  /// Overwrites `addition`, one number per different peak: what it adds to the cost of a node of the layer
  /// that has it, unless that depends on the channels, too.
  func fill(_ addition: UnsafeMutablePointer<Double>, layer index: Int, values: [Double]) {
    if sharedSlope != 0 {
      sharing.exclude(own[index])
      sharing.shares(of: values, times: sharedSlope, into: addition)
    } else {
      addition.update(repeating: 0, count: values.count)
    }
    guard exactSlope != 0, let following = following(index) else { return }
    let others = max(others(index), following)
    for (position, value) in values.enumerated() { addition[position] += exactSlope * max(others, value) }
  }

  /// Adds, per input option of the next layer, what it makes of the next layers' shares.
  func addNext(_ addition: UnsafeMutablePointer<Double>, layer index: Int) {
    guard sharedSlope != 0, index + 1 < space.layers.count else { return }
    let following = shares[index + 1]
    for option in 0..<space.layers[index + 1].inputOptionCount {
      addition[option] += sharedSlope * following[option]
    }
  }

  /// Adds, per class, the exact counterfactual where the next layers' peaks depend on the channels they get.
  func addMixed(_ addition: UnsafeMutablePointer<Double>, layer index: Int, row: NodeClasses.Row) {
    guard exactSlope != 0, following(index) == nil else { return }
    let others = others(index)
    let tail = largest[index + 1]
    let levels = row.peaks[peak]
    for position in row.levelOfClass.indices {
      let value = levels.values[Int(levels.valueOfLevel[Int(row.levelOfClass[position])])]
      addition[position] += exactSlope * max(others, max(value, tail[Int(row.nextOfClass[position])]))
    }
  }

  /// The largest peak of the layers that swapping a layer's node does not touch.
  private func others(_ index: Int) -> Double { max(before[index], from[untouched[index]]) }

  /// The largest peak of the next layers, if it is the same whatever channels they get.
  private func following(_ index: Int) -> Double? { largest.common(index + 1, none: -.infinity) }
}
