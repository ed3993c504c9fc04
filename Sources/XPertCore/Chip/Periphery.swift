/// The per-layer choices of a crossbar and its converters.
public struct Periphery: Sendable, Hashable {
  public var crossbarRows: Int
  public var crossbarColumns: Int
  /// Crossbar columns that share one ADC (spec 10 §1.1, `columns_per_adc`).
  public var columnSharing: Int
  public var adc: ADCType
  public var levels: ADCLevels
  /// Input precision: bits per activation, one per read.
  public var inputBits: Int

  public init(
    crossbarRows: Int, crossbarColumns: Int, columnSharing: Int, adc: ADCType, levels: ADCLevels,
    inputBits: Int
  ) {
    self.crossbarRows = crossbarRows
    self.crossbarColumns = crossbarColumns
    self.columnSharing = columnSharing
    self.adc = adc
    self.levels = levels
    self.inputBits = inputBits
  }

  /// Cell columns per ADC, never more than there are columns (spec 11, CS).
  var effectiveColumnSharing: Int { min(columnSharing, crossbarColumns) }

  /// The periphery of a layer under the rule that a k-bit converter has 2^k levels.
  public init(of layer: Layer) {
    self.init(
      crossbarRows: layer.crossbar, crossbarColumns: layer.crossbar, columnSharing: layer.columnSharing,
      adc: layer.adc, levels: layer.adcPrecision.levels, inputBits: layer.inputBits)
  }
}

extension Hardware {
  /// Refuses what cannot be built, with the rule that is broken. Spec 10 §1, 11 §1, 13 Q-C149.
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  public func validate(_ periphery: Periphery) throws(HardwareError) {
    func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(HardwareError) {
      if !holds { throw .invalid(rule: rule()) }
    }
    try require(cellBits >= 1, "cell_bits (\(cellBits)) must be at least 1")
    try require((1...16).contains(weightBits), "weight_bits (\(weightBits)) must be between 1 and 16")
    try require(
      onResistance > 0 && onResistance.isFinite, "r_on_ohm (\(onResistance)) must be a positive number")
    try require(
      onOffRatio > 1 && onOffRatio.isFinite, "on_off_ratio (\(onOffRatio)) must be greater than 1")
    try require(
      clockFrequency > 0 && clockFrequency.isFinite, "clock_Hz (\(clockFrequency)) must be a positive number")
    try require(readVoltage > 0, "read_voltage_V (\(readVoltage)) must be positive")
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

  /// Refuses a periphery whose crossbar can be built but whose tile cannot (Q-C149).
  ///
  /// - Throws: ``HardwareError/invalid(rule:)``.
  func validateTile(_ periphery: Periphery) throws(HardwareError) {
    let most = periphery.crossbarColumns / 2
    guard periphery.columnSharing <= most else {
      throw .invalid(
        rule: "column_sharing (\(periphery.columnSharing)) must be at most half of the crossbar's columns"
          + " (\(most)): a tile's output buffer needs at least two lines")
    }
    guard periphery.inputBits >= 2 else {
      throw .invalid(
        rule: "input_bits (\(periphery.inputBits)) must be at least 2: a tile's input buffer needs at least"
          + " two lines")
    }
  }
}
