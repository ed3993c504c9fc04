import XPertKernels

/// The effect of every node on the loss, given the sampled candidate: d loss / d probability of the relaxations
/// that sample (spec 20 §4).
///
/// For node i of a layer: its own cost with the sampled input channels, plus the cost of the next layer's
/// sampled node with the channels that node i gives it, and so on through layers that hand on the channels of a
/// shortcut (*tails*, from the back). Sums count with the loss's slope. Peaks are a mixture, again
/// times the loss's slope: the exact counterfactual (the largest of the other layers' peaks, of node i's own and
/// of the next layer's), and the layer's Shapley share (``SharedPeak``). Swapping one of several equally slow
/// layers does not change the maximum: the exact gradient is zero just where it is needed most.
final class SampledGradient {
  private let space: SearchSpace
  /// Sums and peaks with a gradient in this step.
  private var sums: [Int] = []
  private var peaks: [Int] = []
  /// `[layer][input option]`: what the sampled nodes from this layer on cost, as far as the option matters.
  private let tail: UnsafeMutablePointer<Double>
  /// Peak of every layer, and the largest before and from a layer on.
  private let own: UnsafeMutablePointer<Double>
  private let before: UnsafeMutablePointer<Double>
  private let from: UnsafeMutablePointer<Double>
  private let sharing: SharedPeak
  private let peakLevels: PeakLevels
  /// What a row's levels add to the cost.
  private let added: UnsafeMutablePointer<Double>

  init(space: SearchSpace) {
    self.space = space
    sums.reserveCapacity(space.sumCount)
    peaks.reserveCapacity(space.peakCount)
    tail = SearchSpace.allocate((space.layers.count + 1) * space.optionCount)
    own = SearchSpace.allocate(space.layers.count)
    before = SearchSpace.allocate(space.layers.count + 1)
    from = SearchSpace.allocate(space.layers.count + 2)
    sharing = SharedPeak(capacity: space.layers.count)
    peakLevels = PeakLevels(layers: space.layers, peaks: space.peaks, peakCount: space.peakCount)
    added = SearchSpace.allocate(max(peakLevels.largestCount, space.optionCount))
  }

  deinit {
    for pointer in [tail, own, before, from, added] { pointer.deallocate() }
  }

  /// Overwrites `cost`, d loss / d probability in the padded layout.
  ///
  /// - Parameters:
  ///   - layerSumGradient: d loss / d a layer's own sums, `[layer][sum]`; empty: none.
  ///   - shared: weight of the Shapley share of peaks, 0 to 1.
  ///   - isPublished: instead pass every node of a layer the sampled node's cost.
  func gradient(
    candidate: [Int], inputOptions: [Int], sumGradient: [Double], layerSumGradient: [Double] = [],
    peakGradient: [Double], peaks maxima: [Double], shared: Double = 0, isPublished: Bool, cost: UnsafeMutablePointer<Double>
  ) {
    sums.removeAll(keepingCapacity: true)
    peaks.removeAll(keepingCapacity: true)
    let isPerLayer = !layerSumGradient.isEmpty
    for term in sumGradient.indices where sumGradient[term] != 0 || isPerLayer { sums.append(term) }
    // The slope of a layer's own share of a sum.
    func slope(_ layer: Int, _ term: Int) -> Double {
      isPerLayer ? sumGradient[term] + layerSumGradient[layer * space.sumCount + term] : sumGradient[term]
    }
    for peak in peakGradient.indices where peakGradient[peak] != 0 { peaks.append(peak) }
    if isPublished {
      return gate(
        candidate: candidate, inputOptions: inputOptions, slope: slope, peakGradient: peakGradient,
        cost: cost)
    }
    setTails(candidate, combine: +) { index, layer, option, node in
      var total = 0.0
      for term in sums { total += slope(index, term) * space.sumRow(layer, option: option, term: term)[node] }
      return total
    }
    for index in space.layers.indices {
      let layer = space.layers[index]
      let row = cost + layer.offset
      fill(row, layer, option: inputOptions[index]) { slope(index, $0) }
      guard index + 1 < space.layers.count else { continue }
      let following = tails(index + 1)
      let next = space.nextRow(layer, option: inputOptions[index])
      for node in 0..<layer.nodeCount { row[node] += following[Int(next[node])] }
    }
    for peak in peaks {
      let slope = peakGradient[peak]
      if shared < 1 {
        addPeak(
          peak, slope: slope * (1 - shared), candidate: candidate, inputOptions: inputOptions, cost: cost)
      }
      if shared > 0 {
        addSharedPeak(
          peak, slope: slope * shared, candidate: candidate, inputOptions: inputOptions, cost: cost)
      }
    }
  }

  /// row = sum over terms of slope x the layer's own costs.
  private func fill(
    _ row: UnsafeMutablePointer<Double>, _ layer: SearchSpace.Layer, option: Int, slope: (Int) -> Double
  ) {
    row.update(repeating: 0, count: layer.stride)
    for term in sums {
      let source = space.sumRow(layer, option: option, term: term)
      xk_add_scaled(row, source, slope(term), layer.stride)
    }
  }

  private func tails(_ index: Int) -> UnsafeMutablePointer<Double> { tail + index * space.optionCount }

