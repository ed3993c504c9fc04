/// Weights and inputs of a layer as a framework stores them, to be turned into what crossbars see.
public struct LayerTensors: Sendable {
  /// Outputs x inputs (of one group) x kernel rows x kernel columns, in this order.
  public var weights: [Float]
  /// The input map, channels x height x width without padding; or, unrolled, rows of the weight matrix x
  /// windows (spec 15 §7).
  public var inputs: [Float]
  /// What the ends of the range of codes stand for; nil: the largest magnitude.
  public var weightScale: Double?
  public var inputScale: Double?

  public init(weights: [Float], inputs: [Float], weightScale: Double? = nil, inputScale: Double? = nil) {
    self.weights = weights
    self.inputs = inputs
    self.weightScale = weightScale
    self.inputScale = inputScale
  }
}

extension LayerTrace {
  /// The trace of a layer from its tensors.
  ///
  /// A weight w becomes the code round(w / scale x 2^(b-1)) + 2^(b-1), halves away from zero, kept within 0
  /// and 2^b - 1: the reference lets the largest wrap (spec 15 §6, Q-C176). An input x becomes the two's
  /// complement fraction of x / scale, truncated downwards, most significant bit first, kept within its range
  /// (spec 15 §7).
  ///
  /// - Throws: ``HardwareError/invalid(rule:)`` for tensors of the wrong size, numbers that are none, or a
  ///   scale that is not above 0.
  public init(_ tensors: LayerTensors, of layer: Layer, weightBits: Int) throws(HardwareError) {
    let rows = layer.weightRows
    let allRows = rows * layer.groups
    let outputs = layer.outputChannels / layer.groups
    let windows = layer.windows
    let mapSize = layer.inputChannels * layer.inputHeight * layer.inputWidth
    guard tensors.weights.count == rows * layer.outputChannels else {
      throw .invalid(
        rule: "weights must have \(rows * layer.outputChannels) numbers (\(layer.outputChannels) outputs x"
          + " \(layer.inputChannels / layer.groups) inputs x \(layer.kernelHeight) x \(layer.kernelWidth)), "
          + "got"
          + " \(tensors.weights.count)")
    }
    let isUnrolled = tensors.inputs.count == allRows * windows && tensors.inputs.count != mapSize
    guard isUnrolled || tensors.inputs.count == mapSize else {
      throw .invalid(
        rule: "inputs must have \(mapSize) numbers (\(layer.inputChannels) channels x \(layer.inputHeight) x"
          + " \(layer.inputWidth)) or, unrolled, \(allRows * windows) (\(allRows) rows x \(windows) "
          + "windows), got"
          + " \(tensors.inputs.count)")
    }
    let weightScale = try Self.scale(tensors.weightScale, of: tensors.weights, "weights")
    let inputScale = try Self.scale(tensors.inputScale, of: tensors.inputs, "inputs")

    let half = Double(1 << (weightBits - 1))
    var codes = [UInt16](repeating: 0, count: rows * layer.outputChannels)
    for output in 0..<layer.outputChannels {
      for row in 0..<rows {
        let scaled = Double(tensors.weights[output * rows + row]) / weightScale * half
        let code = scaled.rounded(.toNearestOrAwayFromZero) + half
        // The groups' matrices lie below each other.
        codes[(output / outputs * rows + row) * outputs + output % outputs] =
          UInt16(min(max(code, 0), 2 * half - 1))
      }
    }

    let bits = layer.inputBits
    let magnitude = Double(1 << (bits - 1))
    var packed = InputBits(rows: allRows, vectors: windows * bits)
    for row in 0..<allRows {
      for window in 0..<windows {
        let value =
          isUnrolled
          ? tensors.inputs[row * windows + window]
          : Self.input(row: row, window: window, of: layer, map: tensors.inputs)
        let fraction = (Double(value) / inputScale * magnitude).rounded(.down)
        let code = Int(min(max(fraction, -magnitude), magnitude - 1))
        for bit in 0..<bits where code >> (bits - 1 - bit) & 1 == 1 {
          packed.set(row: row, vector: window * bits + bit)
        }
      }
    }
    self.init(weightCodes: codes, outputChannels: outputs, inputs: packed)
  }

  private static func scale(
    _ given: Double?, of values: [Float], _ name: String
  ) throws(HardwareError) -> Double {
    var largest: Float = 0
    for (index, value) in values.enumerated() {
      guard value.isFinite else {
        throw .invalid(rule: "\(name) must be finite numbers: number \(index + 1) is \(value)")
      }
      largest = max(largest, abs(value))
    }
    if let given, !(given > 0 && given.isFinite) {
      throw .invalid(rule: "the scale of \(name) (\(given)) must be a number above 0")
    }
    return given ?? (largest > 0 ? Double(largest) : 1)
  }

  /// The element of the map that a row of the weight matrix sees in a window; 0 in the padding.
  private static func input(row: Int, window: Int, of layer: Layer, map: [Float]) -> Float {
    let kernel = layer.kernelHeight * layer.kernelWidth
    let channel = row / kernel
    let y =
      window / layer.outputWidth * layer.stride + row % kernel / layer.kernelWidth - layer.padding
    let x = window % layer.outputWidth * layer.stride + row % layer.kernelWidth - layer.padding
    guard (0..<layer.inputHeight).contains(y), (0..<layer.inputWidth).contains(x) else { return 0 }
    return map[(channel * layer.inputHeight + y) * layer.inputWidth + x]
  }
}
