import Wording

extension ChipReport {
  private static func share(_ part: Double, of whole: Double) -> String {
    whole == 0 ? "-" : NumberFormat.fixed(100 * part / whole, decimals: 1) + " %"
  }

  /// Totals with units, one quantity per row.
  public var summaryTable: TextTable {
    func quantity(_ value: Double, _ unit: Double, _ name: String) -> String {
      NumberFormat.significant(value / unit) + " " + name
    }
    var rows = [
      ["area", quantity(area, 1e-6, "mm²")],
      [isPipelined ? "delay, image to image" : "delay", quantity(delay, 1e-3, "ms")],
      ["dynamic energy", quantity(dynamicEnergy, 1e-6, "µJ")],
      ["leakage energy", quantity(leakageEnergy, 1e-6, "µJ")],
      ["leakage power", quantity(leakage, 1e-3, "mW")],
      ["EDAP", quantity(edap, 1e-12, "mJ ms mm²")],
      ["operations", NumberFormat.scientific(operations)],
      ["TOPS", NumberFormat.significant(tops)],
      ["TOPS/W", NumberFormat.significant(topsPerWatt)],
      ["TOPS/mm²", NumberFormat.significant(topsPerMM2)],
      ["tiles", "\(tiles)"],
      ["utilisation", ChipReport.share(utilisation, of: 1)],
    ]
    if clockPeriod > 0 { rows.insert(["clock period", quantity(clockPeriod, 1e-9, "ns")], at: 2) }
    return TextTable(
      title: "\(networkName), convention \(convention.rawValue)",
      columns: [.init("quantity", .left), .init("value")], rows: rows)
  }

  /// One row per layer.
  public var layerTable: TextTable {
    var table = TextTable(
      title: "layers",
      columns: [
        .init("layer", .left), .init("channels"), .init("CS"), .init("ADC", .left), .init("tiles"),
        .init("speed-up"), .init("area mm²"), .init("delay µs"), .init("energy µJ"), .init("utilisation"),
      ])
    for (index, layer) in layers.enumerated() {
      let channels = layer.layer.map { "\($0.inputChannels) -> \($0.outputChannels)" } ?? "-"
      table.append([
        (layer.layer?.isClassifier ?? false)
          ? "classifier"
          : (layer.layer?.isProjection ?? false) ? "shortcut \(index + 1)" : "conv \(index + 1)",
        channels,
        "\(layer.periphery.columnSharing)", layer.periphery.adc.title, "\(layer.placement.tiles)",
        "\(layer.placement.speedUpRow * layer.placement.speedUpColumn)",
        NumberFormat.significant(layer.area / 1e-6), NumberFormat.significant(layer.delay.total / 1e-6),
        NumberFormat.significant(layer.energy / 1e-6), ChipReport.share(layer.placement.utilisation, of: 1),
      ])
    }
    return table
  }

  /// Area and dynamic energy by component, level by level; the shares sum to 100 %.
  public var componentTables: [TextTable] {
    let energies = energies
    var table = TextTable(
      title: "components",
      columns: [
        .init("level", .left), .init("component", .left), .init("area mm²"), .init("share"),
        .init("energy µJ"), .init("share"),
      ])
    for level in ChipLevel.allCases {
      for component in Component.allCases
      where component.level == level && (areas[component] != 0 || energies[component] != 0) {
        table.append([
          level.rawValue, component.name, NumberFormat.significant(areas[component] / 1e-6),
          ChipReport.share(areas[component], of: area), NumberFormat.significant(energies[component] / 1e-6),
          ChipReport.share(energies[component], of: dynamicEnergy),
        ])
      }
    }
    table.append([
      "", "total", NumberFormat.significant(area / 1e-6), "100.0 %",
      NumberFormat.significant(dynamicEnergy / 1e-6), "100.0 %",
    ])
    return [table]
  }
}
