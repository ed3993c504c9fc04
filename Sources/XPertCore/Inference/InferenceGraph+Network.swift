extension InferenceGraph {
  /// An untrained network: convolution, batch normalisation, ReLU and pooling for every layer, then the
  /// classifier. Weights are uniform within ±1/sqrt(inputs of an output), as the usual framework begins
  /// (Kaiming uniform with a = sqrt 5, spec 20 §6); convolutions have no bias, because batch normalisation
  /// would take it away.
  ///
  /// - Throws: ``InferenceError`` if a layer does not follow from the one before, or has groups or a shortcut.
  public init(_ network: Network, seed: UInt64) throws(InferenceError) {
    guard let first = network.layers.first else { throw InferenceError("\(network.name): has no layers") }
    self.init(
      name: network.name, inputChannels: first.inputChannels, inputHeight: first.inputHeight,
      inputWidth: first.inputWidth)
    var random = RandomGenerator(seed: seed)
    func uniform(_ shape: [Int], inputs: Int) -> Tensor {
      let bound = 1 / Double(inputs).squareRoot()
      let count = shape.reduce(1, *)
      return Tensor(shape: shape, values: (0..<count).map { _ in Float((2 * random.uniform() - 1) * bound) })
    }
    for (index, layer) in network.layers.enumerated() {
      let number = "\(index + 1)"
      if let feature = layer.beyondReference {
        throw InferenceError("\(network.name): layer \(number) \(feature), which a chain of layers cannot run")
      }
      if layer.isClassifier {
        append(
          .linear(
            Linear(
              weight: uniform([layer.outputChannels, layer.inputChannels], inputs: layer.inputChannels),
              bias: uniform([layer.outputChannels], inputs: layer.inputChannels).values)),
          name: "classifier")
        continue
      }
      append(
        .convolution(
          Convolution(
            weight: uniform(
              [layer.outputChannels, layer.inputChannels, layer.kernelHeight, layer.kernelWidth],
              inputs: layer.weightRows),
            stride: layer.stride, padding: layer.padding)),
        name: "layer \(number)")
      append(.batchNorm(BatchNorm(channels: layer.outputChannels)), name: "batch normalisation \(number)")
      append(.relu, name: "ReLU \(number)")
      if layer.isPooled { append(.maxPooling(size: 2, stride: 2, padding: 0), name: "pooling \(number)") }
    }
    _ = try shapes()
  }
}
