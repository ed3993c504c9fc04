/// A network whose layers still have choices: the search space.
///
/// A *node* is one combination of a layer's choices; a *candidate* is one node per layer. A final fully
/// connected layer of `classes` outputs follows the last layer and takes over its periphery, as in the
/// published program (spec 20 §3).
public struct Supernet: Sendable, Hashable {
  public enum LayerKind: String, Sendable, Hashable, CaseIterable {
    case convolution
    /// A convolution of every channel for itself; it has as many outputs as inputs.
    case depthwise
    /// Every output sees the whole map before it; what follows is 1 x 1.
    case fullyConnected = "fully_connected"
  }

  /// What is added to a layer's output before its ReLU: the input of an earlier layer.
  public struct Shortcut: Sendable, Hashable {
    /// How the map is made to fit the output.
    public enum Adaptation: Sendable, Hashable {
      /// As it is, which needs equal sizes and channels.
      case identity
      /// Through a 1 x 1 convolution with the periphery of the adding layer and the stride of the layers
      /// bridged.
      case projection
      /// One pixel in as many as the stride of the layers bridged says, in each direction, and zeros for the
      /// channels that are missing: option A of He et al., section 4.2. It takes no weights.
      case zeroPadding
    }

    /// Layers that it bridges, the adding one included.
    public var layers: Int
    public var adaptation: Adaptation

    public var isProjected: Bool { adaptation == .projection }

    public init(layers: Int = 2, isProjected: Bool = false) {
      self.init(layers: layers, adaptation: isProjected ? .projection : .identity)
    }

    public init(layers: Int = 2, adaptation: Adaptation) {
      self.layers = layers
      self.adaptation = adaptation
    }
  }

  /// The choices of one layer. Every list has at least one value, but for those that say otherwise.
  public struct LayerChoices: Sendable, Hashable {
    /// Empty where the layer cannot choose: a depthwise layer has as many channels as it gets, and a layer
    /// with an unprojected shortcut as many as that brings.
    public var channels: [Int]
    public var kernel: [Int]
    public var stride: Int
    /// Zeros on every side of the input map, pixels; nil: half the kernel, which keeps the map's size.
    public var padding: Int?
    public var isPooled: Bool
    public var columnSharing: [Int]
    public var adc: [ADCType]
    public var adcBits: [Int]
    public var inputBits: [Int]
    public var crossbar: [Int]
    /// Bits of a weight and of a cell; empty: the hardware's.
    public var weightBits: [Int]
    public var cellBits: [Int]
    public var kind: LayerKind
    public var groups: Int
    public var shortcut: Shortcut?
    /// ADC precision follows from the crossbar: enough levels for the largest sum of a column of cells of so
    /// many bits, or of those that the layer chooses (``ADCPrecision/full(rows:cellBits:)``). Nil: `adcBits`.
    public var fullPrecisionCellBits: Int?
    /// Combinations of the choices that are no nodes, ascending: those that cannot be built.
    var leftOut: [Int] = []

    public init(
      channels: [Int], kernel: [Int] = [3], stride: Int = 1, isPooled: Bool = false,
      columnSharing: [Int] = [8], adc: [ADCType] = [.flash], adcBits: [Int] = [6], inputBits: [Int] = [8],
      crossbar: [Int] = [64], kind: LayerKind = .convolution, groups: Int = 1, shortcut: Shortcut? = nil,
      fullPrecisionCellBits: Int? = nil, padding: Int? = nil, weightBits: [Int] = [], cellBits: [Int] = []
    ) {
      self.channels = channels
      self.kernel = kernel
      self.stride = stride
      self.padding = padding
      self.isPooled = isPooled
      self.columnSharing = columnSharing
      self.adc = adc
      self.adcBits = adcBits
      self.inputBits = inputBits
      self.crossbar = crossbar
      self.weightBits = weightBits
      self.cellBits = cellBits
      self.kind = kind
      self.groups = groups
      self.shortcut = shortcut
      self.fullPrecisionCellBits = fullPrecisionCellBits
    }
  }

  public var name: String
  public var inputChannels: Int
  /// Side of the (square) input image, pixels.
  public var inputSize: Int
  /// Outputs of the classifier; nil: no classifier follows.
  public var classes: Int?
  public var layers: [LayerChoices]
  /// Global average pooling follows the last layer.
  public var averagesGlobally: Bool

  /// Bytes that it holds, about: every list of a layer's choices is an array of its own.
  public var bytes: Int {
    layers.reduce(0) { sum, layer in
      let lists = [
        layer.channels.count, layer.kernel.count, layer.columnSharing.count, layer.adc.count,
        layer.adcBits.count,
        layer.inputBits.count, layer.crossbar.count, layer.weightBits.count, layer.cellBits.count,
        layer.leftOut.count,
      ]
      return sum + MemoryLayout<LayerChoices>.stride + lists.reduce(0) { $0 + ($1 > 0 ? 32 + 8 * $1 : 0) }
    }
  }

  public init(
    name: String = "supernet", inputChannels: Int, inputSize: Int, classes: Int?, layers: [LayerChoices],
    averagesGlobally: Bool = false
  ) {
    self.name = name
    self.inputChannels = inputChannels
    self.inputSize = inputSize
    self.classes = classes
    self.layers = layers
    self.averagesGlobally = averagesGlobally
  }
}
