/// One convolution or fully connected layer, with the periphery of the crossbars that hold it.
///
/// Sizes are those of the real network: feature maps without padding, which `padding` states.
/// A fully connected layer is a 1 x 1 convolution on a 1 x 1 map (spec 15 §2).
public struct Layer: Sendable, Hashable {
  /// Input feature map, pixels, unpadded.
  public var inputHeight: Int
  public var inputWidth: Int
  public var inputChannels: Int
  public var outputChannels: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var stride: Int
  /// Zeros added on every side of the input map, pixels.
  public var padding: Int
  /// A 2 x 2 max pooling follows.
  public var isPooled: Bool
  /// A fully connected layer: no ReLU follows and it has no feature map.
  public var isClassifier: Bool
  /// Groups of a grouped convolution, each with its share of the input and of the output channels; 1: none.
  public var groups: Int
  /// The 1 x 1 convolution of a shortcut: it is added to another layer's output, no ReLU follows.
  public var isProjection: Bool
  /// A map as large as the output, waiting in the global buffer, is added before the ReLU.
  public var addsShortcut: Bool
  /// Channels of the map that is added, where it has fewer than the output; nil: as many.
  public var shortcutChannels: Int?
  /// Values of maps other than its input that wait in the global buffer while the layer runs.
  public var bufferedShortcutValues: Int
  /// Global average pooling follows: one value per output channel.
  public var isAveraged: Bool

  /// Crossbar columns that share one ADC.
  public var columnSharing: Int
  public var adc: ADCType
  public var adcPrecision: ADCPrecision
  /// Input precision: bits per activation, applied one per read.
  public var inputBits: Int
  /// Rows and columns of a crossbar.
  public var crossbar: Int
  /// Bits of a weight and of a cell; nil: the hardware's.
  public var weightBits: Int?
  public var cellBits: Int?

  public init(
    inputHeight: Int, inputWidth: Int, inputChannels: Int, outputChannels: Int,
    kernelHeight: Int = 3, kernelWidth: Int = 3, stride: Int = 1, padding: Int = 1,
    isPooled: Bool = false, isClassifier: Bool = false, groups: Int = 1, isProjection: Bool = false,
    addsShortcut: Bool = false, shortcutChannels: Int? = nil, bufferedShortcutValues: Int = 0,
    isAveraged: Bool = false,
    columnSharing: Int = 8, adc: ADCType = .flash, adcPrecision: ADCPrecision = ADCPrecision(bits: 6),
    inputBits: Int = 8, crossbar: Int = 64, weightBits: Int? = nil, cellBits: Int? = nil
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.stride = stride
    self.padding = padding
    self.isPooled = isPooled
    self.isClassifier = isClassifier
    self.groups = groups
    self.isProjection = isProjection
    self.addsShortcut = addsShortcut
    self.shortcutChannels = shortcutChannels
    self.bufferedShortcutValues = bufferedShortcutValues
    self.isAveraged = isAveraged
    self.columnSharing = columnSharing
    self.adc = adc
    self.adcPrecision = adcPrecision
    self.inputBits = inputBits
    self.crossbar = crossbar
    self.weightBits = weightBits
    self.cellBits = cellBits
  }

  /// Height of the output map before pooling, pixels.
  public var outputHeight: Int { (inputHeight + 2 * padding - kernelHeight) / stride + 1 }

  /// Width of the output map before pooling, pixels.
  public var outputWidth: Int { (inputWidth + 2 * padding - kernelWidth) / stride + 1 }

  /// Positions of the sliding window: input vectors per image (times the input precision in bits).
  public var windows: Int { outputHeight * outputWidth }

  /// Height of what the next layer gets, pixels.
  public var passedHeight: Int { isAveraged ? 1 : isPooled ? outputHeight / 2 : outputHeight }

  /// Rows of the unrolled weight matrix; with groups, of each group's.
  public var weightRows: Int { inputChannels / groups * kernelHeight * kernelWidth }

  public var weights: Int { weightRows * outputChannels }

  public var multiplyAccumulates: Int { weights * windows }

  /// Multiply-accumulates x weight bits x input bits.
  ///
  /// - Parameter hardwareWeightBits: of layers that state none.
  public func bitOperations(hardwareWeightBits: Int) -> Double {
    Double(multiplyAccumulates) * Double(weightBits ?? hardwareWeightBits) * Double(inputBits)
  }

  /// The classifier, or a 1 x 1 convolution on a 1 x 1 map (spec 15 §2).
  public var isFullyConnected: Bool {
    isClassifier || (inputHeight == 1 && inputWidth == 1 && kernelHeight == 1 && kernelWidth == 1)
  }

  /// What the reference's network files and programs cannot express of this layer; nil: they can.
  public var beyondReference: String? {
    if groups > 1 { return "has \(groups) groups" }
    if addsShortcut { return "adds a shortcut" }
    if isProjection { return "projects a shortcut" }
    if isAveraged { return "is averaged over its map" }
    if weightBits != nil { return "has weight_bits of its own" }
    if cellBits != nil { return "has cell_bits of its own" }
    return nil
  }

  /// ReLU units behind the layer: the capacity measure of spec 20 §2. Classifiers and projections have none.
  public var reluUnits: Int { isClassifier || isProjection ? 0 : outputChannels * windows }
}
