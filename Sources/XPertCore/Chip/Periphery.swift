/// The per-layer choices of a crossbar and its converters.
package struct Periphery: Sendable, Hashable {
  package var crossbarRows: Int
  package var crossbarColumns: Int
  /// Crossbar columns that share one ADC (spec 10 §1.1, `columns_per_adc`).
  package var columnSharing: Int
  package var adc: ADCType
  package var levels: ADCLevels
  /// Input precision: bits per activation, one per read.
  package var inputBits: Int
  /// Bits of a weight and of a cell; nil: the hardware's.
  package var weightBits: Int?
  package var cellBits: Int?

  package init(
    crossbarRows: Int, crossbarColumns: Int, columnSharing: Int, adc: ADCType, levels: ADCLevels,
    inputBits: Int, weightBits: Int? = nil, cellBits: Int? = nil
  ) {
    self.crossbarRows = crossbarRows
    self.crossbarColumns = crossbarColumns
    self.columnSharing = columnSharing
    self.adc = adc
    self.levels = levels
    self.inputBits = inputBits
    self.weightBits = weightBits
    self.cellBits = cellBits
  }

  /// Cell columns per ADC, never more than there are columns (spec 11, CS).
  var effectiveColumnSharing: Int { min(columnSharing, crossbarColumns) }

  /// The periphery of a layer under the rule that a k-bit converter has 2^k levels.
  package init(of layer: Layer) {
    self.init(
      crossbarRows: layer.crossbar, crossbarColumns: layer.crossbar, columnSharing: layer.columnSharing,
      adc: layer.adc, levels: layer.adcPrecision.levels, inputBits: layer.inputBits,
      weightBits: layer.weightBits, cellBits: layer.cellBits)
  }
}

extension Hardware {
  /// The hardware with the bits per weight and per cell that a periphery asks for.
  func specialised(for periphery: Periphery) -> Hardware {
    var result = self
    if let weightBits = periphery.weightBits { result.weightBits = weightBits }
    if let cellBits = periphery.cellBits { result.cellBits = cellBits }
    return result
  }

  /// Columns that a weight of a layer takes.
  func cellsPerWeight(of layer: Layer) -> Int { specialised(for: Periphery(of: layer)).cellsPerWeight }
}
