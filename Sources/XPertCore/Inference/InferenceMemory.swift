/// What inference and training of a network hold, about, known before anything is allocated: a program that
/// has a limit can refuse what would not fit.
package struct InferenceMemory: Sendable, Hashable {
  /// Weights, each a number in single precision.
  package var weights = 0.0
  /// Most values of one image that a layer has as inputs and outputs.
  package var largestMaps = 0.0
  /// Values of one image at all layers.
  package var allMaps = 0.0
  /// Rows of the largest weight matrix: windows of the image are gathered in rows of that length.
  package var mostRows = 0.0

  /// Of a network that has no weights yet.
  package init(_ network: Network) {
    for layer in network.layers {
      add(
        weights: Double(layer.weights),
        inputs: Double(layer.inputChannels) * Double(layer.inputHeight) * Double(layer.inputWidth),
        outputs: Double(layer.outputChannels) * Double(layer.windows), rows: Double(layer.weightRows))
    }
  }

  /// Of a network with its weights. A graph whose shapes do not fit is refused elsewhere: it counts as
  /// nothing.
  package init(_ graph: InferenceGraph) {
    guard let shapes = try? graph.shapes() else { return }
    for (vertex, shape) in zip(graph.vertices, shapes) {
      let input = vertex.inputs[0] == InferenceGraph.image ? graph.inputShape : shapes[vertex.inputs[0]]
      var (weights, rows) = (0, 0)
      switch vertex.operation {
      case .convolution(let layer):
        weights = layer.weight.values.count
        rows = weights / max(1, layer.outputChannels)
      case .linear(let layer):
        weights = layer.weight.values.count
        rows = layer.inputs
      default: break
      }
      add(
        weights: Double(weights), inputs: Double(input.count), outputs: Double(shape.count),
        rows: Double(rows))
    }
  }

  private mutating func add(weights: Double, inputs: Double, outputs: Double, rows: Double) {
    self.weights += weights
    largestMaps = max(largestMaps, inputs + 2 * outputs)  // a shortcut may wait
    allMaps += 3 * outputs  // convolution, batch normalisation and ReLU
    mostRows = max(mostRows, rows)
  }

  /// Of the weights themselves.
  package var graph: Int { Self.bytes(4 * weights) }

  /// Of running images in single precision, with the weights and their copy in the kernel's order.
  ///
  /// - Parameter images: at a time.
  package func inference(images: Int) -> Int { Self.bytes(inferenceBytes(images: images)) }

  private func inferenceBytes(images: Int) -> Double {
    8 * weights + 4 * Double(images) * largestMaps
      + 256 * mostRows * Double(min(images, ParallelLoop.processors))
  }

  /// Of a ``HammingScore``.
  package func score(images: Int) -> Int {
    Self.bytes(inferenceBytes(images: images) + 16 * Double(images) * Double(images))
  }

  /// Of a ``Training``: weights here and there, their gradients and momenta, and the maps of all layers,
  /// which wait for the gradient.
  package func training(batch: Int) -> Int { Self.bytes(20 * weights + 8 * Double(batch) * allMaps) }

  /// Of one chip after the other that classifies images.
  ///
  /// - Parameters:
  ///   - cellsPerWeight: two for a differential pair of cells of half the bits, and so on.
  ///   - images: at a time, or those of the calibration, where they are more.
  package func chips(cellsPerWeight: Int, images: Int) -> Int {
    Self.bytes(inferenceBytes(images: images) + 10 * weights * Double(cellsPerWeight))
  }

  /// Nothing that a machine has is more than 2^60 bytes.
  private static func bytes(_ number: Double) -> Int { number < 0x1p60 ? Int(number) : .max }
}
