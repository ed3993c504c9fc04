/// Result of a stage of logic: its delay, and the slope it hands to the next one (spec 02 §9).
package struct Stage: Sendable, Hashable {
  /// In s.
  package var delay: Double
  /// Output slope, normalised: in 1/s.
  package var ramp: Double

  package init(delay: Double, ramp: Double) {
    self.delay = delay
    self.ramp = ramp
  }

  /// The slope that stands for an ideal step, in 1/s.
  package static let idealStep = 1e20
}

/// Delay of a stage with the time constant `timeConstant` (s) driven by the slope `ramp` (1/s), after
/// Horowitz with the fixed coefficient of the reference (spec 02 §9, Q-P4).
@inline(__always)
package func rampDelay(timeConstant: Double, ramp: Double) -> Stage {
  // ln(1/2), as the C library rounds it.
  let logHalf = -0.6931471805599453
  let steepness = 1 / ramp / timeConstant
  let delay = timeConstant * (logHalf * logHalf + 2 * steepness * 0.5 * (1 - 0.5)).squareRoot()
  return Stage(delay: delay, ramp: (1 - 0.5) / delay)
}
