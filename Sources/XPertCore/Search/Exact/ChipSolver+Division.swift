import Platform

/// How a region is divided.
extension ChipSolver {
  /// Two parts that together hold all candidates of a region; none: nothing is left to divide.
  func divide(_ open: Open, _ bounds: ChipBounds) -> [ChipRegion] {
    let region = open.region
    guard let candidate = open.candidate else { return divideWidest(region, bounds) }
    let drivers = bounds.drivers(of: candidate)
    let start = score(bounds.bounds(of: candidate, in: region), region)
    let multiplies = if case .edap = objective { true } else { false }
    var best: (gain: Double, parts: [ChipRegion]) = (1e-7, [])
    func offer(_ collapsed: ChipRegion, _ parts: [ChipRegion]) {
      let gain = score(bounds.bounds(of: candidate, in: collapsed), region) - start
      if gain > best.gain { best = (gain, parts) }
    }
    for peak in region.peaks.indices {
      let range = region.peaks[peak]
      guard range.count > 1 else { continue }
      let actual = min(max(drivers.peaks[peak], range.lowerBound), range.upperBound)
      let cut = max(actual, range.lowerBound + 1)
      var collapsed = region
      collapsed.peaks[peak] = actual...actual
      var (low, high) = (region, region)
      low.peaks[peak] = range.lowerBound...cut - 1
      high.peaks[peak] = cut...range.upperBound
      offer(collapsed, [low, high])
    }
    for sum in region.sums.indices {
      let range = region.sums[sum]
      let actual = min(max(drivers.sums[sum], range.lowerBound), range.upperBound)
      var collapsed = region
      collapsed.sums[sum] = actual...actual
      // A sum that the relaxation has given up is not kept by halving it. EDAP's chords gain from it all the
      // same.
      guard multiplies || range.contains(drivers.sums[sum]), let parts = halves(region, sum) else { continue }
      offer(collapsed, parts)
    }
    if case .edap = objective {
      let values = bounds.bounds(of: candidate, in: region)
      for metric in ChipMetric.allCases {
        let range = region.metrics[metric]
        guard range.upperBound.isFinite, range.upperBound > range.lowerBound * (1 + 1e-6) else { continue }
        let value = min(max(values[metric], range.lowerBound), range.upperBound)
        let gain = log(value) - Chord(range).value(value)
        guard gain > best.gain else { continue }
        let middle = (range.lowerBound * range.upperBound).squareRoot()
        var (low, high) = (region, region)
        low.metrics[metric] = range.lowerBound...middle
        high.metrics[metric] = middle...range.upperBound
        best = (gain, [low, high])
      }
    }
    // Where the candidate breaks a bound, or where no part alone accounts for what is missing, any division
    // may help.
    guard best.parts.isEmpty else { return best.parts }
    let values = model.values(of: candidate)
    let found = bounds.bounds(of: candidate, in: region)
    let isExact = ChipMetric.allCases.allSatisfy { found[$0] >= values[$0] * (1 - 1e-9) }
    return isFeasible(values) && isExact ? [] : divideWidest(region, bounds)
  }

  /// Objective and bounded metrics of a candidate, relative, from its bounds in a region.
  private func score(_ values: PerChipMetric<Double>, _ region: ChipRegion) -> Double {
    var total = 0.0
    switch objective {
    case .metric(let metric): total = log(max(values[metric], 1e-300))
    case .edap: total = ChipMetric.allCases.reduce(0) { $0 + Chord(region.metrics[$1]).value(values[$1]) }
    case .sum: break
    }
    for limit in limits where limit.bounds.upper < .infinity {
      total += values[limit.metric] / abs(limit.bounds.upper)
    }
    return total
  }

  /// Without a candidate to look at: the peaks, the tiles, then the bus.
  private func divideWidest(_ region: ChipRegion, _ bounds: ChipBounds) -> [ChipRegion] {
    // The clock and the size of the tiles first.
    for peak in region.peaks.indices where region.peaks[peak].count > 1 {
      let range = region.peaks[peak]
      let middle = (range.lowerBound + range.upperBound) / 2
      var (low, high) = (region, region)
      low.peaks[peak] = range.lowerBound...middle
      high.peaks[peak] = middle + 1...range.upperBound
      return [low, high]
    }
    for sum in [ChipBounds.Shared.tiles, .bus] {
      if let parts = halves(region, sum.rawValue) { return parts }
    }
    return []
  }

  private func halves(_ region: ChipRegion, _ sum: Int) -> [ChipRegion]? {
    let range = region.sums[sum]
    var (low, high) = (region, region)
    if sum == ChipBounds.Shared.tiles.rawValue {
      let (first, last) = (range.lowerBound.rounded(.up), range.upperBound.rounded(.down))
      guard last > first else { return nil }
      let middle = ((first + last) / 2).rounded(.down)
      low.sums[sum] = first...middle
      high.sums[sum] = middle + 1...last
      return [low, high]
    }
    guard range.upperBound > range.lowerBound + 1e-6 * abs(range.upperBound) else { return nil }
    let middle = (range.lowerBound + range.upperBound) / 2
    low.sums[sum] = range.lowerBound...middle
    high.sums[sum] = middle...range.upperBound
    return [low, high]
  }
}
