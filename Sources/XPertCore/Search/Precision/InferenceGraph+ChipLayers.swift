extension InferenceGraph {
  /// The layers with weights as a chip sees them, in the order of ``AccuracyEvaluation/layers(of:)``.
  ///
  /// A shortcut waits in the global buffer and is added before the ReLU; one that is projected is a layer of
  /// its own. Of a parameter-free shortcut between maps of different sizes (option A) only the pixels and
  /// channels that it keeps are added.
  ///
  /// - Parameter periphery: gives column sharing, ADC, precisions and crossbar.
  /// - Throws: ``InferenceError`` for a pooling that chips have no circuit for.
  public func chipLayers(periphery: Layer) throws(InferenceError) -> [Layer] {
    let shapes = try shapes()
    let nodes = AccuracyEvaluation.layers(of: self)
    let positions = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    var layers = nodes.map { chipLayer($0, periphery: periphery, shapes: shapes) }
    for (position, node) in nodes.enumerated() {
      var at = node
      follow: while let next = self.nodes.indices.first(where: {
        $0 > at && self.nodes[$0].inputs.contains(at)
      }) {
        func fail(_ problem: String) -> InferenceError {
          InferenceError("\(name), \(self.nodes[next].name): \(problem)")
        }
        let shape = shapes[at]
        switch self.nodes[next].operation {
        case .batchNorm, .channelFactors: break
        case .relu: layers[position].isClassifier = false
        case .maxPooling(2, 2, 0): layers[position].isPooled = true
        case .maxPooling(let size, let stride, _):
          throw fail("chips pool windows of 2 x 2, not of \(size) x \(size) with stride \(stride)")
        case .globalAveragePooling: layers[position].isAveraged = true
        case .averagePooling(let size, _):
          guard size == shape.height, size == shape.width else {
            throw fail("chips average whole maps, not windows of \(size) x \(size)")
          }
          if size > 1 { layers[position].isAveraged = true }
        case .addition:
          let source = self.nodes[next].inputs.first { $0 != at } ?? at
          let (other, waiting, channels) = origin(of: source, shapes: shapes)
          layers[position].shortcutChannels = channels
          if let other = positions[other] {
            // Two layers meet: the one with the smaller kernel projects and comes first, of equals the earlier.
            let isProjection =
              (layers[position].kernelHeight, position) < (layers[other].kernelHeight, other)
            if isProjection {
              layers[position].isProjection = true
              wait(for: self.nodes[node].inputs[0], until: nodes[other], nodes, shapes, &layers)
              if self.nodes[nodes[other]].inputs != self.nodes[node].inputs {
                let input = self.nodes[nodes[other]].inputs[0]
                layers[position].waitingValues += input == Self.image ? inputShape.count : shapes[input].count
              }
              break follow
            }
          } else if other == self.nodes[node].inputs[0] {
            // Its own input is in the buffer anyway.
            layers[position].addsShortcut = true
            break
          }
          layers[position].addsShortcut = true
          layers[position].waitingValues += waiting
          if positions[other] == nil { wait(for: other, until: node, nodes, shapes, &layers) }
        case .convolution, .linear, .subsampling: break follow
        }
        at = next
      }
    }
    return layers
  }

  /// A map waits while the layers between its node and the one that adds it run, but for those that read it
  /// and for projections.
  private func wait(
    for source: Int, until adder: Int, _ nodes: [Int], _ shapes: [MapShape], _ layers: inout [Layer]
  ) {
    let values = source == Self.image ? inputShape.count : shapes[source].count
    for (position, node) in nodes.enumerated() where node > source && node < adder {
      guard self.nodes[node].inputs[0] != source, !layers[position].isProjection else { continue }
      layers[position].waitingValues += values
    }
  }

  /// The node whose result a shortcut brings, through batch normalisation and subsampling, the values that
  /// wait, and the channels that are added where others are zeros.
  private func origin(of node: Int, shapes: [MapShape]) -> (node: Int, waiting: Int, channels: Int?) {
    guard node >= 0 else { return (node, inputShape.count, nil) }
    switch nodes[node].operation {
    case .batchNorm: return origin(of: nodes[node].inputs[0], shapes: shapes)
    case .subsampling(_, let before, let behind):
      let source = nodes[node].inputs[0]
      return (
        source, source == Self.image ? inputShape.count : shapes[source].count,
        shapes[node].channels - before - behind
      )
    default: return (node, shapes[node].count, nil)
    }
  }

  private func chipLayer(_ node: Int, periphery: Layer, shapes: [MapShape]) -> Layer {
    var layer = periphery
    layer.isPooled = false
    layer.isClassifier = false
    layer.isProjection = false
    layer.addsShortcut = false
    layer.isAveraged = false
    layer.waitingValues = 0
    layer.shortcutChannels = nil
    let source = nodes[node].inputs[0]
    let input = source == Self.image ? inputShape : shapes[source]
    switch nodes[node].operation {
    case .convolution(let convolution):
      layer.inputHeight = input.height
      layer.inputWidth = input.width
      layer.inputChannels = convolution.inputChannels
      layer.outputChannels = convolution.outputChannels
      layer.kernelHeight = convolution.kernelHeight
      layer.kernelWidth = convolution.kernelWidth
      layer.stride = convolution.stride
      layer.padding = convolution.padding
      layer.groups = convolution.groups
    case .linear(let linear):
      layer.inputHeight = 1
      layer.inputWidth = 1
      layer.inputChannels = linear.inputs
      layer.outputChannels = linear.outputs
      layer.kernelHeight = 1
      layer.kernelWidth = 1
      layer.stride = 1
      layer.padding = 0
      layer.groups = 1
      layer.isClassifier = true
    default: preconditionFailure("node \(node) has no weights")
    }
    return layer
  }
}
