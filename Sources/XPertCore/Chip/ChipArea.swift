/// Chip area with the categories of the reference, m².
package struct ChipArea: Sendable, Hashable {
  package var components = ComponentTable()

  package var total: Double { components.total }

  package func of(_ category: CostCategory) -> Double { components.total(of: category) }
}
