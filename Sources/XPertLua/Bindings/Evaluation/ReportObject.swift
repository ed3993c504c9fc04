import LuaEmbedding
import XPertCore

/// `xpert.Report`: what a chip costs.
final class ReportObject: LuaObject {
  let report: ChipReport
  let manifest: Manifest

  init(report: ChipReport, manifest: Manifest) {
    self.report = report
    self.manifest = manifest
  }

  var bytesHeld: Int { report.bytes }

  static let luaType = LuaType<ReportObject>("xpert.Report", help: "What a chip costs.") { type in
    for metric in ChipReport.totals {
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
        try object.report.fileTable(withChip: true).write(csv: path)
      }
    }
    type.frameMethod("write_json", help: "layers, chip and manifest: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_json") { () throws(FileError) in
        try object.report.json(manifest: object.manifest).write(to: path)
      }
    }
    type.tostring { $0.report.text }
  }
}
