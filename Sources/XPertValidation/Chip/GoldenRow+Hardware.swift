import XPertCore

extension GoldenRow {
  private func number(_ column: String, _ standard: Double) throws(GoldenError) -> Double {
    has(column) ? try real(column) : standard
  }

  private func whole(_ column: String, _ standard: Int) throws(GoldenError) -> Int {
    has(column) ? try integer(column) : standard
  }

  private func switched(_ column: String, _ standard: Bool) throws(GoldenError) -> Bool {
    has(column) ? try flag(column) : standard
  }

  /// The hardware of a row: the paper's configuration with the columns that vary.
  func hardware() throws(GoldenError) -> Hardware {
    let nodeNumber = try whole("node_nm", 32)
    guard let node = TechnologyNode(rawValue: nodeNumber) else {
      throw error("node_nm", "\(nodeNumber)", "a technology node")
    }
    let roadmapCode = try whole("roadmap", 2)
    guard let roadmap = Roadmap(rawValue: roadmapCode) else {
      throw error("roadmap", "\(roadmapCode)", "1 or 2")
    }
    let devices: [Int: MemoryDevice] = [1: .sram, 2: .rram, 3: .fefet]
    let deviceCode = try whole("mem_cell_type", 2)
    guard let device = devices[deviceCode] else { throw error("mem_cell_type", "\(deviceCode)", "1, 2 or 3") }

    var hardware = Hardware(
      node: node, roadmap: roadmap, temperatureKelvin: try whole("temperature_K", 300), device: device,
      cellBits: try whole("cell_bits", 4), weightBits: try whole("weight_bits", 8),
      onResistance: try number("res_on_ohm", 6000), onOffRatio: try number("on_off_ratio", 150))
    hardware.hasAccessTransistor = try whole("access_type", 1) == 1
    if has("operation_mode") {
      hardware.readMode = try integer("operation_mode") == 1 ? .sequential : .parallel
    }
    if has("sequential") { hardware.readMode = try flag("sequential") ? .sequential : .parallel }
    hardware.readVoltage = try number("read_voltage_V", 0.5)
    hardware.isSynchronous = try switched("synchronous", true)
    hardware.calibration = try switched("validated", true) ? .silicon : nil
    hardware.relaxesCellHeight = try switched("relax_height", false)
    hardware.relaxesCellWidth = try switched("relax_width", false)
    hardware.globalBufferIsSRAM = try switched("global_buffer_sram", false)
    // The reference takes the tile buffers' type from the switch of the processing elements (Q-C103).
    hardware.tileBufferIsSRAM = try switched("pe_buffer_sram", false)
    hardware.clockFrequency = try number("clk_Hz", 1e9)
    hardware.activatesAtChip = try switched("activation_at_chip", true)
    hardware.flashSensing = try switched("current_mode_sensing", true) ? .current : .voltage
    return hardware
  }

  /// The layer of a row, or with prefix `aux_` its auxiliary row.
  func networkRow(_ prefix: String = "") throws(GoldenError) -> NetworkRow {
    let code = try integer("adc_type")
    guard let adc = ADCType.allCases.first(where: { $0.fileCode == code }) else {
      throw error("adc_type", "\(code)", "1 or 2")
    }
    return NetworkRow(
      inputHeight: try integer(prefix + "ifm_height"), inputWidth: try integer(prefix + "ifm_width"),
      inputChannels: try integer(prefix + "in_channels"),
      kernelHeight: try integer(prefix + "kernel_height"), kernelWidth: try integer(prefix + "kernel_width"),
      outputChannels: try integer(prefix + "out_channels"), isPooled: try flag(prefix + "max_pool"),
      stride: try integer(prefix + "stride"), columnSharing: try integer("column_sharing"), adc: adc,
      inputBits: try integer("input_bits"), adcPrecision: try integer("adc_bits"))
  }

  /// The trace generator of the row.
  func traceGenerator() throws(GoldenError) -> TraceGenerator {
    let weightText = try text("weight_mode")
    guard let weights = TraceGenerator.Weights(rawValue: weightText) else {
      throw error("weight_mode", weightText, "'uniform' or 'bell'")
    }
    let density = try real("trace_p")
    let inputs: TraceGenerator.Inputs
    switch try text("trace_mode") {
    case "bits": inputs = .bits(density: density)
    case "act": inputs = .activations(density: density)
    case let other: throw error("trace_mode", other, "'bits' or 'act'")
    }
    return TraceGenerator(seed: UInt64(try integer("trace_seed")), weights: weights, inputs: inputs)
  }
}
