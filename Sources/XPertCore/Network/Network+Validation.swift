extension Network {
  /// Checks every layer for itself: values within ``LayerLimits``, kernels that fit, maps left to pool.
  ///
  /// How layers follow each other is not checked: a list of layers may leave out shortcuts and branches.
  ///
  /// - Parameter path: what a script calls the network; starts every message.
  /// - Throws: ``SpecificationError`` for the first rule that is broken.
  package func validate(path: String = "xpert.network") throws(SpecificationError) {
    try requireLayers(layers.count, path)
    for (index, layer) in layers.enumerated() { try layer.validate(path: "\(path).layers[\(index + 1)]") }
  }
}

extension Layer {
  /// Checks values against ``LayerLimits`` and each other. Fields are named as in scripts.
  ///
  /// - Throws: ``SpecificationError`` for the first rule that is broken.
  package func validate(path: String = "xpert.layer") throws(SpecificationError) {
    try require(inputHeight, in: LayerLimits.mapSize, "\(path).input_height")
    try require(inputWidth, in: LayerLimits.mapSize, "\(path).input_width")
    try require(inputChannels, in: LayerLimits.channels, "\(path).input_channels")
    try require(outputChannels, in: LayerLimits.channels, "\(path).channels")
    try require(kernelHeight, in: LayerLimits.kernel, "\(path).kernel")
    try require(kernelWidth, in: LayerLimits.kernel, "\(path).kernel")
    try require(stride, in: LayerLimits.stride, "\(path).stride")
    try require(padding, in: LayerLimits.padding, "\(path).padding")
    try require(columnSharing, in: LayerLimits.columnSharing, "\(path).column_sharing")
    try require(adcPrecision.bits, in: LayerLimits.adcBits, "\(path).adc_bits")
    try require(inputBits, in: LayerLimits.inputBits, "\(path).input_bits")
    try require(crossbar, in: LayerLimits.crossbar, "\(path).crossbar")
    if let weightBits { try require(weightBits, in: LayerLimits.weightBits, "\(path).weight_bits") }
    if let cellBits { try require(cellBits, in: LayerLimits.cellBits, "\(path).cell_bits") }

    try require(groups, in: LayerLimits.channels, "\(path).groups")
    if let shortcutChannels {
      try require(shortcutChannels, in: 1...outputChannels, "\(path).shortcut_channels")
    }
    try require(
      bufferedShortcutValues, in: LayerLimits.bufferedShortcutValues, "\(path).buffered_shortcut_values")
    guard inputChannels % groups == 0, outputChannels % groups == 0 else {
      throw SpecificationError(
        path: "\(path).groups",
        problem:
          "\(groups) must divide the channels of input (\(inputChannels)) and output (\(outputChannels))")
    }

    let padded = (height: inputHeight + 2 * padding, width: inputWidth + 2 * padding)
    guard max(padded.height, padded.width) <= LayerLimits.mapSize.upperBound else {
      throw SpecificationError(
        path: path,
        problem: "padded input (\(sides(padded.height, padded.width))) is larger than "
          + "\(LayerLimits.mapSize.upperBound)")
    }
    guard kernelHeight <= padded.height, kernelWidth <= padded.width else {
      throw SpecificationError(
        path: path,
        problem: "kernel (\(sides(kernelHeight, kernelWidth))) is larger than its padded input "
          + "(\(sides(padded.height, padded.width)))")
    }
    guard !isPooled || min(outputHeight, outputWidth) >= 2 else {
      throw SpecificationError(
        path: path,
        problem: "output (\(sides(outputHeight, outputWidth))) is too small for 2 x 2 pooling")
    }
    guard columnSharing <= crossbar else {
      throw SpecificationError(
        path: path, problem: "column_sharing (\(columnSharing)) is larger than crossbar (\(crossbar))")
    }
    guard let operations = checkedMultiplyAccumulates,
      LayerLimits.multiplyAccumulates.contains(operations)
    else {
      throw SpecificationError(path: path, problem: "more than 2^50 multiply-accumulates")
    }
  }
}

/// Refuses a network of no layers or of too many.
func requireLayers(_ count: Int, _ path: String) throws(SpecificationError) {
  guard count > 0 else {
    throw SpecificationError(path: "\(path).layers", problem: "at least one layer expected, got none")
  }
  guard count <= LayerLimits.layers.upperBound else {
    throw SpecificationError(
      path: "\(path).layers",
      problem: "at most \(LayerLimits.layers.upperBound) layers expected, got \(count)")
  }
}

/// One side of a square, both of an oblong.
private func sides(_ height: Int, _ width: Int) -> String {
  height == width ? "\(height)" : "\(height) x \(width)"
}
