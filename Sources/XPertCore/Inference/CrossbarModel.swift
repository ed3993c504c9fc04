/// What decides about the numbers that crossbars compute: the physical model (spec 16 §9).
///
/// Weights are codes of `weightBits` in cells of `cellBits`; inputs are applied bit by bit; the rows of the
/// unrolled kernel, in the order (channel, kernel row, kernel column), fill one crossbar after the other, the
/// last one partly; every column of every crossbar is converted for every input bit. Biases and batch
/// normalisation are digital.
public struct CrossbarModel: Sendable, Hashable {
  /// How a signed weight is read from conductances that are not negative.
  public enum Reference: String, Sendable, Hashable, CaseIterable {
    /// Every crossbar has a column of cells half-way between off and on, which is converted like the others
    /// and subtracted.
    case dummyColumn = "dummy_column"
    /// Half of the digit's range is taken away digitally: times the number of rows that an input bit drives,
    /// which a counter knows exactly. Needs no column.
    case digitalOffset = "digital_offset"
    /// Positive and negative parts of weights in columns of their own.
    case differential
  }

  /// What an ADC's lowest and highest code stand for. The same for all columns of a layer and all inputs.
  public enum ADCRange: String, Sendable, Hashable, CaseIterable {
    /// 0 to the current of a column whose cells are all on.
    case fullScale = "full_scale"
    /// The smallest to the largest column current that calibration images cause in an ideal chip.
    case calibrated
  }

  /// How conductances change between programming and reading.
  public struct Retention: Sendable, Hashable {
    public enum Direction: Sendable, Hashable {
      /// To a conductance, as a fraction of the range from off (0) to on (1).
      case towards(Double)
      /// Every cell up, down or not at all, with equal probability.
      case random
    }

    /// Time since programming over the time of the first reading: 1 changes nothing.
    public var time: Double
    /// Exponent of the power law g(t) = g(1) * time^±drift.
    public var drift: Double
    public var direction: Direction

    public init(time: Double, drift: Double, direction: Direction) {
      self.time = time
      self.drift = drift
      self.direction = direction
    }
  }

  /// Rows and columns of a crossbar.
  public var crossbar: Int
  /// Bits of a weight; unless differential a multiple of `cellBits`.
  public var weightBits: Int
  public var cellBits: Int
  /// Bits of an input.
  public var inputBits: Int
  /// nil: an ideal ADC, which tells all sums apart.
  public var adc: ADCPrecision?
  public var adcRange: ADCRange
  public var reference: Reference
  /// Conductance of a cell that is on over that of one that is off; infinity: off cells do not conduct.
  public var onOffRatio: Double
  /// Relative standard deviation of conductances, drawn once per cell when a chip is programmed.
  public var sigma: Double = 0
  /// Relative mean error of conductances.
  public var mu: Double = 0
  public var retention: Retention?
  /// Shares of the cells that are on or off whatever is programmed.
  public var stuckOn: Double = 0
  public var stuckOff: Double = 0
  /// Conductances are multiples of 2^-gridBits of a cell's level, so that sums are exact.
  public var gridBits: Int = 4

  public init(
    crossbar: Int = 64, weightBits: Int = 8, cellBits: Int = 4, inputBits: Int = 8,
    adc: ADCPrecision? = ADCPrecision(bits: 6), adcRange: ADCRange = .calibrated,
    reference: Reference = .dummyColumn, onOffRatio: Double = 150
  ) {
    self.crossbar = crossbar
    self.weightBits = weightBits
    self.cellBits = cellBits
    self.inputBits = inputBits
    self.adc = adc
    self.adcRange = adcRange
    self.reference = reference
    self.onOffRatio = onOffRatio
  }

  /// Levels of a cell.
  public var cellLevels: Int { 1 << cellBits }

  /// Cells that a weight takes: in one polarity, where they are differential.
  public var cellsPerWeight: Int {
    switch reference {
    case .dummyColumn, .digitalOffset: weightBits / cellBits
    case .differential: max(1, (weightBits - 1 + cellBits - 1) / cellBits)
    }
  }

  /// - Throws: ``InferenceError`` for the first value that no crossbar can have.
  package func validate() throws(InferenceError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(InferenceError) {
      guard range.contains(value) else {
        throw InferenceError("\(name): \(range.lowerBound) to \(range.upperBound) expected, got \(value)")
      }
    }
    try check("crossbar", crossbar, LayerLimits.crossbar)
    try check("weight_bits", weightBits, 1...16)
    try check("cell_bits", cellBits, 1...8)
    try check("input_bits", inputBits, 1...16)
    if let adc { try check("adc_bits", adc.bits, LayerLimits.adcBits) }
    try check("grid_bits", gridBits, 0...8)
    switch reference {
    case .dummyColumn, .digitalOffset:
      guard weightBits % cellBits == 0 else {
        throw InferenceError("weight_bits (\(weightBits)) must be a multiple of cell_bits (\(cellBits))")
      }
    case .differential: try check("weight_bits", weightBits, 2...16)
    }
    guard cellsPerWeight <= crossbar else {
      throw InferenceError(
        "crossbar (\(crossbar)) has fewer columns than a weight has cells (\(cellsPerWeight))")
    }
    guard onOffRatio > 1 else { throw InferenceError("on_off_ratio: above 1 expected, got \(onOffRatio)") }
    guard sigma >= 0, sigma.isFinite, mu.isFinite else {
      throw InferenceError("sigma: at least 0 expected, got \(sigma)")
    }
    guard stuckOn >= 0, stuckOff >= 0, stuckOn + stuckOff <= 1 else {
      throw InferenceError("stuck_on (\(stuckOn)) and stuck_off (\(stuckOff)) must be shares of the cells")
    }
    if let retention {
      guard retention.time > 0, retention.drift >= 0, retention.drift.isFinite else {
        throw InferenceError("retention: a positive time and a drift of at least 0 expected")
      }
    }
  }

  /// The conductance of a cell that stores a digit, in levels: (levels - 1) / ratio ... levels - 1.
  func conductance(digit: Double) -> Double {
    let off = 1 / onOffRatio
    return (1 - off) * digit + Double(cellLevels - 1) * off
  }
}
