/// A network whose layers still have choices: the search space.
///
/// A *node* is one combination of a layer's choices; a *candidate* is one node per layer. A final fully
/// connected layer of `classes` outputs follows the last layer and takes over its periphery, as in the
/// published program (spec 20 §3).
public struct Supernet: Sendable, Hashable {
  /// The choices of one layer. Every list has at least one value.
  public struct LayerChoices: Sendable, Hashable {
    public var channels: [Int]
    public var kernel: [Int]
    public var stride: Int
    public var isPooled: Bool
    public var columnSharing: [Int]
    public var adc: [ADCType]
    public var adcBits: [Int]
    public var inputBits: [Int]
    public var crossbar: [Int]

    public init(
      channels: [Int], kernel: [Int] = [3], stride: Int = 1, isPooled: Bool = false,
      columnSharing: [Int] = [8], adc: [ADCType] = [.flash], adcBits: [Int] = [6], inputBits: [Int] = [8],
      crossbar: [Int] = [64]
    ) {
      self.channels = channels
      self.kernel = kernel
      self.stride = stride
      self.isPooled = isPooled
      self.columnSharing = columnSharing
      self.adc = adc
      self.adcBits = adcBits
      self.inputBits = inputBits
      self.crossbar = crossbar
    }
  }

  public var name: String
  public var inputChannels: Int
  /// Side of the (square) input image, pixels.
  public var inputSize: Int
  /// Outputs of the classifier; nil: no classifier follows.
  public var classes: Int?
  public var layers: [LayerChoices]

  public init(
    name: String = "supernet", inputChannels: Int, inputSize: Int, classes: Int?, layers: [LayerChoices]
  ) {
    self.name = name
    self.inputChannels = inputChannels
    self.inputSize = inputSize
    self.classes = classes
    self.layers = layers
  }
}
