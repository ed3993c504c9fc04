extension Hardware {
  /// Refuses what cannot be built, with the rule that is broken. Spec 10 §1, 11 §1, 13 Q-C149.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  package func validate(_ periphery: Periphery) throws(HardwareError) {
    func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(HardwareError) {
      if !holds { throw .invalid(rule: rule()) }
    }
    try validateShared()
    try require(cellBits >= 1, "cell_bits (\(cellBits)) must be at least 1")
    try require((1...16).contains(weightBits), "weight_bits (\(weightBits)) must be between 1 and 16")
    try require(
      onResistance > 0 && onResistance.isFinite, "r_on_ohm (\(onResistance)) must be a positive number")
    try require(
      onOffRatio > 1 && onOffRatio.isFinite, "on_off_ratio (\(onOffRatio)) must be greater than 1")
    try require(
      clockFrequency > 0 && clockFrequency.isFinite, "clock_Hz (\(clockFrequency)) must be a positive number")
    try require(readVoltage > 0, "read_voltage_V (\(readVoltage)) must be positive")
    // Far beyond any device, where sums and products still have room.
    for (name, value, range) in [
      ("r_on_ohm", onResistance, 1e-3...1e9), ("on_off_ratio", onOffRatio, 1...1e9),
      ("clock_Hz", clockFrequency, 1...1e12), ("read_voltage_V", readVoltage, 1e-6...10),
      ("write_voltage_V", writeVoltage, 1e-6...20), ("access_voltage_V", accessVoltage, 1e-6...10),
      ("read_pulse_width_s", readPulseWidth, 0...1),
    ] {
      try require(
        range.contains(value),
        "\(name) (\(value)) must be between \(range.lowerBound) and \(range.upperBound)")
    }
    let rows = periphery.crossbarRows
    let columns = periphery.crossbarColumns
    try require(
      (2...1024).contains(rows) && (2...1024).contains(columns),
      "crossbar (\(rows) x \(columns)) must have between 2 and 1024 rows and columns")
    let sharing = periphery.columnSharing
    try require(
      (1...columns).contains(sharing),
      "column_sharing (\(sharing)) must be between 1 and the crossbar's columns (\(columns))")
    try require(
      (1...16).contains(periphery.inputBits), "input_bits (\(periphery.inputBits)) must be between 1 and 16")
    try require(
      (2...65536).contains(periphery.levels.count),
      "ADC levels (\(periphery.levels.count)) must be between 2 and 65536")
  }

  /// Refuses bits of a weight and of a cell that a layer asks for and cannot have.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  func validateCells(_ periphery: Periphery) throws(HardwareError) {
    guard periphery.weightBits != nil || periphery.cellBits != nil else { return }
    let asked = specialised(for: periphery)
    if device == .sram {
      guard periphery.cellBits ?? 1 == 1 else {
        throw .invalid(rule: "cell_bits (\(asked.cellBits)) must be 1: a cell of SRAM has no more")
      }
    } else if asked.cellBits > 0 && asked.weightBits % asked.cellBits != 0 {
      throw .invalid(
        rule: "weight_bits (\(asked.weightBits)) must be a multiple of cell_bits (\(asked.cellBits))")
    }
  }

  /// Refuses a periphery whose crossbar can be built but whose tile cannot (Q-C149).
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  func validateTile(_ periphery: Periphery) throws(HardwareError) {
    let most = periphery.crossbarColumns / 2
    guard periphery.columnSharing <= most else {
      throw .invalid(
        rule: "column_sharing (\(periphery.columnSharing)) must be at most \(most), half of the crossbar's "
          + "\(periphery.crossbarColumns) columns: a tile's output buffer needs at least two lines")
    }
    guard periphery.inputBits >= 2 else {
      throw .invalid(
        rule: "input_bits (\(periphery.inputBits)) must be at least 2: a tile's input buffer needs at least"
          + " two lines")
    }
  }
}

extension Hardware {
  /// Refuses cells and shared circuits that no layer could use.
  private func validateShared() throws(HardwareError) {
    func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(HardwareError) {
      if !holds { throw .invalid(rule: rule()) }
    }
    for (name, value) in [
      ("cell_height_F", cellHeightInFeatures), ("cell_width_F", cellWidthInFeatures),
      ("crosspoint_height_F", crossPointHeightInFeatures), ("crosspoint_width_F", crossPointWidthInFeatures),
      ("crosspoint_feature_size_m", crossPointFeatureSize), ("sram_height_F", sramCellHeightInFeatures),
      ("sram_width_F", sramCellWidthInFeatures), ("sram_nmos_width_F", sramNMOSWidthInFeatures),
      ("sram_pmos_width_F", sramPMOSWidthInFeatures), ("sram_access_width_F", sramAccessWidthInFeatures),
      ("sram_sense_voltage_V", sramMinimumSenseVoltage), ("global_fold_ratio", globalFoldRatio),
      ("tile_fold_ratio", tileFoldRatio),
    ] {
      try require(value > 0 && value.isFinite, "\(name) (\(value)) must be a positive number")
    }
    for (name, value) in [
      ("global_buffer_core_rows", globalBufferCoreRows),
      ("global_buffer_core_columns", globalBufferCoreColumns),
      ("tile_buffer_core_rows", tileBufferCoreRows), ("tile_buffer_core_columns", tileBufferCoreColumns),
    ] {
      try require((1...65536).contains(value), "\(name) (\(value)) must be between 1 and 65536")
    }
    for (name, value) in [
      ("global_bus_tolerance", globalBusTolerance), ("local_bus_tolerance", localBusTolerance),
    ] {
      try require(value >= 0 && value < 1, "\(name) (\(value)) must be at least 0 and less than 1")
    }
    try require(
      maximumGlobalBusWidth >= 1, "global_bus_width (\(maximumGlobalBusWidth)) must be at least 1 bit")
  }
}
