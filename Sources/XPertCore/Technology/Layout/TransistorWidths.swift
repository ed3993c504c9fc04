/// Drawn gate widths of a gate's NMOS and PMOS, in m. The primitives translate them into fins where needed.
package struct TransistorWidths: Sendable, Hashable {
  package var n: Double
  package var p: Double

  package init(n: Double, p: Double) {
    self.n = n
    self.p = p
  }
}
