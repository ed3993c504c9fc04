import XPertKernels

/// A network's layers as the published program computes them (``PublishedModel``). Results depend on the
/// batch: its ranges are those of the tensors.
///
/// Not thread-safe: passes draw their errors one after the other.
package final class PublishedChip: LayerHardware {
  private let layers: [Int: PublishedLayer]
  private var random: RandomGenerator

  /// - Parameters:
  ///   - models: of a vertex with weights.
  ///   - seed: of all errors.
  /// - Throws: ``InferenceError`` for an impossible model or a grouped convolution, which the program does
  ///   not know.
  package init(_ graph: InferenceGraph, models: (Int) -> PublishedModel, seed: UInt64) throws(InferenceError)
  {
    let shapes = try graph.shapes()
    var layers: [Int: PublishedLayer] = [:]
    for vertex in AccuracyEvaluation.layers(of: graph) {
      let model = models(vertex)
      try model.validate()
      let source = graph.vertices[vertex].inputs[0]
      let shape = source == InferenceGraph.image ? graph.inputShape : shapes[source]
      let kernel: InferenceGraph.Convolution
      var isLinear = false
      switch graph.vertices[vertex].operation {
      case .linear(let layer):
        isLinear = true
        kernel = .init(
          weight: Tensor(shape: [layer.outputs, layer.inputs, 1, 1], values: layer.weight.values),
          bias: layer.bias)
      default: kernel = graph.kernel(of: vertex, input: shape)
      }
      guard kernel.groups == 1 else {
        throw InferenceError(
          "\(graph.name), \(graph.vertices[vertex].name): the published model has no groups")
      }
      layers[vertex] = PublishedLayer(kernel: kernel, isLinear: isLinear, model: model)
    }
    self.layers = layers
    random = RandomGenerator(seed: seed)
  }

  package func run(_ vertex: Int, _ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) -> Bool
  {
    guard let layer = layers[vertex] else { return false }
    layer.run(layer.isLinear ? input.flattened : input, to: output, &random, loop)
    return true
  }
}

extension FeatureMaps {
  /// Every image as one pixel, in the order (channel, row, column).
  fileprivate var flattened: FeatureMaps {
    let tensor = tensor
    return FeatureMaps(Tensor(shape: [images, stride], values: tensor.values))
  }
}

/// One layer of a ``PublishedChip``.
struct PublishedLayer {
  let kernel: InferenceGraph.Convolution
  /// A fully connected layer, as a 1 x 1 convolution.
  let isLinear: Bool
  let model: PublishedModel

  func run(
    _ input: FeatureMaps, to output: FeatureMaps, _ random: inout RandomGenerator, _ loop: ParallelLoop
  ) {
    switch model.path {
    case .crossbar: runCrossbar(input, output, &random, loop)
    case .quantised, .float: runSimplified(input, output, &random, loop)
    }
  }

  // MARK: Simplified paths

  private func runSimplified(
    _ input: FeatureMaps, _ output: FeatureMaps, _ random: inout RandomGenerator, _ loop: ParallelLoop
  ) {
    let isFloat = model.path == .float
    var values = Array(UnsafeBufferPointer(start: input.values, count: input.count))
    var weight = kernel.weight
    if isFloat {
      PublishedArithmetic.rounded(&values, bits: model.inputBits)
      if !isLinear { PublishedArithmetic.rounded(&weight.values, bits: model.weightBits) }
    } else {
      for index in values.indices {
        values[index] = PublishedArithmetic.quantised(values[index], bits: model.inputBits)
      }
      for index in weight.values.indices {
        weight.values[index] = PublishedArithmetic.quantised(weight.values[index], bits: model.weightBits)
      }
    }
    if !(isFloat && isLinear) {
      PublishedArithmetic.retain(&weight.values, model.retention, random: &random)
      if model.sigma > 0 {
        for index in weight.values.indices {
          weight.values[index] *= Float(1 + model.sigma * random.normal())
        }
      }
    }
    let source = FeatureMaps(
      images: input.images, height: input.height, width: input.width, channels: input.channels,
      storage: MapStorage(capacity: input.count))
    for index in values.indices { source.values[index] = values[index] }
    var noisy = kernel
    noisy.weight = weight
    WindowProduct(noisy).run(source, to: output, flattening: false, loop)
    let result = UnsafeMutableBufferPointer(start: output.values, count: output.count)
    PublishedArithmetic.convert(result, bits: model.adcBits)
    if !isFloat {
      for index in result.indices {
        result[index] = PublishedArithmetic.wage(result[index], bits: model.activationBits)
      }
    }
  }

  // MARK: Crossbar path

