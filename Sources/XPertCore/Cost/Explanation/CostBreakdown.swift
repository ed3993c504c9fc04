import Wording

/// A quantity by circuit and layer. Every total is the sum, in the order shown, of what it stands under or
/// beside.
package struct CostBreakdown: Sendable {
  package struct Row: Sendable {
    package var level: ChipLevel
    package var name: String
    /// One per layer.
    package var layers: [Double]
    /// Of circuits that belong to no layer.
    package var shared: Double
    /// Layers in their order, then what is shared.
    package var total: Double { layers.reduce(0, +) + shared }
  }

  package var quantity: ReportQuantity
  package var layerNames: [String]
  /// Level by level; rows of zeros are left out.
  package var rows: [Row]

  package func rows(of level: ChipLevel) -> [Row] { rows.filter { $0.level == level } }

  package func total(of level: ChipLevel) -> Double { rows(of: level).reduce(0) { $0 + $1.total } }

  /// Of a layer, without what is shared.
  package func total(ofLayer index: Int) -> Double { rows.reduce(0) { $0 + $1.layers[index] } }

  package var sharedTotal: Double { rows.reduce(0) { $0 + $1.shared } }

  /// Level after level.
  package var total: Double { ChipLevel.allCases.reduce(0) { $0 + total(of: $1) } }
}

extension ChipReport {
  /// A quantity that adds up, by circuit and layer; nil for one that does not.
  package func breakdown(of quantity: ReportQuantity) -> CostBreakdown? {
    let names = layers.indices.map { LayerExplanation(self, layer: $0).name }
    func table(
      _ value: (LayerReport, Component) -> Double, shared: (Component) -> Double = { _ in 0 }
    ) -> CostBreakdown {
      CostBreakdown(
        quantity: quantity, layerNames: names,
        rows: Component.allCases.map { component in
          CostBreakdown.Row(
            level: component.level, name: component.name, layers: layers.map { value($0, component) },
            shared: shared(component))
        }.filter { row in row.shared != 0 || row.layers.contains { $0 != 0 } })
    }
    switch quantity {
    case .area:
      return table({ $0.areas[$1] }, shared: { $0.level == .chip ? areas[$0] : 0 })
    case .dynamicEnergy: return table { $0.energies[$1] }
    case .leakage: return table { $0.leakages[$1] }
    case .delay:
      // The slowest layer sets the pace of a pipeline: nothing adds up.
      guard !isPipelined else { return nil }
      return CostBreakdown(
        quantity: quantity, layerNames: names,
        rows: DelayPart.allCases.map { part in
          CostBreakdown.Row(
            level: part.level, name: part.name, layers: layers.map { $0.delay.parts[part] }, shared: 0)
        }.filter { row in row.layers.contains { $0 != 0 } })
    default: return nil
    }
  }
}

extension CostBreakdown {
  /// Layers across, circuits down, with totals at the right and at the bottom.
  ///
  /// - Parameter unit: of the quantity.
  package func table(unit: (name: String, inSI: Double)) -> TextTable {
    func text(_ value: Double) -> String { value == 0 ? "-" : NumberFormat.significant(value / unit.inSI) }
    let isShared = rows.contains { $0.shared != 0 }
    var table = TextTable(
      title: "\(quantity.title), \(UnitSymbol.displayed(unit.name))",
      columns: [.init("level", .left), .init("circuit", .left)]
        + layerNames.indices.map { .init("\($0 + 1)") } + (isShared ? [.init("shared")] : [])
        + [.init("total")])
    for row in rows {
      table.append(
        [row.level.rawValue, row.name] + row.layers.map(text) + (isShared ? [text(row.shared)] : [])
          + [text(row.total)])
    }
    table.append(
      ["", "total"] + layerNames.indices.map { text(total(ofLayer: $0)) }
        + (isShared ? [text(sharedTotal)] : []) + [text(total)])
    return table
  }
}
