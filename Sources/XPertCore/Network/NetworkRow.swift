/// One row of a network file as the NeuroSim family of programs reads it (spec 15 §2): feature maps
/// *include* padding, and column 7 is the stride.
public struct NetworkRow: Sendable, Hashable {
  public var inputHeight: Int
  public var inputWidth: Int
  public var inputChannels: Int
  public var kernelHeight: Int
  public var kernelWidth: Int
  public var outputChannels: Int
  public var isPooled: Bool
  public var stride: Int
  public var columnSharing: Int
  public var adc: ADCType
  public var inputBits: Int
  /// The last column as written. Whether it means bits or levels is a rule of the convention (Q-C102).
  public var adcPrecision: Int

  public init(
    inputHeight: Int, inputWidth: Int, inputChannels: Int, kernelHeight: Int, kernelWidth: Int,
    outputChannels: Int, isPooled: Bool, stride: Int, columnSharing: Int, adc: ADCType, inputBits: Int,
    adcPrecision: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.outputChannels = outputChannels
    self.isPooled = isPooled
    self.stride = stride
    self.columnSharing = columnSharing
    self.adc = adc
    self.inputBits = inputBits
    self.adcPrecision = adcPrecision
  }
}
