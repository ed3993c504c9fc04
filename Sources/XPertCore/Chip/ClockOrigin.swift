/// The sensing operation that sets the clock.
struct ClockOrigin: Sendable {
  /// Index of the layer among all of the evaluation.
  var layer: Int
  var subarray: Subarray
  /// A flash converter's slowest column, second; 0 for others.
  var longestConversion: Double

  var description: String {
    guard let levels = subarray.sensedLevels else { return "sense amplifiers of single rows" }
    return "\(subarray.periphery.adc.title) ADC of \(levels) levels"
  }
}
