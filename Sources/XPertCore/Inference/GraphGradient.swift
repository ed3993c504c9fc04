import XPertKernels

/// The way back through a graph: from the gradient of the last vertex's result to those of all layers'
/// results.
///
/// Weights are those of single precision, also where the way forward went through crossbars: quantisers pass
/// gradients straight through.
final class GraphGradient {
  private let graph: InferenceGraph
  private let shapes: [MapShape]
  private let loop: ParallelLoop
  /// Transposed layers; nil where nobody asks for the gradient of their input.
  private let products: [WindowProduct?]
  /// Whether the vertex or one before it has weights.
  private let isNeeded: [Bool]

  init(_ graph: InferenceGraph, loop: ParallelLoop = ParallelLoop()) throws(InferenceError) {
    let shapes = try graph.shapes()
    var isNeeded: [Bool] = []
    var products: [WindowProduct?] = []
    for vertex in graph.vertices {
      let isAfter = vertex.inputs.contains { $0 >= 0 && isNeeded[$0] }
      let shape = vertex.inputs[0] == InferenceGraph.image ? graph.inputShape : shapes[vertex.inputs[0]]
      switch vertex.operation {
      case .convolution(let layer):
        products.append(isAfter ? WindowProduct(layer.transposed) : nil)
        isNeeded.append(true)
      case .linear(let layer):
        products.append(
          isAfter
            ? WindowProduct(
              layer.transposed(input: shape), input: MapShape(channels: layer.outputs, height: 1, width: 1))
            : nil)
        isNeeded.append(true)
      default:
        products.append(nil)
        isNeeded.append(isAfter)
      }
    }
    self.graph = graph
    self.shapes = shapes
    self.loop = loop
    self.products = products
    self.isNeeded = isNeeded
  }

  /// - Parameters:
  ///   - graph: the graph, perhaps with other batch normalisations.
  ///   - results: of all vertices (``GraphRunner/results(of:reusing:interrupt:layer:)``).
  ///   - gradient: of the last vertex's result.
  ///   - visit: gets the gradient of the result of every layer with weights, from the last to the first.
  func run(
    _ graph: InferenceGraph, results: [FeatureMaps], gradient: FeatureMaps,
    visit: (_ vertex: Int, _ gradient: FeatureMaps) throws -> Void
  ) rethrows {
    var gradients = [FeatureMaps?](repeating: nil, count: graph.vertices.count)
    gradients[graph.vertices.count - 1] = gradient
    for index in graph.vertices.indices.reversed() {
      guard let own = gradients[index] else { continue }
      gradients[index] = nil
      let vertex = graph.vertices[index]
      switch vertex.operation {
      case .convolution, .linear: try visit(index, own)
      default: break
      }
      for (position, input) in vertex.inputs.enumerated() where input >= 0 && isNeeded[input] {
        // The same vertex twice, as in x + x, is counted twice.
        let part = back(index, vertex.operation, own, results, input: input, position: position)
        if let other = gradients[input] {
          let sum = maps(like: part)
          loop(part.images) {
            xk_add(
              part.values + $0 * part.stride, other.values + $0 * part.stride, part.stride,
              sum.values + $0 * part.stride)
          }
          gradients[input] = sum
        } else {
          gradients[input] = part
        }
      }
    }
  }

  private func maps(like other: FeatureMaps) -> FeatureMaps {
    maps(images: other.images, MapShape(channels: other.channels, height: other.height, width: other.width))
  }

  private func maps(images: Int, _ shape: MapShape) -> FeatureMaps {
    FeatureMaps(
      images: images, height: shape.height, width: shape.width, channels: shape.channels,
      storage: MapStorage(capacity: images * shape.count))
  }

  /// The gradient of a vertex's input from that of its result.
  private func back(
    _ index: Int, _ operation: InferenceGraph.Operation, _ gradient: FeatureMaps, _ results: [FeatureMaps],
    input: Int, position: Int
  ) -> FeatureMaps {
    let shape = shapes[input]
    let images = gradient.images
    switch operation {
    case .addition: return gradient
    case .convolution(let layer): return back(layer, products[index]!, gradient, shape)
    case .linear:
      let flat = maps(images: images, MapShape(channels: shape.count, height: 1, width: 1))
      products[index]!.run(gradient, to: flat, flattening: true, loop)
      return FeatureMaps(
        images: images, height: shape.height, width: shape.width, channels: shape.channels,
        storage: flat.storage)
    case .batchNorm(let layer):
      let scale = layer.affine(mean: layer.mean, variance: layer.variance).scale
      let result = maps(images: images, shape)
      let zeros = [Float](repeating: 0, count: shape.channels)
      loop(images) { image in
        xk_affine(
          gradient.values + image * gradient.stride, gradient.pixels, Int32(shape.channels), scale, zeros, 0,
          result.values + image * result.stride)
      }
      return result
    case .relu:
      let result = maps(images: images, shape)
      let output = results[index]
      loop(images) { image in
        for at in image * result.stride..<(image + 1) * result.stride {
          result.values[at] = output.values[at] > 0 ? gradient.values[at] : 0
        }
      }
      return result
    case .channelFactors(let factors):
      let result = maps(images: images, shape)
      for at in 0..<result.count {
        result.values[at] =
          gradient.values[at] * factors[at / result.stride * shape.channels + at % shape.channels]
      }
      return result
    case .globalAveragePooling:
      let result = maps(images: images, shape)
      let share = 1 / Float(result.pixels)
      for at in 0..<result.count {
        result.values[at] = share * gradient.values[at / result.stride * shape.channels + at % shape.channels]
      }
      return result
    case .subsampling(let stride, let before, _):
      let result = maps(images: images, shape)
      for image in 0..<images {
        for pixel in 0..<gradient.pixels {
          let row = pixel / gradient.width * stride
          let column = pixel % gradient.width * stride
          (result.values + image * result.stride + (row * shape.width + column) * shape.channels).update(
            from: gradient.values + image * gradient.stride + pixel * gradient.channels + before,
            count: shape.channels)
        }
      }
      return result
    case .averagePooling(let size, let stride):
      return pooled(gradient, shape, size: size, stride: stride, padding: 0) { result, source, windows in
        for window in windows { result[window] += source / Float(size * size) }
      }
    case .maxPooling(let size, let stride, let padding):
      let inputs = results[input]
      var offset = 0
      return pooled(gradient, shape, size: size, stride: stride, padding: padding) {
        result, source, windows in
        // Of equals the first gets it.
        let values = inputs.values + offset
        let largest = windows.reduce(windows[0]) { values[$1] > values[$0] ? $1 : $0 }
        result[largest] += source
      } eachImage: {
        offset = $0 * inputs.stride
      }
    }
  }

