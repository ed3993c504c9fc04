/// Shape of the maps of one image.
package struct MapShape: Sendable, Hashable, CustomStringConvertible {
  package var channels: Int
  package var height: Int
  package var width: Int

  package var count: Int { channels * height * width }
  package var description: String { "\(channels) x \(height) x \(width)" }
}

/// Why a graph cannot run: the vertex first.
public struct InferenceError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}

extension InferenceGraph {
  /// The image's shape.
  package var inputShape: MapShape {
    MapShape(channels: inputChannels, height: inputHeight, width: inputWidth)
  }

  /// The shape that every vertex leaves.
  ///
  /// - Throws: ``InferenceError`` naming the first vertex whose inputs do not fit.
  package func shapes() throws(InferenceError) -> [MapShape] {
    guard inputShape.channels > 0, inputShape.height > 0, inputShape.width > 0 else {
      throw InferenceError("\(name): the image has the shape \(inputShape)")
    }
    var shapes: [MapShape] = []
    for vertex in vertices {
      let inputs = vertex.inputs.map { $0 == Self.image ? inputShape : shapes[$0] }
      shapes.append(try shape(of: vertex, inputs))
    }
    return shapes
  }

  private func shape(of vertex: Vertex, _ inputs: [MapShape]) throws(InferenceError) -> MapShape {
    func fail(_ problem: String) -> InferenceError { InferenceError("\(name), \(vertex.name): \(problem)") }
    let wanted = vertex.operation == .addition ? 2 : 1
    guard inputs.count == wanted else { throw fail("\(wanted) inputs expected, got \(inputs.count)") }
    var shape = inputs[0]
    func window(_ height: Int, _ width: Int, stride: Int, padding: Int) throws(InferenceError) {
      guard height > 0, width > 0, stride > 0, padding >= 0, height <= shape.height + 2 * padding,
        width <= shape.width + 2 * padding
      else { throw fail("a window of \(height) x \(width) does not fit the input \(shape)") }
      shape.height = (shape.height + 2 * padding - height) / stride + 1
      shape.width = (shape.width + 2 * padding - width) / stride + 1
    }
    func channels(_ count: Int, _ what: String) throws(InferenceError) {
      guard count == shape.channels else {
        throw fail("\(what) for \(count) channels, but the input has \(shape.channels)")
      }
    }
    switch vertex.operation {
    case .convolution(let layer):
      guard layer.weight.shape.count == 4 else { throw fail("weights of four dimensions expected") }
      guard layer.groups > 0, layer.outputChannels > 0, layer.outputChannels % layer.groups == 0 else {
        throw fail("\(layer.outputChannels) output channels in \(layer.groups) groups")
      }
      try channels(layer.inputChannels, "weights")
      guard layer.bias.isEmpty || layer.bias.count == layer.outputChannels else {
        throw fail("\(layer.bias.count) biases for \(layer.outputChannels) output channels")
      }
      try window(layer.kernelHeight, layer.kernelWidth, stride: layer.stride, padding: layer.padding)
      shape.channels = layer.outputChannels
    case .batchNorm(let layer):
      for values in [layer.gamma, layer.beta, layer.mean, layer.variance] {
        try channels(values.count, "batch normalisation")
      }
    case .relu: break
    case .maxPooling(let size, let stride, let padding):
      guard padding < size else { throw fail("a padding of \(padding) for windows of \(size)") }
      try window(size, size, stride: stride, padding: padding)
    case .averagePooling(let size, let stride): try window(size, size, stride: stride, padding: 0)
    case .globalAveragePooling:
      shape.height = 1
      shape.width = 1
    case .linear(let layer):
      guard layer.weight.shape.count == 2 else { throw fail("weights of two dimensions expected") }
      guard layer.inputs == shape.count else {
        throw fail("weights for \(layer.inputs) inputs, but the input has \(shape.count) (\(shape))")
      }
      guard layer.bias.isEmpty || layer.bias.count == layer.outputs else {
        throw fail("\(layer.bias.count) biases for \(layer.outputs) outputs")
      }
      shape = MapShape(channels: layer.outputs, height: 1, width: 1)
    case .addition:
      guard inputs[0] == inputs[1] else { throw fail("cannot add \(inputs[0]) and \(inputs[1])") }
    case .subsampling(let stride, let before, let behind):
      guard stride > 0, before >= 0, behind >= 0 else { throw fail("a stride of \(stride)") }
      shape.height = (shape.height + stride - 1) / stride
      shape.width = (shape.width + stride - 1) / stride
      shape.channels += before + behind
    case .channelFactors(let factors):
      guard factors.count % shape.channels == 0 else {
        throw fail("\(factors.count) factors for \(shape.channels) channels")
      }
    }
    return shape
  }
}
