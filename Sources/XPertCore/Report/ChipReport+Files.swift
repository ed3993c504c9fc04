extension ChipReport {
  /// A chip's total by name with unit, and how to get it from a report.
  public typealias Total = (name: String, value: @Sendable (ChipReport) -> Double)

  /// All totals in all of their units: "area_mm2", "delay_us" ..., `dynamic_energy` and `leakage_energy` in
  /// units of energy.
  public static let totals: [Total] = {
    var all: [Total] = []
    for metric in Metric.all where metric.quantity != .delayFit && metric.quantity != .crossEntropy {
      all.append((metric.name, { report in (report.value(of: metric.quantity) ?? 0) / metric.unitInSI }))
    }
    for unit in Quantity.energy.units {
      all.append(("dynamic_energy_\(unit.name)", { report in report.dynamicEnergy / unit.inSI }))
      all.append(("leakage_energy_\(unit.name)", { report in report.leakageEnergy / unit.inSI }))
    }
    all.append(("clock_period_ns", { report in report.clockPeriod / 1e-9 }))
    return all
  }()

  /// Summary, layers and components, as printed.
  public var text: String {
    ([summaryTable.description, layerTable.description] + componentTables.map(\.description))
      .joined(separator: "\n")
  }

  /// A row per layer, for files.
  ///
  /// - Parameter withChip: a last row of the whole chip: with the circuits that all layers share; in a
  ///   pipeline the delay between images.
  package func fileTable(withChip: Bool) -> ResultTable {
    var table = ResultTable(columns: [
      .init("layer"), .init("area", unit: "mm2"), .init("delay", unit: "ns"),
      .init("dynamic_energy", unit: "pJ"),
      .init("leakage_energy", unit: "pJ"), .init("tiles"), .init("speed_up"), .init("utilisation"),
    ])
    for (index, layer) in layers.enumerated() {
      table.append([
        .integer(index + 1), .number(layer.area / 1e-6), .number(layer.delay.total / 1e-9),
        .number(layer.energy / 1e-12), .number(layer.leakageEnergy / 1e-12),
        .integer(layer.placement.tiles),
        .integer(layer.placement.speedUpRow * layer.placement.speedUpColumn),
        .number(layer.placement.utilisation),
      ])
    }
    if withChip {
      table.append([
        .text("chip"), .number(area / 1e-6), .number(delay / 1e-9), .number(dynamicEnergy / 1e-12),
        .number(leakageEnergy / 1e-12), .integer(tiles), .missing, .number(utilisation),
      ])
    }
    return table
  }

  /// Layers, the chip's totals with names as in scripts, and what made the report.
  public func json(manifest: Manifest? = nil) -> JSONValue {
    guard case .object(var members) = fileTable(withChip: false).json(manifest: manifest) else {
      preconditionFailure("a table is an object in JSON")
    }
    members["chip"] = chip
    return .object(members)
  }

  private var chip: JSONValue {
    var members: [String: JSONValue] = [
      "convention": .string(convention.rawValue), "operations": .number(operations),
      "tops": .number(tops), "tops_per_W": .number(topsPerWatt),
      "tops_per_mm2": .number(topsPerMM2), "frames_per_s": .number(framesPerSecond),
      "utilisation": .number(utilisation),
    ]
    for total in Self.totals { members[total.name] = .number(total.value(self)) }
    return .object(members)
  }
}
