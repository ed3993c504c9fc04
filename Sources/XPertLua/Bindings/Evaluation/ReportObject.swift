import LuaEmbedding
import XPertCore

/// `xpert.Report`: what a chip costs.
public final class ReportObject: LuaObject {
  let report: ChipReport
  let manifest: Manifest

  init(report: ChipReport, manifest: Manifest) {
    self.report = report
    self.manifest = manifest
  }

  /// Members that are metrics with a unit; `dynamic_energy` and `leakage_energy` in energy units.
  static let metrics: [(name: String, value: @Sendable (ChipReport) -> Double)] = {
    var all: [(String, @Sendable (ChipReport) -> Double)] = []
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

  public static let luaType = LuaType<ReportObject>("xpert.Report", help: "What a chip costs.") { type in
    for metric in metrics {
      type.property(metric.name, help: metric.name) { (report: ReportObject) in metric.value(report.report) }
    }
    type.listsMembers()
    type.property("convention", help: "how it was counted") { $0.report.convention.rawValue }
    type.property("operations", help: "two per multiply-accumulate, counted as the convention does") {
      $0.report.operations
    }
    type.property("tops", help: "1e12 operations per second") { $0.report.tops }
    type.property("tops_per_W", help: "1e12 operations per joule") { $0.report.topsPerWatt }
    type.property("tops_per_mm2", help: "1e12 operations per second and mm2") { $0.report.topsPerMM2 }
    type.property("frames_per_s", help: "images per second") { $0.report.framesPerSecond }
    type.property("utilisation", help: "share of the cells that hold weights or copies") {
      $0.report.utilisation
    }
    type.property("layers", help: "what each layer costs") { object in
      object.report.layers.indices.map { LayerReportObject(object.report.layers[$0], number: $0 + 1) }
    }
    type.frameProperty(
      "components", help: "area and energy per component: {component=, level=, area_mm2=, dynamic_energy_pJ=}"
    ) {
      object, frame in
      let energies = object.report.energies
      frame.pushTable { table in
        for component in Component.allCases
        where object.report.areas[component] != 0 || energies[component] != 0 {
          frame.pushTable { row in
            row.set("component", component.name)
            row.set("level", component.level.rawValue)
            row.set("category", component.category.name)
            row.set("area_mm2", object.report.areas[component] / 1e-6)
            row.set("dynamic_energy_pJ", energies[component] / 1e-12)
          }
          table.appendTop()
        }
      }
      return 1
    }
    addExplanations(to: type)
    type.frameMethod("write_csv", help: "a row per layer and one of the chip: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        try object.fileTable(withChip: true).write(csv: path)
      }
    }
    type.frameMethod("write_json", help: "layers, chip and manifest: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_json") { () throws(FileError) in
        var json = object.fileTable(withChip: false).json(manifest: object.manifest)
        if case .object(var members) = json {
          members["chip"] = object.chip
          json = .object(members)
        }
        try json.write(to: path)
      }
    }
    type.tostring { $0.text }
  }

  /// Summary, layers and components, as printed.
  var text: String {
    ([summary.description, report.layerTable.description] + report.componentTables.map(\.description))
      .joined(separator: "\n")
  }

  var summary: TextTable { report.summaryTable }

  /// The chip's totals, names as in scripts.
  private var chip: JSONValue {
    var members: [String: JSONValue] = [
      "convention": .string(report.convention.rawValue), "operations": .number(report.operations),
      "tops": .number(report.tops), "tops_per_W": .number(report.topsPerWatt),
      "tops_per_mm2": .number(report.topsPerMM2), "frames_per_s": .number(report.framesPerSecond),
      "utilisation": .number(report.utilisation),
    ]
    for metric in Self.metrics { members[metric.name] = .number(metric.value(report)) }
    return .object(members)
  }

  /// - Parameter withChip: a last row of the whole chip: with the circuits that all layers share; in a
  ///   pipeline the delay between images.
  private func fileTable(withChip: Bool) -> ResultTable {
    var table = ResultTable(columns: [
      .init("layer"), .init("area", unit: "mm2"), .init("delay", unit: "ns"),
      .init("dynamic_energy", unit: "pJ"),
      .init("leakage_energy", unit: "pJ"), .init("tiles"), .init("speed_up"), .init("utilisation"),
    ])
    for (index, layer) in report.layers.enumerated() {
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
        .text("chip"), .number(report.area / 1e-6), .number(report.delay / 1e-9),
        .number(report.dynamicEnergy / 1e-12), .number(report.leakageEnergy / 1e-12), .integer(report.tiles),
        .missing, .number(report.utilisation),
      ])
    }
    return table
  }
}
