/// Drawn gate widths of a gate's NMOS and PMOS, in m. The primitives translate them into fins where needed.
public struct TransistorWidths: Sendable, Hashable {
  public var n: Double
  public var p: Double

  public init(n: Double, p: Double) {
    self.n = n
    self.p = p
  }
}
