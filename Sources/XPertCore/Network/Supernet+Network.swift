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
    for (index, node) in nodes.enumerated() {
      let layer = layer(index, node: node, inputChannels: channels, inputSize: size)
      network.layers.append(layer)
      channels = node.channels
      size = layer.isPooled ? layer.outputHeight / 2 : layer.outputHeight
    }
    if let last = nodes.last, let convolution = network.layers.last,
      let classifier = classifier(after: convolution, node: last)
    {
      network.layers.append(classifier)
    }
    return network
  }

  /// Layer `index` with a given node behind a given map.
  func layer(_ index: Int, node: Node, inputChannels: Int, inputSize: Int) -> Layer {
    Layer(
      inputHeight: inputSize, inputWidth: inputSize, inputChannels: inputChannels,
      outputChannels: node.channels, kernelHeight: node.kernel, kernelWidth: node.kernel,
      stride: layers[index].stride, padding: node.kernel / 2, isPooled: layers[index].isPooled,
      columnSharing: node.columnSharing, adc: node.adc, adcPrecision: ADCPrecision(bits: node.adcBits),
      inputBits: node.inputBits, crossbar: node.crossbar)
  }

  /// The fully connected layer behind the last convolution, with that one's periphery; nil without classes.
  func classifier(after last: Layer, node: Node) -> Layer? {
    guard let classes else { return nil }
    let size = last.isPooled ? last.outputHeight / 2 : last.outputHeight
    return Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: last.outputChannels * size * size,
      outputChannels: classes, kernelHeight: 1, kernelWidth: 1, padding: 0, isClassifier: true,
      columnSharing: node.columnSharing, adc: node.adc, adcPrecision: ADCPrecision(bits: node.adcBits),
      inputBits: node.inputBits, crossbar: node.crossbar)
  }
}
