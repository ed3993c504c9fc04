import LuaEmbedding
import XPertCore

/// `xpert.hardware{...}` and its presets.
enum HardwareBinding {
  /// Defaults are those of a preset.
  static func options(_ name: String, _ preset: HardwarePreset = .xpertDAC2023) -> OptionTable {
    let hardware = preset.chip.hardware
    return OptionTable(
      name, help: "Hardware that is the same for all layers. Defaults: \(preset.help).",
      [
        Option(
          "node_nm", .integer(), unit: "nm", default: 32,
          help: "process node: 130, 90, 65, 45, 32, 22, 14, 10, 7"),
        Option(
          "roadmap", .enumeration(noun: "roadmap", ["lstp", "hp"]), default: "lstp",
          help: "low standby power or high performance"),
        Option("temperature_K", .integer(.between(300, 400)), unit: "K", default: 300, help: "temperature"),
        Option(
          "device", .enumeration(noun: "memory device", ["rram", "fefet", "sram"]),
          default: .string(hardware.device.rawValue), help: "memory device"),
        Option(
          "access", .enumeration(noun: "access device", ["transistor", "none"]), default: "transistor",
          help: "one transistor per cell, or a cross-point"),
        Option(
          "cell_bits", .integer(.between(1, 16)), default: .integer(hardware.cellBits),
          help: "bits per cell; a cell of SRAM has 1"),
        Option(
          "weight_bits", .integer(.between(1, 16)), default: 8,
          help: "bits per weight, a multiple of cell_bits"),
        Option(
          "crossbar", .integer(.between(8, 1024)), default: .integer(preset.chip.crossbar),
          help: "rows and columns of a crossbar, where a layer does not say otherwise"),
        Option(
          "crossbars_per_tile", .integer(.between(4, 4096)), default: 64,
          help: "crossbars of a tile: the square of an even number"),
        Option(
          "mapping", .enumeration(noun: "mapping", ["conventional", "kernel_positions"]),
          default: "conventional",
          help: "a layer's matrix as it is, or every position of its kernel on an element of its own"),
        Option(
          "execution", .enumeration(noun: "execution", ["layer_by_layer", "pipelined"]),
          default: "layer_by_layer",
          help: "one layer after the other, or all at once, each on another image"),
        Option(
          "pipeline_speedup_limit", .integer(.between(1, 1024)), default: 8,
          help: "copies of a layer with a large map, at most, in each direction of the map"),
        .quantity(
          "r_on", .resistance, range: .between(1e-3, 1e9), default: 6000,
          help: "resistance of a cell that is on"),
        Option(
          "on_off_ratio", .number(.above(1, upTo: 1e9)), default: 150,
          help: "resistance of a cell that is off over that of one that is on"),
        Option(
          "read_voltage_V", .number(.between(1e-6, 10)), unit: "V", default: 0.5, help: "read voltage"),
        Option(
          "write_voltage_V", .number(.between(1e-6, 20)), unit: "V", default: 2,
          help: "write voltage; level shifters exist above 1.5 V"),
        Option(
          "access_voltage_V", .number(.between(1e-6, 10)), unit: "V", default: 1.1,
          help: "gate voltage of the access transistor"),
        Option(
          "flash_sensing", .enumeration(noun: "sensing", ["current", "voltage"]), default: "current",
          help: "how flash converters sense"),
        Option(
          "read_mode", .enumeration(noun: "read mode", ["parallel", "sequential"]), default: "parallel",
          help: "all rows per read, or one"),
        Option(
          "synchronous", .boolean, default: true,
          help:
            "delays are clock cycles of the slowest sensing period; otherwise every layer takes the time "
            + "that it needs"
        ),
        .quantity(
          "clock", .frequency, range: .between(1, 1e12), default: 1e9,
          help: "the clock that circuits are sized with; the chip's own follows from its slowest sensing"),
        Option(
          "calibrated", .boolean, default: true, help: "apply the factors of a calibration with silicon"),
        Option(
          "activation", .enumeration(noun: "place", ["chip", "tile"]), default: "chip",
          help: "where activation functions are"),
        Option(
          "activation_function", .enumeration(noun: "activation function", ["relu", "sigmoid"]),
          default: "relu",
          help: "what their circuits compute: comparators, or a table"),
        Option(
          "global_buffer", .enumeration(noun: "buffer", ["register_file", "sram"]), default: "register_file",
          help: "what the global buffer is made of"),
        Option(
          "tile_buffer", .enumeration(noun: "buffer", ["register_file", "sram"]), default: "register_file",
          help: "what the tiles' buffers are made of"),
      ])
  }

