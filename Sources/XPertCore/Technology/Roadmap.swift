/// The device roadmap a node's transistors follow (spec 01 §2, "flavour").
public enum Roadmap: Int, Sendable, Hashable, CaseIterable {
  case highPerformance = 1
  case lowStandbyPower = 2
}
