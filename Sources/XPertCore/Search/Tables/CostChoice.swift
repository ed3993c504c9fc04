/// Which costs a search sees.
public enum CostChoice: String, Sendable, CaseIterable {
  /// The circuit simulator in the convention `consistent`.
  case simulator
  /// The fits of the published program, as it counts, or with every layer counted (spec 20 §3).
  case published, complete

  /// What results call it.
  public var convention: String {
    switch self {
    case .simulator: Convention.consistent.rawValue
    case .published: "published cost fits"
    case .complete: "published cost fits, complete"
    }
  }
}