  static func hardware(_ options: OptionValues, _ preset: HardwarePreset) throws -> HardwareObject {
    guard let node = TechnologyNode(rawValue: options.integer("node_nm")) else {
      let known = TechnologyNode.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw options.error("node_nm", "\(known) expected, got \(options.integer("node_nm"))")
    }
    let cellBits = options.integer("cell_bits")
    let weightBits = options.integer("weight_bits")
    let device = MemoryDevice(rawValue: options.string("device"))!
    if device != .sram && weightBits % cellBits != 0 {
      throw options.error("weight_bits (\(weightBits)) must be a multiple of cell_bits (\(cellBits))")
    }
    if device == .sram && options.isGiven("cell_bits") && cellBits != 1 {
      throw options.error("cell_bits", "1 expected, got \(cellBits): a cell of SRAM holds one bit")
    }
    if device == .sram && options.string("access") == "none" {
      throw options.error("access 'none' is for resistive cells: one of SRAM has its own transistors")
    }
    var hardware = Hardware(
      node: node, roadmap: options.string("roadmap") == "lstp" ? .lowStandbyPower : .highPerformance,
      temperatureKelvin: options.integer("temperature_K"), device: device, cellBits: cellBits,
      weightBits: weightBits, onResistance: options.number("r_on"), onOffRatio: options.number("on_off_ratio")
    )
    hardware.hasAccessTransistor = options.string("access") == "transistor"
    hardware.readVoltage = options.number("read_voltage_V")
    hardware.writeVoltage = options.number("write_voltage_V")
    hardware.accessVoltage = options.number("access_voltage_V")
    hardware.flashSensing = options.string("flash_sensing") == "current" ? .current : .voltage
    hardware.readMode = ReadMode(rawValue: options.string("read_mode"))!
    hardware.isSynchronous = options.boolean("synchronous")
    hardware.clockFrequency = options.number("clock")
    hardware.calibration = options.boolean("calibrated") ? .silicon : nil
    hardware.activatesAtChip = options.string("activation") == "chip"
    hardware.isReLU = options.string("activation_function") == "relu"
    hardware.globalBufferIsSRAM = options.string("global_buffer") == "sram"
    hardware.tileBufferIsSRAM = options.string("tile_buffer") == "sram"

    guard options.string("execution") == "pipelined" || !options.isGiven("pipeline_speedup_limit") else {
      throw options.error("pipeline_speedup_limit", "only execution 'pipelined' has one")
    }
    let crossbar = options.integer("crossbar")
    let crossbarsPerTile = options.integer("crossbars_per_tile")
    // Size one tile now, so that impossible hardware is refused where it is described.
    let periphery = Periphery(
      crossbarRows: crossbar, crossbarColumns: crossbar, columnSharing: min(8, crossbar / 2), adc: .flash,
      levels: ADCPrecision(bits: 6).levels, inputBits: 8)
    do {
      _ = try TileLibrary(hardware: hardware, clock: hardware.clockFrequency)
        .tile(for: periphery, crossbarsPerTile: crossbarsPerTile)
    } catch {
      throw options.error(error.description)
    }
    let chip = ChipDescription(
      hardware: hardware, crossbar: crossbar, crossbarsPerTile: crossbarsPerTile,
      mapsKernelPositions: options.string("mapping") == "kernel_positions",
      execution: options.string("execution") == "pipelined"
        ? .pipelined(speedUpLimit: options.integer("pipeline_speedup_limit")) : .layerByLayer)
    return HardwareObject(
      chip: chip, preset: preset,
      given: Set(Self.options("").options.map(\.key).filter(options.isGiven)))
  }

  static func register(in module: LuaModule) {
    module.type(HardwareObject.luaType)
    module.submodule("hardware", help: "descriptions of hardware") { module in
      module.callable(options("xpert.hardware")) { options, frame in
        frame.returns(try hardware(options, .xpertDAC2023))
      }
      for preset in [HardwarePreset.xpertDAC2023, .neuroSim] {
        module.constructor(options("xpert.hardware.\(preset.name)", preset), help: preset.help) {
          options, frame in frame.returns(try hardware(options, preset))
        }
      }
    }
  }
}
