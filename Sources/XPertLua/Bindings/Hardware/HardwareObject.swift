import Wording
import LuaEmbedding
import XPertCore

/// `xpert.Hardware`: everything that is the same for all layers, and the defaults of what is not.
public final class HardwareObject: LuaObject {
  public let hardware: Hardware
  /// Rows and columns of crossbars whose layers do not say otherwise.
  public let crossbar: Int
  public let crossbarsPerTile: Int
  public let mapsKernelPositions: Bool
  public let execution: ChipRules.Execution

  private let preset: HardwarePreset
  /// Options that the script gave, by key.
  private let given: Set<String>

  init(
    hardware: Hardware, crossbar: Int, crossbarsPerTile: Int, mapsKernelPositions: Bool = false,
    execution: ChipRules.Execution = .layerByLayer, preset: HardwarePreset = .xpertDAC2023,
    given: Set<String> = []
  ) {
    self.preset = preset
    self.given = given
    self.hardware = hardware
    self.crossbar = crossbar
    self.crossbarsPerTile = crossbarsPerTile
    self.mapsKernelPositions = mapsKernelPositions
    self.execution = execution
  }

  public static let luaType = LuaType<HardwareObject>("xpert.Hardware", help: "A description of hardware.") {
    type in
    type.listsMembers()
    type.property("node_nm", help: "process node") { $0.hardware.node.rawValue }
    type.property("device", help: "memory device") { $0.hardware.device.rawValue }
    type.property("cell_bits", help: "bits per cell") { $0.hardware.effectiveCellBits }
    type.property("weight_bits", help: "bits per weight") { $0.hardware.weightBits }
    type.property("cells_per_weight", help: "columns that a weight takes") { $0.hardware.cellsPerWeight }
    type.property("crossbar", help: "rows and columns of a crossbar") { $0.crossbar }
    type.property("crossbars_per_tile", help: "crossbars of a tile") { $0.crossbarsPerTile }
    type.property("mapping", help: "how a layer's matrix lies on its tiles") { $0.mapping }
    type.property("execution", help: "whether layers run one after the other or all at once") {
      $0.executionName
    }
    type.property(
      "pipeline_speedup_limit", help: "copies of a layer in a pipeline in each direction; nil: none"
    ) {
      $0.speedUpLimit
    }
    type.property("r_on_ohm", help: "resistance of a cell that is on") { $0.hardware.onResistance }
    type.property("on_off_ratio", help: "ratio of the resistances") { $0.hardware.onOffRatio }
    type.property("temperature_K", help: "temperature") { $0.hardware.temperatureKelvin }
    type.property("roadmap", help: "low standby power or high performance") { $0.roadmap }
    type.property("access", help: "what is in series with a cell") { $0.access }
    type.property("read_voltage_V", help: "read voltage") { $0.hardware.readVoltage }
    type.property("write_voltage_V", help: "write voltage") { $0.hardware.writeVoltage }
    type.property("access_voltage_V", help: "gate voltage of the access transistor") {
      $0.hardware.accessVoltage
    }
    type.property("flash_sensing", help: "how flash converters sense") { $0.flashSensing }
    type.property("read_mode", help: "all rows per read, or one") { $0.hardware.readMode.rawValue }
    type.property("synchronous", help: "whether delays are clock cycles") { $0.hardware.isSynchronous }
    type.property("clock_Hz", help: "the clock that circuits are sized with") { $0.hardware.clockFrequency }
    type.property("calibrated", help: "whether silicon factors apply") { $0.hardware.calibration != nil }
    type.property("activation", help: "where activation functions are") { $0.activation }
    type.property("activation_function", help: "what their circuits compute") { $0.activationFunction }
    type.property("global_buffer", help: "what it is made of") { $0.globalBuffer }
    type.property("tile_buffer", help: "what they are made of") { $0.tileBuffer }
    type.frameProperty("sources", help: "where each value comes from, by name") { object, frame in
      frame.pushTable { table in
        for entry in object.entries { table.set(entry.name, object.source(of: entry.name)) }
      }
      return 1
    }
    type.tostring { $0.table.description }
  }

  private var mapping: String { mapsKernelPositions ? "kernel_positions" : "conventional" }
  private var executionName: String { speedUpLimit == nil ? "layer_by_layer" : "pipelined" }
  private var speedUpLimit: Int? { if case .pipelined(let limit) = execution { limit } else { nil } }
  private var roadmap: String { hardware.roadmap == .lowStandbyPower ? "lstp" : "hp" }
  private var access: String { hardware.hasAccessTransistor ? "transistor" : "none" }
  private var flashSensing: String { hardware.flashSensing == .current ? "current" : "voltage" }
  private var activation: String { hardware.activatesAtChip ? "chip" : "tile" }
  private var activationFunction: String { hardware.isReLU ? "relu" : "sigmoid" }
  private var globalBuffer: String { hardware.globalBufferIsSRAM ? "sram" : "register_file" }
  private var tileBuffer: String { hardware.tileBufferIsSRAM ? "sram" : "register_file" }

  /// Name and value of everything that decides about numbers, with units: for printing and for manifests.
  var entries: [(name: String, value: String)] {
    [
      ("node_nm", "\(hardware.node.rawValue)"),
      ("roadmap", roadmap),
      ("temperature_K", "\(hardware.temperatureKelvin)"),
      ("device", hardware.device.rawValue),
      ("access", access),
      ("cell_bits", "\(hardware.effectiveCellBits)"), ("weight_bits", "\(hardware.weightBits)"),
      ("crossbar", "\(crossbar)"), ("crossbars_per_tile", "\(crossbarsPerTile)"),
      ("mapping", mapping), ("execution", executionName),
      ("r_on_ohm", NumberFormat.exact(hardware.onResistance)),
      ("on_off_ratio", NumberFormat.exact(hardware.onOffRatio)),
      ("read_voltage_V", NumberFormat.exact(hardware.readVoltage)),
      ("write_voltage_V", NumberFormat.exact(hardware.writeVoltage)),
      ("access_voltage_V", NumberFormat.exact(hardware.accessVoltage)),
      ("read_mode", hardware.readMode.rawValue),
      ("flash_sensing", flashSensing),
      ("synchronous", "\(hardware.isSynchronous)"),
      ("clock_Hz", NumberFormat.exact(hardware.clockFrequency)),
      ("calibrated", hardware.calibration == nil ? "false" : "true"),
      ("activation", activation), ("activation_function", activationFunction),
      ("global_buffer", globalBuffer), ("tile_buffer", tileBuffer),
    ] + (speedUpLimit.map { [("pipeline_speedup_limit", "\($0)")] } ?? [])
  }

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
      rows: entries.map { [$0.name, $0.value, source(of: $0.name)] })
  }
}
