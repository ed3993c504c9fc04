/// Factors that bring the model's estimates to measured silicon (spec 03 §0, spec 10 §1.6).
public struct Calibration: Sendable, Hashable {
  /// α, wiring area of the level shifters.
  public var levelShifterWiring: Double
  /// β, sensing cycle; applied by the composition.
  public var sensingCycle: Double
  /// γ, switching activity of flip-flops.
  public var flipFlopActivity: Double
  /// δ, switching activity of adders.
  public var adderActivity: Double
  /// ε, switching activity of control logic.
  public var controlActivity: Double
  /// ζ, increase of energy after layout; applied by the composition.
  public var postLayoutEnergy: Double

  public init(
    levelShifterWiring: Double = 1.44, sensingCycle: Double = 1.4, flipFlopActivity: Double = 0.5,
    adderActivity: Double = 0.15, controlActivity: Double = 0.05, postLayoutEnergy: Double = 1.22
  ) {
    self.levelShifterWiring = levelShifterWiring
    self.sensingCycle = sensingCycle
    self.flipFlopActivity = flipFlopActivity
    self.adderActivity = adderActivity
    self.controlActivity = controlActivity
    self.postLayoutEnergy = postLayoutEnergy
  }

  /// The published factors.
  public static let silicon = Calibration()
}
