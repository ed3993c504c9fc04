/// The accuracy model of the published program (spec 16 §2 to §7), for comparison with ``CrossbarModel``.
///
/// Inputs are expected within 0 ... 1 and weights within ±1, as its training leaves them. What distinguishes
/// it from a physical model is in ``quirks``.
public struct PublishedModel: Sendable, Hashable {
  public enum Path: String, Sendable, Hashable, CaseIterable {
    /// Bit slices, input bits one after the other, kernel positions and chunks of channels (§2 to §6).
    case crossbar = "published_crossbar"
    /// Quantised weights and inputs, one ADC step over complete dot products, quantised outputs (§7).
    case quantised = "published_quantised"
    /// As `quantised`, by ranges of tensors, without output quantisation: the mode "FP" (§7).
    case float = "published_float"
  }

  /// Drift of weights or digits (§6). Applied to tensors as if they were within ±1 (Q-C198).
  public struct Retention: Sendable, Hashable {
    public var time: Double
    public var drift: Double
    /// Towards `target`, a share of the tensor's range; nil: up, down or not at all, at random.
    public var target: Double?

    public init(time: Double, drift: Double, target: Double?) {
      self.time = time
      self.drift = drift
      self.target = target
    }
  }

  public var path: Path
  /// Rows of a crossbar: channels of a chunk.
  public var crossbar: Int
  public var weightBits: Int
  public var cellBits: Int
  public var inputBits: Int
  public var adcBits: Int
  /// Of outputs, in the quantised path.
  public var activationBits: Int
  public var onOffRatio: Double
  /// Relative standard deviation of weights, drawn for every batch; in the crossbar path of cells of fully
  /// connected layers only, drawn at every use.
  public var sigma: Double
  public var retention: Retention?

  public init(
    path: Path, crossbar: Int = 64, weightBits: Int = 8, cellBits: Int = 4, inputBits: Int = 8,
    adcBits: Int = 6,
    activationBits: Int = 8, onOffRatio: Double = 150, sigma: Double = 0, retention: Retention? = nil
  ) {
    self.path = path
    self.crossbar = crossbar
    self.weightBits = weightBits
    self.cellBits = cellBits
    self.inputBits = inputBits
    self.adcBits = adcBits
    self.activationBits = activationBits
    self.onOffRatio = onOffRatio
    self.sigma = sigma
    self.retention = retention
  }

  /// What the published program does and a crossbar would not, by the numbers of spec 16 §9.
  public static let quirks: [(id: String, text: String)] = [
    ("Q-C190", "weights are coded as 127.5 (w + 1), energy counts 128 w + 128"),
    ("Q-C191", "inputs above 1 wrap modulo 2^bits, negative ones give bits of -1"),
    ("Q-C192", "a crossbar holds channels of one kernel position; channels beyond whole chunks are dropped"),
    ("Q-C193", "a layer's bias is added to data and dummy columns before the ADC"),
    ("Q-C194", "a factor of (2^bits - 1) / 2^bits remains for inputs and for weights"),
    ("Q-C195", "codes stand for the lower edge of their interval"),
    ("Q-C197", "variation is redrawn at every use, and absent from convolutions of the crossbar path"),
    ("Q-C198", "drift treats digits as if they were within ±1"),
    (
      "Q-C199",
      "the paper's networks take the quantised or the float path: no slices, no input bits, no crossbars"
    ),
    ("first layer", "an input of 3 channels is neither cut into bits nor converted"),
    (
      "range",
      "an ADC's range is that of the tensor: it depends on the batch, the input bit, the position and the "
        + "cell"
    ),
  ]

  /// - Throws: ``InferenceError`` for the first value that is out of range.
  public func validate() throws(InferenceError) {
    func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(InferenceError) {
      guard range.contains(value) else {
        throw InferenceError("\(name): \(range.lowerBound) to \(range.upperBound) expected, got \(value)")
      }
    }
    try check("crossbar", crossbar, LayerLimits.crossbar)
    try check("weight_bits", weightBits, 1...16)
    try check("cell_bits", cellBits, 1...8)
    try check("input_bits", inputBits, 1...16)
    try check("adc_bits", adcBits, LayerLimits.adcBits)
    guard weightBits >= cellBits else {
      throw InferenceError("weight_bits (\(weightBits)) must be at least cell_bits (\(cellBits))")
    }
    guard onOffRatio > 1 else { throw InferenceError("on_off_ratio: above 1 expected, got \(onOffRatio)") }
    guard sigma >= 0, sigma.isFinite else { throw InferenceError("sigma: at least 0 expected, got \(sigma)") }
  }
}
