import Wording
import LuaEmbedding
import XPertCore

/// `xpert.Hardware`: everything that is the same for all layers, and the defaults of what is not.
final class HardwareObject: LuaObject {
  let chip: ChipDescription
  private let preset: HardwarePreset
  /// Options that the script gave, by key.
  private let given: Set<String>

  init(chip: ChipDescription, preset: HardwarePreset = .xpertDAC2023, given: Set<String> = []) {
    self.chip = chip
    self.preset = preset
    self.given = given
  }

  var hardware: Hardware { chip.hardware }
  /// Rows and columns of crossbars whose layers do not say otherwise.
  var crossbar: Int { chip.crossbar }

  static let luaType = LuaType<HardwareObject>("xpert.Hardware", help: "A description of hardware.") {
    type in
    type.listsMembers()
    type.property("node_nm", help: "process node") { $0.hardware.node.rawValue }
    type.property("device", help: "memory device") { $0.hardware.device.rawValue }
    type.property("cell_bits", help: "bits per cell") { $0.hardware.effectiveCellBits }
    type.property("weight_bits", help: "bits per weight") { $0.hardware.weightBits }
    type.property("cells_per_weight", help: "columns that a weight takes") { $0.hardware.cellsPerWeight }
    type.property("crossbar", help: "rows and columns of a crossbar") { $0.crossbar }
    type.property("crossbars_per_tile", help: "crossbars of a tile") { $0.chip.crossbarsPerTile }
    type.property("mapping", help: "how a layer's matrix lies on its tiles") { $0.field("mapping") }
    type.property("execution", help: "whether layers run one after the other or all at once") {
      $0.field("execution")
    }
    type.property(
      "pipeline_speedup_limit", help: "copies of a layer in a pipeline in each direction; nil: none"
    ) {
      $0.chip.speedUpLimit
    }
    type.property("r_on_ohm", help: "resistance of a cell that is on") { $0.hardware.onResistance }
    type.property("on_off_ratio", help: "ratio of the resistances") { $0.hardware.onOffRatio }
    type.property("temperature_K", help: "temperature") { $0.hardware.temperatureKelvin }
    type.property("roadmap", help: "low standby power or high performance") { $0.field("roadmap") }
    type.property("access", help: "what is in series with a cell") { $0.field("access") }
    type.property("read_voltage_V", help: "read voltage") { $0.hardware.readVoltage }
    type.property("write_voltage_V", help: "write voltage") { $0.hardware.writeVoltage }
    type.property("access_voltage_V", help: "gate voltage of the access transistor") {
      $0.hardware.accessVoltage
    }
    type.property("flash_sensing", help: "how flash converters sense") { $0.field("flash_sensing") }
    type.property("read_mode", help: "all rows per read, or one") { $0.hardware.readMode.rawValue }
    type.property("synchronous", help: "whether delays are clock cycles") { $0.hardware.isSynchronous }
    type.property("clock_Hz", help: "the clock that circuits are sized with") { $0.hardware.clockFrequency }
    type.property("calibrated", help: "whether silicon factors apply") { $0.hardware.calibration != nil }
    type.property("activation", help: "where activation functions are") { $0.field("activation") }
    type.property("activation_function", help: "what their circuits compute") {
      $0.field("activation_function")
    }
    type.property("global_buffer", help: "what it is made of") { $0.field("global_buffer") }
    type.property("tile_buffer", help: "what they are made of") { $0.field("tile_buffer") }
    type.frameProperty("sources", help: "where each value comes from, by name") { object, frame in
      frame.pushTable { table in
        for entry in object.chip.fields { table.set(entry.name, object.source(of: entry.name)) }
      }
      return 1
    }
    type.tostring { $0.table.description }
  }

  /// A field's value in words, as printed.
  private func field(_ name: String) -> String { chip.fields.first { $0.name == name }!.value }

  /// "the script", or where the preset has it from.
  private func source(of field: String) -> String {
    // Quantities are printed in one of their units, which is not part of the key.
    let isGiven = given.contains { field == $0 || field.hasPrefix($0 + "_") && Self.units.contains(field) }
    if !isGiven && field == "cell_bits" && hardware.device == .sram { return "a cell of SRAM holds one bit" }
    return isGiven ? "the script" : preset.source(of: field)
  }

  private static let units: Set = ["r_on_ohm", "clock_Hz"]

  var table: TextTable {
    TextTable(
      title: "hardware",
      columns: [.init("field", .left), .init("value", .left), .init("source", .left)],
      rows: chip.fields.map { [$0.name, $0.value, source(of: $0.name)] })
  }
}