  private func runCrossbar(
    _ input: FeatureMaps, _ output: FeatureMaps, _ random: inout RandomGenerator, _ loop: ParallelLoop
  ) {
    let inputs = kernel.inputChannels
    let outputs = kernel.outputChannels
    let chunks = inputs / model.crossbar
    let isFirst = !isLinear && inputs == 3 && chunks == 0
    let low = 1 / Float(model.onOffRatio)
    let top = Float((1 << model.cellBits) - 1)
    let cells = model.weightBits / model.cellBits

    // Conductances [cell][output][input][tap], the least significant cell first.
    let digits = kernel.weight.values.map { PublishedArithmetic.digits($0, model: model) }
    let conductances = (0..<cells).map { cell -> [Float] in
      var values = digits.map { $0[cell] }
      PublishedArithmetic.retain(&values, model.retention, random: &random)
      return values.map { (1 - low) * $0 + top * low }
    }
    let dummy = top * (1 + low) / 2
    let planes: [FeatureMaps] = isFirst ? [input] : bitPlanes(input)

    let values = UnsafeMutableBufferPointer(start: output.values, count: output.count)
    values.update(repeating: 0)
    let data = maps(like: output, channels: outputs)
    let reference = maps(like: output, channels: 1)
    for tap in 0..<kernel.kernelHeight * kernel.kernelWidth {
      for chunk in 0..<max(1, chunks) {
        let channels = chunks == 0 ? 0..<inputs : chunk * model.crossbar..<(chunk + 1) * model.crossbar
        for (z, plane) in planes.enumerated() {
          let window = window(of: plane, tap: tap, channels: channels, output: output)
          for cell in 0..<cells {
            product(window, channels, outputs, loop, to: data) { output, input in
              let index = (output * inputs + input) * kernel.kernelHeight * kernel.kernelWidth + tap
              var value = conductances[cell][index]
              if isLinear && model.sigma > 0 { value += value * Float(model.sigma * random.normal()) }
              return value
            }
            // The dummy column is the same for all outputs, but for the bias.
            if kernel.bias.isEmpty {
              product(window, channels, 1, loop, to: reference) { _, _ in dummy }
              subtract(reference, from: data, z: z, cell: cell, converts: !isFirst, into: values)
            } else {
              let full = maps(like: output, channels: outputs)
              product(window, channels, outputs, loop, to: full) { _, _ in dummy }
              subtract(full, from: data, z: z, cell: cell, converts: !isFirst, into: values)
            }
          }
        }
      }
    }
    let inputFactor: Float = isFirst ? 1 : Float(1 << model.inputBits)
    let weightFactor = Float(1 << model.weightBits)
    for index in values.indices { values[index] = values[index] / inputFactor / weightFactor }
  }

  /// Adds (data - reference) 2^z (M^cell 2 / (1 - 1/ratio)), both converted by themselves.
  private func subtract(
    _ reference: FeatureMaps, from data: FeatureMaps, z: Int, cell: Int, converts: Bool,
    into values: UnsafeMutableBufferPointer<Float>
  ) {
    let own = UnsafeMutableBufferPointer(start: data.values, count: data.count)
    let other = UnsafeMutableBufferPointer(start: reference.values, count: reference.count)
    if converts {
      PublishedArithmetic.convert(own, bits: model.adcBits)
      PublishedArithmetic.convert(other, bits: model.adcBits)
    }
    let place = (0..<cell).reduce(Float(1)) { product, _ in product * Float(1 << model.cellBits) }
    let factor = place * 2 / (1 - 1 / Float(model.onOffRatio))
    let weight = Float(1 << z)
    let share = data.channels / reference.channels
    for index in own.indices { values[index] += (own[index] - other[index / share]) * factor * weight }
  }

  private func maps(like output: FeatureMaps, channels: Int) -> FeatureMaps {
    FeatureMaps(
      images: output.images, height: output.height, width: output.width, channels: channels,
      storage: MapStorage(capacity: output.images * output.pixels * channels))
  }

  /// The bits of all inputs, least significant first.
  private func bitPlanes(_ input: FeatureMaps) -> [FeatureMaps] {
    let planes = (0..<model.inputBits).map { _ in maps(like: input, channels: input.channels) }
    for index in 0..<input.count {
      for (z, bit) in PublishedArithmetic.bits(input.values[index], count: model.inputBits).enumerated() {
        planes[z].values[index] = bit
      }
    }
    return planes
  }

  /// What one kernel position sees of some channels: a map of the output's size.
  private func window(
    of plane: FeatureMaps, tap: Int, channels: Range<Int>, output: FeatureMaps
  ) -> FeatureMaps {
    let result = maps(like: output, channels: channels.count)
    let (i, j) = (tap / kernel.kernelWidth, tap % kernel.kernelWidth)
    for image in 0..<plane.images {
      for y in 0..<output.height {
        let row = y * kernel.stride + i - kernel.padding
        for x in 0..<output.width {
          let column = x * kernel.stride + j - kernel.padding
          guard (0..<plane.height).contains(row), (0..<plane.width).contains(column) else { continue }
          (result.values + image * result.stride + (y * output.width + x) * channels.count).update(
            from: plane.values + image * plane.stride + (row * plane.width + column) * plane.channels
              + channels.lowerBound,
            count: channels.count)
        }
      }
    }
    return result
  }

  /// Column currents: bias + the sum over channels, in their order.
  private func product(
    _ window: FeatureMaps, _ channels: Range<Int>, _ outputs: Int, _ loop: ParallelLoop,
    to result: FeatureMaps,
    _ conductance: (_ output: Int, _ input: Int) -> Float
  ) {
    var weight: [Float] = []
    weight.reserveCapacity(outputs * channels.count)
    for output in 0..<outputs {
      for input in channels { weight.append(conductance(output, input)) }
    }
    WindowProduct(
      .init(
        weight: Tensor(shape: [outputs, channels.count, 1, 1], values: weight),
        bias: outputs == kernel.outputChannels ? kernel.bias : [])
    ).run(window, to: result, flattening: false, loop)
  }
}
