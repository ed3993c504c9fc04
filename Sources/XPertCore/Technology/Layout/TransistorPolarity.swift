package enum TransistorPolarity: Sendable, Hashable {
  case n
  case p
}
