/// The transistor family (spec 01 §6). Everything but `conventional` exists at one or two nodes only.
public enum TransistorKind: Sendable, Hashable {
  case conventional
  /// 22 and 14 nm.
  case twoDimensionalFET
  /// 22 nm.
  case tunnelFET
}
