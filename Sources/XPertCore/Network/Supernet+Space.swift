import Platform

extension Supernet {
  /// Number of candidates as a power of ten: the sum of log10 of the layers' node counts.
  public var candidatesLog10: Double { layers.reduce(0) { $0 + log10(Double($1.nodeCount)) } }

  /// Side of every layer's input map, pixels, and last the side of what the last layer leaves.
  ///
  /// The same for all candidates: all kernels of a layer leave maps of one size
  /// (``Supernet/validate(path:)``).
  public var mapSizes: [Int] {
    var sizes = [inputSize]
    for (index, choices) in layers.enumerated() {
      let output = choices.outputSize(of: sizes[index])
      let isAveraged = averagesGlobally && index == layers.count - 1
      sizes.append(isAveraged ? 1 : choices.isPooled ? output / 2 : output)
    }
    return sizes
  }
}

extension Supernet.LayerChoices {
  /// Side of the output map before pooling, pixels.
  func outputSize(of inputSize: Int, kernel: Int? = nil) -> Int {
    guard kind != .fullyConnected else { return 1 }
    let kernel = kernel ?? self.kernel[0]
    return (inputSize + 2 * (padding ?? kernel / 2) - kernel) / stride + 1
  }
}
