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

  /// Crossbar columns that share one ADC.
  public var columnSharing: Int
  public var adc: ADCType
  public var adcPrecision: ADCPrecision
  /// Input precision: bits per activation, applied one per read.
  public var inputBits: Int
  /// Rows and columns of a crossbar.
  public var crossbar: Int

  public init(
    inputHeight: Int, inputWidth: Int, inputChannels: Int, outputChannels: Int,
    kernelHeight: Int = 3, kernelWidth: Int = 3, stride: Int = 1, padding: Int = 1,
    isPooled: Bool = false, isClassifier: Bool = false,
    columnSharing: Int = 8, adc: ADCType = .flash, adcPrecision: ADCPrecision = ADCPrecision(bits: 6),
    inputBits: Int = 8, crossbar: Int = 64
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
    self.columnSharing = columnSharing
    self.adc = adc
    self.adcPrecision = adcPrecision
    self.inputBits = inputBits
    self.crossbar = crossbar
  }

  /// Height of the output map before pooling, pixels.
  public var outputHeight: Int { (inputHeight + 2 * padding - kernelHeight) / stride + 1 }

  /// Width of the output map before pooling, pixels.
  public var outputWidth: Int { (inputWidth + 2 * padding - kernelWidth) / stride + 1 }

  /// Positions of the sliding window: input vectors per image (times the input precision in bits).
  public var windows: Int { outputHeight * outputWidth }

  /// Rows of the unrolled weight matrix.
  public var weightRows: Int { inputChannels * kernelHeight * kernelWidth }

  public var weights: Int { weightRows * outputChannels }

  public var multiplyAccumulates: Int { weights * windows }

  /// The classifier, or a 1 x 1 convolution on a 1 x 1 map (spec 15 §2).
  public var isFullyConnected: Bool {
    isClassifier || (inputHeight == 1 && inputWidth == 1 && kernelHeight == 1 && kernelWidth == 1)
  }

  /// ReLU units behind the layer: the capacity measure of spec 20 §2. A classifier has none.
  public var reluUnits: Int { isClassifier ? 0 : outputChannels * windows }
}