  /// Fills the tails: `own` of a layer's sampled node, combined with the tail of the next layer where the
  /// option that it gets depends on this layer's.
  @inline(__always)
  private func setTails(
    _ candidate: [Int], combine: (Double, Double) -> Double,
    own: (_ index: Int, _ layer: SearchSpace.Layer, _ option: Int, _ node: Int) -> Double
  ) {
    let count = space.layers.count
    for index in stride(from: count - 1, to: 0, by: -1) {
      let layer = space.layers[index]
      let row = tails(index)
      for option in 0..<layer.inputOptionCount {
        var value = own(index, layer, option, candidate[index])
        if !layer.isMemoryless && index + 1 < count {
          let next = Int(space.nextRow(layer, option: option)[candidate[index]])
          value = combine(value, tails(index + 1)[next])
        }
        row[option] = value
      }
    }
  }

  /// Adds the exact counterfactual maximum of every node.
  private func addPeak(
    _ peak: Int, slope: Double, candidate: [Int], inputOptions: [Int], cost: UnsafeMutablePointer<Double>
  ) {
    let count = space.layers.count
    for (index, layer) in space.layers.enumerated() {
      own[index] = space.peakRow(layer, option: inputOptions[index], peak: peak)[candidate[index]]
    }
    before[0] = -.infinity
    for index in 0..<count { before[index + 1] = max(before[index], own[index]) }
    from[count] = -.infinity
    from[count + 1] = -.infinity
    for index in stride(from: count - 1, through: 0, by: -1) { from[index] = max(from[index + 1], own[index]) }
    setTails(candidate, combine: { max($0, $1) }) { _, layer, option, node in
      space.peakRow(layer, option: option, peak: peak)[node]
    }
    // The first layer after this one that swapping its node does not touch.
    var untouched = count + 1
    for index in stride(from: count - 1, through: 0, by: -1) {
      let layer = space.layers[index]
      if index + 1 < count && space.layers[index + 1].isMemoryless { untouched = index + 2 }
      let others = max(before[index], from[untouched])
      let next = space.nextRow(layer, option: inputOptions[index])
      if let following = commonTail(index + 1) {
        addLevels(index, inputOptions[index], peak, to: cost) { slope * max(others, max($0, following)) }
        continue
      }
      let row = space.peakRow(layer, option: inputOptions[index], peak: peak)
      let following = tails(index + 1)
      for node in 0..<layer.nodeCount {
        cost[layer.offset + node] += slope * max(others, max(row[node], following[Int(next[node])]))
      }
    }
  }

  /// The tail of a layer, if it is the same for all input options; minus infinity behind the last layer.
  private func commonTail(_ index: Int) -> Double? {
    guard index < space.layers.count else { return -.infinity }
    let row = tails(index)
    for option in 1..<max(1, space.layers[index].inputOptionCount) where row[option] != row[0] { return nil }
    return row[0]
  }

  /// cost += what a node's peak adds, computed once per level.
  @inline(__always)
  private func addLevels(
    _ index: Int, _ option: Int, _ peak: Int, to cost: UnsafeMutablePointer<Double>, of addition: (Double) -> Double
  ) {
    let row = peakLevels.row(index, option: option, peak: peak)
    for level in 0..<row.count { added[level] = addition(row.values[level]) }
    let layer = space.layers[index]
    xk_add_levels(cost + layer.offset, row.level, added, layer.nodeCount)
  }

  /// Adds every node's share of a peak.
  private func addSharedPeak(
    _ peak: Int, slope: Double, candidate: [Int], inputOptions: [Int], cost: UnsafeMutablePointer<Double>
  ) {
    let count = space.layers.count
    for (index, layer) in space.layers.enumerated() {
      own[index] = space.peakRow(layer, option: inputOptions[index], peak: peak)[candidate[index]]
    }
    sharing.set(own, count: count)
    var excluded = count
    setTails(candidate, combine: +) { _, layer, option, node in
      // Layer after layer from the last: what the layer's share would be with another option.
      if option == 0 {
        excluded -= 1
        sharing.exclude(own[excluded])
      }
      return sharing.share(of: space.peakRow(layer, option: option, peak: peak)[node])
    }
    for index in 0..<count {
      let layer = space.layers[index]
      sharing.exclude(own[index])
      addLevels(index, inputOptions[index], peak, to: cost) { slope * sharing.share(of: $0) }
      guard index + 1 < count else { continue }
      // What this layer's channels do to the next layers' shares.
      if let following = commonTail(index + 1) {
        for node in 0..<layer.nodeCount { cost[layer.offset + node] += slope * following }
        continue
      }
      let following = tails(index + 1)
      for option in 0..<space.layers[index + 1].inputOptionCount { added[option] = slope * following[option] }
      let next = space.nextRow(layer, option: inputOptions[index])
      for node in 0..<layer.nodeCount { cost[layer.offset + node] += added[Int(next[node])] }
    }
  }

  /// The published gate: the sampled cost times the gate's sum, so that every node gets the sampled node's cost.
  private func gate(
    candidate: [Int], inputOptions: [Int], slope: (_ layer: Int, _ term: Int) -> Double, peakGradient: [Double],
    cost: UnsafeMutablePointer<Double>
  ) {
    for (index, layer) in space.layers.enumerated() {
      var total = 0.0
      for term in sums {
        total += slope(index, term) * space.sumRow(layer, option: inputOptions[index], term: term)[candidate[index]]
      }
      for peak in peaks {
        total += peakGradient[peak] * space.peakRow(layer, option: inputOptions[index], peak: peak)[candidate[index]]
      }
      for node in 0..<layer.stride { cost[layer.offset + node] = node < layer.nodeCount ? total : 0 }
    }
  }
}
