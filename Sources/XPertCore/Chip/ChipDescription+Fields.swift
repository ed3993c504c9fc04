import Wording

extension ChipDescription {
  /// Names and values of everything that decides about numbers, with units, as in scripts: for printing and
  /// for manifests.
  public var fields: [(name: String, value: String)] {
    [
      ("node_nm", "\(hardware.node.rawValue)"),
      ("roadmap", hardware.roadmap == .lowStandbyPower ? "lstp" : "hp"),
      ("temperature_K", "\(hardware.temperatureKelvin)"),
      ("device", hardware.device.rawValue),
      ("access", hardware.hasAccessTransistor ? "transistor" : "none"),
      ("cell_bits", "\(hardware.effectiveCellBits)"), ("weight_bits", "\(hardware.weightBits)"),
      ("crossbar", "\(crossbar)"), ("crossbars_per_tile", "\(crossbarsPerTile)"),
      ("mapping", mapsKernelPositions ? "kernel_positions" : "conventional"),
      ("execution", speedUpLimit == nil ? "layer_by_layer" : "pipelined"),
      ("r_on_ohm", NumberFormat.exact(hardware.onResistance)),
      ("on_off_ratio", NumberFormat.exact(hardware.onOffRatio)),
      ("read_voltage_V", NumberFormat.exact(hardware.readVoltage)),
      ("write_voltage_V", NumberFormat.exact(hardware.writeVoltage)),
      ("access_voltage_V", NumberFormat.exact(hardware.accessVoltage)),
      ("read_mode", hardware.readMode.rawValue),
      ("flash_sensing", hardware.flashSensing == .current ? "current" : "voltage"),
      ("synchronous", "\(hardware.isSynchronous)"),
      ("clock_Hz", NumberFormat.exact(hardware.clockFrequency)),
      ("calibrated", hardware.calibration == nil ? "false" : "true"),
      ("activation", hardware.activatesAtChip ? "chip" : "tile"),
      ("activation_function", hardware.isReLU ? "relu" : "sigmoid"),
      ("global_buffer", hardware.globalBufferIsSRAM ? "sram" : "register_file"),
      ("tile_buffer", hardware.tileBufferIsSRAM ? "sram" : "register_file"),
    ] + (speedUpLimit.map { [("pipeline_speedup_limit", "\($0)")] } ?? [])
  }

  /// Copies of a layer in each direction of its map, at most; nil: no pipeline.
  public var speedUpLimit: Int? {
    if case .pipelined(let limit) = execution { limit } else { nil }
  }
}
