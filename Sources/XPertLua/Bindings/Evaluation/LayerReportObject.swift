import LuaEmbedding
import Wording
import XPertCore

/// `xpert.LayerReport`: what a layer of a report costs, without the circuits that all layers share.
public final class LayerReportObject: LuaObject {
  let layer: LayerReport
  /// Counted from 1.
  let number: Int

  init(_ layer: LayerReport, number: Int) {
    self.layer = layer
    self.number = number
  }

  /// Members with a unit, in every unit of the quantity.
  static let metrics: [(name: String, help: String, value: @Sendable (LayerReport) -> Double)] = {
    let quantities: [(String, Quantity, String, @Sendable (LayerReport) -> Double)] = [
      ("area", .area, "its tiles", { $0.area }),
      ("delay", .delay, "of one image", { $0.delay.total }),
      ("dynamic_energy", .energy, "per image", { $0.energy }),
      ("leakage_energy", .energy, "what the idle tiles leak meanwhile", { $0.leakageEnergy }),
      ("leakage", .leakage, "power of its tiles", { $0.leakage }),
    ]
    var all: [(String, String, @Sendable (LayerReport) -> Double)] = []
    for (name, quantity, help, value) in quantities {
      for unit in quantity.units {
        all.append(("\(name)_\(unit.name)", help, { layer in value(layer) / unit.inSI }))
      }
    }
    return all
  }()

  public static let luaType = LuaType<LayerReportObject>(
    "xpert.LayerReport", help: "What a layer costs, without the circuits that all layers share."
  ) { type in
    type.listsMembers()
    for metric in metrics {
      type.property(metric.name, help: metric.help) { (object: LayerReportObject) in
        metric.value(object.layer)
      }
    }
    type.property("tiles", help: "how many it takes") { $0.layer.placement.tiles }
    type.property("tiles_row", help: "rows of tiles") { $0.layer.placement.tilesRow }
    type.property("tiles_column", help: "columns of tiles") { $0.layer.placement.tilesColumn }
    type.property("speed_up", help: "copies that work in parallel") { $0.speedUp }
    type.property("utilisation", help: "share of its cells that hold weights or copies") {
      $0.layer.placement.utilisation
    }
    type.property("operations", help: "two per multiply-accumulate") { $0.layer.operations }
    type.tostring { object in
      let layer = object.layer
      return "layer \(object.number): \(NumberFormat.significant(layer.area / 1e-6)) mm2, "
        + "\(NumberFormat.significant(layer.delay.total / 1e-6)) us, "
        + "\(NumberFormat.significant(layer.energy / 1e-6)) uJ, \(layer.placement.tiles) tiles"
    }
  }

  private var speedUp: Int { layer.placement.speedUpRow * layer.placement.speedUpColumn }
}