  /// Gives `body` the positions within one image that every value of a pooled map was made of.
  private func pooled(
    _ gradient: FeatureMaps, _ shape: MapShape, size: Int, stride: Int, padding: Int,
    _ body: (_ result: UnsafeMutablePointer<Float>, _ source: Float, _ window: [Int]) -> Void,
    eachImage: (Int) -> Void = { _ in }
  ) -> FeatureMaps {
    let result = maps(images: gradient.images, shape)
    for image in 0..<gradient.images {
      eachImage(image)
      for pixel in 0..<gradient.pixels {
        let top = pixel / gradient.width * stride - padding
        let left = pixel % gradient.width * stride - padding
        let rows = max(0, top)..<min(shape.height, top + size)
        let columns = max(0, left)..<min(shape.width, left + size)
        for channel in 0..<shape.channels {
          let window = rows.flatMap { row in
            columns.map { (row * shape.width + $0) * shape.channels + channel }
          }
          guard !window.isEmpty else { continue }
          body(
            result.values + image * result.stride,
            gradient.values[image * gradient.stride + pixel * gradient.channels + channel], window)
        }
      }
    }
    return result
  }

  /// A convolution of the gradient, its pixels `stride` apart, with the transposed kernel.
  private func back(
    _ layer: InferenceGraph.Convolution, _ product: WindowProduct, _ gradient: FeatureMaps, _ shape: MapShape
  ) -> FeatureMaps {
    let spread = maps(
      images: gradient.images,
      MapShape(
        channels: gradient.channels, height: shape.height + layer.kernelHeight - 1,
        width: shape.width + layer.kernelWidth - 1))
    let top = layer.kernelHeight - 1 - layer.padding
    let left = layer.kernelWidth - 1 - layer.padding
    loop(gradient.images) { image in
      for row in 0..<gradient.height {
        let targetRow = top + row * layer.stride
        guard (0..<spread.height).contains(targetRow) else { continue }
        for column in 0..<gradient.width {
          let targetColumn = left + column * layer.stride
          guard (0..<spread.width).contains(targetColumn) else { continue }
          (spread.values + image * spread.stride
            + (targetRow * spread.width + targetColumn) * spread.channels)
            .update(
              from: gradient.values + image * gradient.stride
                + (row * gradient.width + column) * gradient.channels,
              count: gradient.channels)
        }
      }
    }
    let result = maps(images: gradient.images, shape)
    product.run(spread, to: result, flattening: false, loop)
    return result
  }
}

extension InferenceGraph.Convolution {
  /// The convolution, of stride 1 and without padding, that carries gradients from outputs to inputs.
  fileprivate var transposed: Self {
    let (inputs, outputs) = (weight.shape[1], outputChannels / groups)
    let (height, width) = (kernelHeight, kernelWidth)
    var values = [Float](repeating: 0, count: weight.values.count)
    for group in 0..<groups {
      for output in 0..<outputs {
        for input in 0..<inputs {
          let source = ((group * outputs + output) * inputs + input) * height * width
          let target = ((group * inputs + input) * outputs + output) * height * width
          for tap in 0..<height * width {
            values[target + height * width - 1 - tap] = weight.values[source + tap]
          }
        }
      }
    }
    return Self(
      weight: Tensor(shape: [inputChannels, outputs, height, width], values: values), groups: groups)
  }
}

extension InferenceGraph.Linear {
  /// From outputs to inputs, which come in the order of maps: row, column, channel.
  fileprivate func transposed(input shape: MapShape) -> Self {
    let pixels = shape.height * shape.width
    var values = [Float](repeating: 0, count: weight.values.count)
    for pixel in 0..<pixels {
      for channel in 0..<shape.channels {
        for output in 0..<outputs {
          values[(pixel * shape.channels + channel) * outputs + output] =
            weight.values[output * inputs + channel * pixels + pixel]
        }
      }
    }
    return Self(weight: Tensor(shape: [inputs, outputs], values: values))
  }
}
