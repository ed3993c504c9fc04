extension InferenceGraph {
  /// The layers with weights as a chip sees them, in the order of ``AccuracyEvaluation/layers(of:)``.
  ///
  /// A shortcut waits in the global buffer and is added before the ReLU; one that is projected is a layer of
  /// its own. Of a parameter-free shortcut between maps of different sizes (option A) only the pixels and
  /// channels that it keeps are added.
  ///
  /// - Parameter periphery: gives column sharing, ADC, precisions and crossbar.
  /// - Throws: ``InferenceError`` for a pooling that chips have no circuit for.
  package func chipLayers(periphery: Layer) throws(InferenceError) -> [Layer] {
    let shapes = try shapes()
    let vertices = AccuracyEvaluation.layers(of: self)
    let positions = Dictionary(uniqueKeysWithValues: vertices.enumerated().map { ($1, $0) })
    var layers = vertices.map { chipLayer($0, periphery: periphery, shapes: shapes) }
    for (position, vertex) in vertices.enumerated() {
      var at = vertex
      follow: while let next = self.vertices.indices.first(where: {
        $0 > at && self.vertices[$0].inputs.contains(at)
      }) {
        func fail(_ problem: String) -> InferenceError {
          InferenceError("\(name), \(self.vertices[next].name): \(problem)")
        }
        let shape = shapes[at]
        switch self.vertices[next].operation {
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
          let source = self.vertices[next].inputs.first { $0 != at } ?? at
          let (other, waiting, channels) = origin(of: source, shapes: shapes)
          layers[position].shortcutChannels = channels
          if let other = positions[other] {
            // Two layers meet: the one with the smaller kernel projects and comes first, of equals the
            // earlier.
            let isProjection =
              (layers[position].kernelHeight, position) < (layers[other].kernelHeight, other)
            if isProjection {
              layers[position].isProjection = true
              wait(for: self.vertices[vertex].inputs[0], until: vertices[other], vertices, shapes, &layers)
              if self.vertices[vertices[other]].inputs != self.vertices[vertex].inputs {
                let input = self.vertices[vertices[other]].inputs[0]
                layers[position].bufferedShortcutValues +=
                  input == Self.image ? inputShape.count : shapes[input].count
              }
              break follow
            }
          } else if other == self.vertices[vertex].inputs[0] {
            // Its own input is in the buffer anyway.
            layers[position].addsShortcut = true
            break
          }
          layers[position].addsShortcut = true
          layers[position].bufferedShortcutValues += waiting
          if positions[other] == nil { wait(for: other, until: vertex, vertices, shapes, &layers) }
        case .convolution, .linear, .subsampling: break follow
        }
        at = next
      }
    }
    return layers
  }

  /// A map waits while the layers between its vertex and the one that adds it run, but for those that read it
  /// and for projections.
  private func wait(
    for source: Int, until adder: Int, _ vertices: [Int], _ shapes: [MapShape], _ layers: inout [Layer]
  ) {
    let values = source == Self.image ? inputShape.count : shapes[source].count
    for (position, vertex) in vertices.enumerated() where vertex > source && vertex < adder {
      guard self.vertices[vertex].inputs[0] != source, !layers[position].isProjection else { continue }
      layers[position].bufferedShortcutValues += values
    }
  }

  /// The vertex whose result a shortcut brings, through batch normalisation and subsampling, the values that
  /// wait, and the channels that are added where others are zeros.
  private func origin(of vertex: Int, shapes: [MapShape]) -> (vertex: Int, waiting: Int, channels: Int?) {
    guard vertex >= 0 else { return (vertex, inputShape.count, nil) }
    switch vertices[vertex].operation {
    case .batchNorm: return origin(of: vertices[vertex].inputs[0], shapes: shapes)
    case .subsampling(_, let before, let behind):
      let source = vertices[vertex].inputs[0]
      return (
        source, source == Self.image ? inputShape.count : shapes[source].count,
        shapes[vertex].channels - before - behind
      )
    default: return (vertex, shapes[vertex].count, nil)
    }
  }

  private func chipLayer(_ vertex: Int, periphery: Layer, shapes: [MapShape]) -> Layer {
    var layer = periphery
    layer.isPooled = false
    layer.isClassifier = false
    layer.isProjection = false
    layer.addsShortcut = false
    layer.isAveraged = false
    layer.bufferedShortcutValues = 0
    layer.shortcutChannels = nil
    let source = vertices[vertex].inputs[0]
    let input = source == Self.image ? inputShape : shapes[source]
    switch vertices[vertex].operation {
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
    default: preconditionFailure("vertex \(vertex) has no weights")
    }
    return layer
  }
}
