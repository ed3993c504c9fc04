/// A part of a search space in which what all layers share is known up to intervals.
struct ChipRegion {
  /// Of every ``ChipBounds/Peak`` the positions of its least and largest value in the list of values that
  /// occur. Nodes above are not in the region; the chip's maximum is not below.
  var peaks: [ClosedRange<Int>]
  /// Of every ``ChipBounds/Shared`` sum its least and largest value.
  var sums: [ClosedRange<Double>]
  /// Values between which the region's candidates lie.
  var metrics: PerChipMetric<ClosedRange<Double>>

  /// EDAP is at least that.
  var leastProduct: Double { metrics.map(\.lowerBound).product }
}
