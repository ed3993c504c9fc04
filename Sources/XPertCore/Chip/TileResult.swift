/// What one tile does for its part of a layer.
struct TileResult {
  var latency = Latency()
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

  /// Takes an element's work in: elements work side by side.
  mutating func merge(_ other: ProcessingElementResult) {
    latency.formMaximum(other.latency)
    statistics += other.statistics
    elementEnergy += other.energy
    elementLeakage = other.leakage
  }
}
