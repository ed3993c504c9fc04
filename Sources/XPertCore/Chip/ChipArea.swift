/// Chip area with the categories of the reference, m².
public struct ChipArea: Sendable, Hashable {
  public var components = ComponentTable()

  public var total: Double { components.total }

  public func of(_ category: CostCategory) -> Double { components.total(of: category) }
}
