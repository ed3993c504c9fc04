/// What one tile does for its part of a layer.
struct TileResult {
  var delay = DelayBreakdown()
  var statistics = BlockStatistics()
  var elementEnergy = ProcessingElementEnergy()
  /// Joule.
  var accumulatorEnergy: Double = 0
  var inputBufferEnergy: Double = 0
  var outputBufferEnergy: Double = 0
  var hTreeEnergy: Double = 0
  var activationEnergy: Double = 0
  /// Of the element evaluated last, watt.
  var elementLeakage: Double = 0
  /// Watt.
  var leakage: Double = 0

  /// Takes in the work of `count` equal elements: elements work side by side.
  mutating func merge(_ other: ProcessingElementResult, times count: Int = 1) {
    guard count > 0 else { return }
    delay.formMaximum(other.delay)
    statistics.add(other.statistics, times: Double(count))
    elementEnergy.add(other.energy, times: Double(count))
    elementLeakage = other.leakage
  }
}
