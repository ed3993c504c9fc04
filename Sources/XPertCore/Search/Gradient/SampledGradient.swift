import XPertKernels

/// The effect of every node on the loss, given the sampled candidate: d loss / d probability of the
/// relaxations that sample (spec 20 §4).
///
/// For node i of a layer: its own cost with the sampled input channels, plus the cost of the next layer's
/// sampled node with the channels that node i gives it, and so on through layers that hand on the channels of
/// a shortcut (``TrailingContributions``). Sums count with the loss's slope, peaks as ``SampledPeak`` says.
final class SampledGradient {
  private let space: PackedCostTable
  private let classes: NodeClasses
  private let peaks: [SampledPeak]
  private let tails: TrailingContributions
  /// Sums and peaks with a gradient in this step.
  private var activeSums: [Int] = []
  private var activePeaks: [Int] = []
  /// Rows of the active sums in a layer, and the loss's slope of each.
  private let sources: UnsafeMutablePointer<UnsafePointer<Double>?>
  private let slopes: UnsafeMutablePointer<Double>
  /// What is added to a layer's costs: per different value of a peak, per level, per next option, per class.
  private let ofValue: UnsafeMutablePointer<Double>
  private let ofLevel: UnsafeMutablePointer<Double>
  private let ofNext: UnsafeMutablePointer<Double>
  private let ofClass: UnsafeMutablePointer<Double>

  init(space: PackedCostTable) {
    self.space = space
    classes = NodeClasses(space: space)
    peaks = (0..<space.peakCount).map { SampledPeak(space: space, peak: $0) }
    tails = TrailingContributions(space: space)
    activeSums.reserveCapacity(space.sumCount)
    activePeaks.reserveCapacity(space.peakCount)
    sources = .allocate(capacity: max(1, space.sumCount))
    sources.initialize(repeating: nil, count: max(1, space.sumCount))
    slopes = PackedCostTable.allocate(space.sumCount)
    let largest = classes.largestCount
    ofValue = PackedCostTable.allocate(largest)
    ofLevel = PackedCostTable.allocate(largest)
    ofNext = PackedCostTable.allocate(space.optionCount)
    ofClass = PackedCostTable.allocate(largest)
  }

  deinit {
    sources.deallocate()
    for pointer in [slopes, ofValue, ofLevel, ofNext, ofClass] { pointer.deallocate() }
  }

  /// Overwrites `cost`, d loss / d probability in the padded layout.
  ///
  /// - Parameters:
  ///   - layerSumGradient: d loss / d a layer's own sums, `[layer][sum]`; empty: none.
  ///   - shared: weight of the Shapley share of peaks, 0 to 1.
  ///   - isPublished: instead pass every node of a layer the sampled node's cost.
  func gradient(
    candidate: [Int], inputOptions: [Int], sumGradient: [Double], layerSumGradient: [Double] = [],
    peakGradient: [Double], shared: Double = 0, isPublished: Bool, cost: UnsafeMutablePointer<Double>
  ) {
    activeSums.removeAll(keepingCapacity: true)
    activePeaks.removeAll(keepingCapacity: true)
    let isPerLayer = !layerSumGradient.isEmpty
    for term in sumGradient.indices where sumGradient[term] != 0 || isPerLayer { activeSums.append(term) }
    for peak in peakGradient.indices where peakGradient[peak] != 0 { activePeaks.append(peak) }
    // The slope of a layer's own share of a sum.
    func slope(_ layer: Int, _ term: Int) -> Double {
      isPerLayer ? sumGradient[term] + layerSumGradient[layer * space.sumCount + term] : sumGradient[term]
    }
    if isPublished {
      return gate(
        candidate: candidate, inputOptions: inputOptions, slope: slope, peakGradient: peakGradient,
        cost: cost)
    }
    tails.set(candidate, combine: +) { index, option in
      var total = 0.0
      for term in activeSums {
        let row = space.sumRow(space.layers[index], option: option, term: term)
        total += slope(index, term) * row[candidate[index]]
      }
      return total
    }
    for peak in activePeaks {
      peaks[peak].set(candidate, inputOptions: inputOptions, slope: peakGradient[peak], shared: shared)
    }
    for (index, layer) in space.layers.enumerated() {
      for (position, term) in activeSums.enumerated() {
        sources[position] = UnsafePointer(space.sumRow(layer, option: inputOptions[index], term: term))
        slopes[position] = slope(index, term)
      }
      let row = cost + layer.offset
      xk_weighted_sum(sources, slopes, activeSums.count, row, layer.stride)
      let classes = classes.row(index, option: inputOptions[index])
      fillClasses(classes, layer: index)
      xk_add_levels(row, classes.classOfNode, ofClass, layer.nodeCount)
    }
  }

  /// What peaks and the next layers add to the costs of a layer's nodes, per class.
  private func fillClasses(_ row: NodeClasses.Row, layer index: Int) {
    if index + 1 < space.layers.count {
      ofNext.update(from: tails[index + 1], count: space.layers[index + 1].inputOptionCount)
    } else {
      ofNext[0] = 0
    }
    ofLevel.update(repeating: 0, count: row.levelCount)
    for peak in activePeaks {
      let levels = row.peaks[peak]
      peaks[peak].fill(ofValue, layer: index, values: levels.values)
      xk_add_levels(ofLevel, levels.valueOfLevel, ofValue, row.levelCount)
      peaks[peak].addNext(ofNext, layer: index)
    }
    let count = row.levelOfClass.count
    ofClass.update(repeating: 0, count: count)
    xk_add_levels(ofClass, row.levelOfClass, ofLevel, count)
    xk_add_levels(ofClass, row.nextOfClass, ofNext, count)
    for peak in activePeaks { peaks[peak].addMixed(ofClass, layer: index, row: row) }
  }

  /// The published gate: the sampled cost times the gate's sum, so that every node gets the sampled node's
  /// cost.
  private func gate(
    candidate: [Int], inputOptions: [Int], slope: (_ layer: Int, _ term: Int) -> Double,
    peakGradient: [Double], cost: UnsafeMutablePointer<Double>
  ) {
    for (index, layer) in space.layers.enumerated() {
      let (option, node) = (inputOptions[index], candidate[index])
      var total = 0.0
      for term in activeSums {
        total += slope(index, term) * space.sumRow(layer, option: option, term: term)[node]
      }
      for peak in activePeaks {
        total += peakGradient[peak] * space.peakRow(layer, option: option, peak: peak)[node]
      }
      for node in 0..<layer.stride { cost[layer.offset + node] = node < layer.nodeCount ? total : 0 }
    }
  }
}
