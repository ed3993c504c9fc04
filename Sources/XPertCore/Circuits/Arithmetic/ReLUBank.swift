/// Rectified linear units, modelled as shift registers (spec 03 §15).
public struct ReLUBank: Sendable {
  /// In m, m².
  public let height: Double
  public let width: Double
  public let area: Double
  public let units: Int
  public let bits: Int
  public let registers: FlipFlopBank

  public init(units: Int, bits: Int, fit: LayoutConstraint, in environment: CircuitEnvironment) {
    self.units = units
    self.bits = bits
    registers = FlipFlopBank(count: bits * units, fit: .natural, in: environment)
    area = registers.area
    if fit.givenWidth != 0 {
      width = fit.givenWidth
      height = area / fit.givenWidth
    } else {
      height = fit.givenHeight
      width = area / fit.givenHeight
    }
  }

  /// In W.
  public var leakage: Double { registers.leakage }

  /// Clock cycles when synchronous, else seconds.
  public func delay(reads: Double) -> Double { registers.delay(reads: 1) * reads }

  /// In J.
  public func readEnergy(reads: Double) -> Double {
    registers.readEnergy(reads: reads, active: Double(registers.count), calibrated: false)
  }
}
