extension Supernet {
  /// The network that a candidate (one node index per layer) stands for.
  ///
  /// - Precondition: one index per layer, each within its layer's nodes.
  public func network(of candidate: [Int]) -> Network {
    precondition(candidate.count == layers.count)
    return network(of: zip(layers, candidate).map { $0.node(at: $1) })
  }

  /// The network made of one given node per layer. Projections of shortcuts are layers of their own, before
  /// the layer that adds them (``owners``).
  public func network(of nodes: [Node]) -> Network {
    var network = Network(name: name, layers: [])
    let walk = SupernetWalk(self)
    var state = walk.start
    for (index, node) in nodes.enumerated() {
      let step = walk.step(index, node: node, from: state)
      network.layers += step.layers
      state = step.next
    }
    if let last = nodes.last, let convolution = network.layers.last,
      let classifier = classifier(after: convolution, node: last)
    {
      network.layers.append(classifier)
    }
    return network
  }

  /// The fully connected layer behind the last layer, with that one's periphery; nil without classes.
  func classifier(after last: Layer, node: Node) -> Layer? {
    guard let classes else { return nil }
    let size = last.passedHeight
    return Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: last.outputChannels * size * size,
      outputChannels: classes, kernelHeight: 1, kernelWidth: 1, padding: 0, isClassifier: true,
      columnSharing: node.columnSharing, adc: node.adc, adcPrecision: ADCPrecision(bits: node.adcBits),
      inputBits: node.inputBits, crossbar: node.crossbar, weightBits: node.weightBits, cellBits: node.cellBits
    )
  }
}
