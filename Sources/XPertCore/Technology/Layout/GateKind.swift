/// The static gates whose layout and leakage are modelled (spec 02 §4).
package enum GateKind: Sendable, Hashable {
  case inverter
  case nor
  case nand
}
