import XPertCore

/// `xpert.Hardware`: everything that is the same for all layers, and the defaults of what is not.
public final class HardwareObject: LuaObject {
  public let hardware: Hardware
  /// Rows and columns of crossbars whose layers do not say otherwise.
  public let crossbar: Int
  public let crossbarsPerTile: Int

  init(hardware: Hardware, crossbar: Int, crossbarsPerTile: Int) {
    self.hardware = hardware
    self.crossbar = crossbar
    self.crossbarsPerTile = crossbarsPerTile
  }

  public static let luaType = LuaType<HardwareObject>("xpert.Hardware", help: "A description of hardware.") { type in
    type.property("node_nm", help: "process node") { $0.hardware.node.rawValue }
    type.property("device", help: "memory device") { $0.hardware.device.rawValue }
    type.property("cell_bits", help: "bits per cell") { $0.hardware.effectiveCellBits }
    type.property("weight_bits", help: "bits per weight") { $0.hardware.weightBits }
    type.property("cells_per_weight", help: "columns that a weight takes") { $0.hardware.cellsPerWeight }
    type.property("crossbar", help: "rows and columns of a crossbar") { $0.crossbar }
    type.property("crossbars_per_tile", help: "crossbars of a tile") { $0.crossbarsPerTile }
    type.property("r_on_ohm", help: "resistance of a cell that is on") { $0.hardware.onResistance }
    type.property("on_off_ratio", help: "ratio of the resistances") { $0.hardware.onOffRatio }
    type.property("temperature_K", help: "temperature") { $0.hardware.temperatureKelvin }
    type.tostring { $0.table.description }
  }

  /// Name and value of everything that decides about numbers, with units: for printing and for manifests.
  var entries: [(name: String, value: String)] {
    [
      ("node_nm", "\(hardware.node.rawValue)"),
      ("roadmap", hardware.roadmap == .lowStandbyPower ? "lstp" : "hp"),
      ("temperature_K", "\(hardware.temperatureKelvin)"),
      ("device", hardware.device.rawValue),
      ("access", hardware.hasAccessTransistor ? "transistor" : "none"),
      ("cell_bits", "\(hardware.effectiveCellBits)"), ("weight_bits", "\(hardware.weightBits)"),
      ("crossbar", "\(crossbar)"), ("crossbars_per_tile", "\(crossbarsPerTile)"),
      ("r_on_ohm", NumberFormat.exact(hardware.onResistance)), ("on_off_ratio", NumberFormat.exact(hardware.onOffRatio)),
      ("read_voltage_V", NumberFormat.exact(hardware.readVoltage)),
      ("write_voltage_V", NumberFormat.exact(hardware.writeVoltage)),
      ("access_voltage_V", NumberFormat.exact(hardware.accessVoltage)), ("read_mode", hardware.readMode.rawValue),
      ("flash_sensing", hardware.flashSensing == .current ? "current" : "voltage"),
      ("synchronous", "\(hardware.isSynchronous)"),
      ("clock_Hz", NumberFormat.exact(hardware.clockFrequency)),
      ("calibrated", hardware.calibration == nil ? "false" : "true"),
      ("activation", hardware.activatesAtChip ? "chip" : "tile"),
      ("global_buffer", hardware.globalBufferIsSRAM ? "sram" : "register_file"),
      ("tile_buffer", hardware.tileBufferIsSRAM ? "sram" : "register_file"),
    ]
  }

  var table: TextTable {
    TextTable(
      title: "hardware", columns: [.init("field", .left), .init("value", .left)],
      rows: entries.map { [$0.name, $0.value] })
  }
}
