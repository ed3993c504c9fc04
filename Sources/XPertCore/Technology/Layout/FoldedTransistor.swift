/// How one polarity of a gate is folded into the height of its row (spec 02 §3).
struct FoldedTransistor {
  enum Shape {
    /// No transistor of this polarity.
    case absent
    /// A single finger.
    case unfolded
    /// Cut into fingers. A FinFET can land here with a single finger (Q-P2).
    case folded
  }
  var shape = Shape.absent
  /// nf, number of fingers; 1 when absent.
  var fingers = 1
  /// d, height of the diffusion, in m.
  var diffusionHeight = 0.0

  /// Unit width of the gate for a gate pitch in m (spec 02 §4 step 3).
  func unitWidth(pitch: Double, feature: Double) -> Double {
    switch shape {
    case .absent: 0
    case .unfolded: 2 * pitch * feature
    case .folded: Double(fingers + 1) * pitch * feature
    }
  }
}
