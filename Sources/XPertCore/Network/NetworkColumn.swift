/// The columns of a network file in their order (spec 15 §2), with what each may hold.
enum NetworkColumn: Int, CaseIterable {
  case inputHeight, inputWidth, inputChannels, kernelHeight, kernelWidth, outputChannels, pooling, stride
  case columnSharing, adcType, inputBits, adcPrecision

  var title: String {
    switch self {
    case .inputHeight: "input height"
    case .inputWidth: "input width"
    case .inputChannels: "input channels"
    case .kernelHeight: "kernel height"
    case .kernelWidth: "kernel width"
    case .outputChannels: "output channels"
    case .pooling: "pooling"
    case .stride: "stride"
    case .columnSharing: "column sharing"
    case .adcType: "ADC type"
    case .inputBits: "input bits"
    case .adcPrecision: "ADC precision"
    }
  }

  var range: ClosedRange<Int> {
    switch self {
    case .inputHeight, .inputWidth: LayerLimits.mapSize
    case .inputChannels, .outputChannels: LayerLimits.channels
    case .kernelHeight, .kernelWidth: LayerLimits.kernel
    case .pooling: 0...1
    case .stride: LayerLimits.stride
    case .columnSharing: LayerLimits.columnSharing
    // The program's documentation writes 0 for SAR, the published file 2.
    case .adcType: 0...2
    case .inputBits: LayerLimits.inputBits
    // Bits or levels, by the convention in use (Q-C102).
    case .adcPrecision: 1...65_536
    }
  }

  /// What an error asks for.
  var expectation: String {
    switch self {
    case .pooling: "0 or 1 expected"
    case .adcType: "1 (flash) or 2 (SAR) expected"
    // Q-C170: the program's documentation calls this column padding.
    case .stride: "\(range.lowerBound) to \(range.upperBound) expected (padding belongs to columns 1 and 2)"
    default: "\(range.lowerBound) to \(range.upperBound) expected"
    }
  }

  /// "column 10 (ADC type)"
  var label: String { "column \(rawValue + 1) (\(title))" }
}
