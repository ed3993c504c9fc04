extension Supernet {
  /// The network that a candidate (one node index per layer) stands for.
  ///
  /// - Precondition: one index per layer, each within its layer's nodes.
  public func network(of candidate: [Int]) -> Network {
    precondition(candidate.count == layers.count)
    return network(of: zip(layers, candidate).map { $0.node(at: $1) })
  }

  /// The network made of one given node per layer.
  public func network(of nodes: [Node]) -> Network {
    var network = Network(name: name, layers: [])
    var channels = inputChannels
    var size = inputSize
    for (choices, node) in zip(layers, nodes) {
      let layer = Layer(
        inputHeight: size, inputWidth: size, inputChannels: channels, outputChannels: node.channels,
        kernelHeight: node.kernel, kernelWidth: node.kernel, stride: choices.stride,
        padding: node.kernel / 2, isPooled: choices.isPooled, columnSharing: node.columnSharing,
        adc: node.adc, adcPrecision: ADCPrecision(bits: node.adcBits), inputBits: node.inputBits,
        crossbar: node.crossbar)
      network.layers.append(layer)
      channels = node.channels
      size = choices.isPooled ? layer.outputHeight / 2 : layer.outputHeight
    }
    if let classes, let last = nodes.last {
      network.layers.append(
        Layer(
          inputHeight: 1, inputWidth: 1, inputChannels: channels * size * size, outputChannels: classes,
          kernelHeight: 1, kernelWidth: 1, padding: 0, isClassifier: true,
          columnSharing: last.columnSharing, adc: last.adc,
          adcPrecision: ADCPrecision(bits: last.adcBits), inputBits: last.inputBits,
          crossbar: last.crossbar))
    }
    return network
  }
}
