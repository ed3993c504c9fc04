extension Supernet {
  /// Checks that every candidate is a network that can be built.
  ///
  /// Every choice within ``LayerLimits`` and given once, kernels of a layer that leave the same map, maps
  /// that do not vanish, column sharing within the crossbar, products within 64 bits.
  ///
  /// - Parameter path: what a script calls the supernet; starts every message.
  /// - Throws: ``SpecificationError`` for the first rule that is broken.
  public func validate(path: String = "xpert.supernet") throws(SpecificationError) {
    try require(inputChannels, in: LayerLimits.channels, "\(path).input.channels")
    try require(inputSize, in: LayerLimits.mapSize, "\(path).input.size")
    if let classes { try require(classes, in: LayerLimits.classes, "\(path).classes") }
    try requireLayers(layers.count, path)

    var size = inputSize
    var channels = inputChannels
    for (index, choices) in layers.enumerated() {
      let path = "\(path).layers[\(index + 1)]"
      try choices.validate(path: path)
      let largest = try choices.validateLargest(inputSize: size, inputChannels: channels, path: path)
      size = choices.isPooled ? largest.outputHeight / 2 : largest.outputHeight
      channels = largest.outputChannels
    }
    guard LayerLimits.costEntries.contains(costEntries) else {
      throw SpecificationError(
        path: "\(path).layers",
        problem: "nodes times channels of the layer before add up to \(costEntries); "
          + "at most \(LayerLimits.costEntries.upperBound) expected")
    }
    if classes != nil {
      // Both factors are within their limits, so that the product of three does not overflow.
      let inputs = channels * size * size
      guard LayerLimits.channels.contains(inputs) else {
        throw SpecificationError(
          path: "\(path).classes",
          problem: "the classifier would have \(inputs) inputs (\(channels) channels of \(size) x \(size)); "
            + "at most \(LayerLimits.channels.upperBound) expected")
      }
    }
  }
}

extension Supernet.LayerChoices {
  fileprivate func validate(path: String) throws(SpecificationError) {
    try requireChoices(channels, in: LayerLimits.channels, "\(path).channels")
    try requireChoices(kernel, in: LayerLimits.kernel, "\(path).kernel")
    try require(stride, in: LayerLimits.stride, "\(path).stride")
    try requireChoices(columnSharing, in: LayerLimits.columnSharing, "\(path).column_sharing")
    try requireDistinct(adc.map(\.rawValue), "\(path).adc")
    try requireChoices(adcBits, in: LayerLimits.adcBits, "\(path).adc_bits")
    try requireChoices(inputBits, in: LayerLimits.inputBits, "\(path).input_bits")
    try requireChoices(crossbar, in: LayerLimits.crossbar, "\(path).crossbar")

    let counts = [
      ("channels", channels.count), ("kernel", kernel.count), ("column_sharing", columnSharing.count),
      ("adc", adc.count), ("adc_bits", adcBits.count), ("input_bits", inputBits.count),
      ("crossbar", crossbar.count),
    ]
    // The product of all seven can overflow.
    let limit = LayerLimits.nodes.upperBound
    guard counts.reduce(1, { min($0 * $1.1, limit + 1) }) <= limit else {
      let factors = counts.filter { $0.1 > 1 }.map { "\($0.1) \($0.0)" }
      throw SpecificationError(
        path: path, problem: "at most \(limit) nodes expected, got \(factors.joined(separator: " x "))")
    }
  }

  /// Checks the layer with the most weights, and that all kernels leave maps of one size.
  fileprivate func validateLargest(
    inputSize: Int, inputChannels: Int, path: String
  ) throws(SpecificationError) -> Layer {
    func layer(kernel: Int) -> Layer {
      Layer(
        inputHeight: inputSize, inputWidth: inputSize, inputChannels: inputChannels,
        outputChannels: channels.max()!, kernelHeight: kernel, kernelWidth: kernel, stride: stride,
        padding: kernel / 2, isPooled: isPooled, columnSharing: columnSharing.max()!,
        adcPrecision: ADCPrecision(bits: adcBits[0]), inputBits: inputBits[0], crossbar: crossbar.min()!)
    }
    let first = layer(kernel: kernel[0])
    for other in kernel.dropFirst() where layer(kernel: other).outputHeight != first.outputHeight {
      // Searches rely on a layer's cost depending on the previous layer's channels only.
      throw SpecificationError(
        path: "\(path).kernel",
        problem:
          "all kernels must leave maps of the same size, but \(kernel[0]) leaves \(first.outputHeight) "
          + "and \(other) leaves \(layer(kernel: other).outputHeight)")
    }
    let largest = layer(kernel: kernel.max()!)
    try largest.validate(path: path)
    return largest
  }

  private func requireChoices(
    _ values: [Int], in range: ClosedRange<Int>, _ path: String
  ) throws(SpecificationError) {
    try requireDistinct(values, path)
    for value in values { try require(value, in: range, path) }
  }

  private func requireDistinct<Value: Hashable>(_ values: [Value], _ path: String) throws(SpecificationError)
  {
    guard !values.isEmpty else {
      throw SpecificationError(path: path, problem: "at least one value expected, got none")
    }
    var seen: Set<Value> = []
    for value in values where !seen.insert(value).inserted {
      throw SpecificationError(path: path, problem: "\(value) is given twice")
    }
  }
}
