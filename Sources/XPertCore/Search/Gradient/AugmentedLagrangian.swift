/// The augmented Lagrangian of bounds on one metric (Hestenes, 1969; Powell, 1969; Rockafellar, 1973): a loss
/// term whose weight finds itself.
///
/// With the relative violation c of a bound (x / upper - 1, or 1 - x / lower), multiplier l and penalty r:
///
///     (max(0, l + r c)^2 - l^2) / (2 r)
///
/// A bound that is kept with room to spare contributes a constant. Every `interval` steps the multiplier
/// moves by `rate` times the mean violation since, never below 0: a bound that is broken for long gets
/// heavier until it is kept, where a fixed penalty would settle at a compromise.
///
/// Has a state: one object per search, its steps in order. The first step resets it.
package final class AugmentedLagrangian {
  package let lower: Double?
  package let upper: Double?
  package let penalty: Double
  package let rate: Double
  package let interval: Int
  /// Multiplier of the lower and of the upper bound.
  package private(set) var multipliers = (lower: 0.0, upper: 0.0)
  private var violations = (lower: 0.0, upper: 0.0)
  private var count = 0
  private var lastStep = 0

  /// - Precondition: bounds are not 0, `penalty` and `rate` above 0.
  package init(
    lower: Double? = nil, upper: Double? = nil, penalty: Double = 10, rate: Double = 1, interval: Int = 10
  ) {
    precondition(penalty > 0 && rate >= 0 && interval > 0 && lower != 0 && upper != 0)
    self.lower = lower
    self.upper = upper
    self.penalty = penalty
    self.rate = rate
    self.interval = interval
  }

  /// The term's value at `x`, in the unit of the bounds.
  package func term(_ x: Tape.Scalar, step: Int) -> Tape.Scalar {
    let below = lower.map { (($0 - x) / abs($0)) }
    let above = upper.map { ((x - $0) / abs($0)) }
    if step != lastStep { advance(to: step, below: below?.value ?? 0, above: above?.value ?? 0) }
    switch (below, above) {
    case (let below?, let above?): return part(below, multipliers.lower) + part(above, multipliers.upper)
    case (let below?, nil): return part(below, multipliers.lower)
    case (nil, let above?): return part(above, multipliers.upper)
    case (nil, nil): preconditionFailure("an augmented Lagrangian has a bound")
    }
  }

  private func part(_ violation: Tape.Scalar, _ multiplier: Double) -> Tape.Scalar {
    ((multiplier + penalty * violation).relu().squared() - multiplier * multiplier) / (2 * penalty)
  }

  private func advance(to step: Int, below: Double, above: Double) {
    if step == 1 {
      multipliers = (0, 0)
      violations = (0, 0)
      count = 0
    }
    lastStep = step
    if count == interval {
      multipliers.lower = max(0, multipliers.lower + rate * violations.lower / Double(count))
      multipliers.upper = max(0, multipliers.upper + rate * violations.upper / Double(count))
      violations = (0, 0)
      count = 0
    }
    // What overflowed would stay in the mean for good.
    if below.isFinite && above.isFinite {
      violations.lower += below
      violations.upper += above
      count += 1
    }
  }
}
