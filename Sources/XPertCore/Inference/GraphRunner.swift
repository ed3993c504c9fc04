import XPertKernels

/// Runs a graph on batches of images, layer after layer, each layer on several threads.
///
/// Results do not depend on the number of threads. They are the same on all x86-64 processors with fused
/// multiply-add; on older ones sums differ by rounding.
public final class GraphRunner {
  /// Which mean and variance batch normalisation uses.
  public enum Normalisation: Sendable, Hashable {
    /// Those learnt in training.
    case running
    /// Those of the batch itself, as in training; the variance is the biased one.
    case batch
  }

  /// Mean and biased variance of the channels at a batch normalisation.
  public struct BatchStatistics: Sendable, Hashable {
    public let vertex: Int
    public let mean: [Float]
    public let variance: [Float]
    /// Values per channel.
    public let count: Int
  }

  /// What may look on.
  struct Observers {
    /// Results of ReLUs.
    var rectified: ((_ vertex: Int, FeatureMaps) throws -> Void)?
    /// Inputs of convolutions and fully connected layers.
    var layerInput: ((_ vertex: Int, FeatureMaps) throws -> Void)?
    var statistics: ((BatchStatistics) throws -> Void)?
  }

  public let graph: InferenceGraph
  public let loop: ParallelLoop
  let shapes: [MapShape]
  private let products: [WindowProduct?]
  /// Batch normalisations that the ReLU behind them is done with.
  let isFused: [Bool]
  let pool = MapPool()

  /// - Throws: ``InferenceError`` where shapes do not fit, a weight is not finite or a variance negative.
  public init(_ graph: InferenceGraph, loop: ParallelLoop = ParallelLoop()) throws(InferenceError) {
    let shapes = try graph.shapes()
    try graph.checkTensors()
    self.graph = graph
    self.loop = loop
    self.shapes = shapes
    products = graph.vertices.map { vertex in
      switch vertex.operation {
      case .convolution(let layer): WindowProduct(layer)
      case .linear(let layer):
        WindowProduct(
          layer, input: vertex.inputs[0] == InferenceGraph.image ? graph.inputShape : shapes[vertex.inputs[0]]
        )
      default: nil
      }
    }
    let uses = graph.uses
    isFused = graph.vertices.indices.map { index in
      guard case .batchNorm = graph.vertices[index].operation, uses[index] == 1,
        index + 1 < graph.vertices.count
      else { return false }
      return graph.vertices[index + 1].operation == .relu && graph.vertices[index + 1].inputs == [index]
    }
  }

  /// The last vertex's result.
  ///
  /// - Parameters:
  ///   - images: [image, channel, row, column]
  ///   - interrupt: called between layers; what it throws ends the run.
  public func run(
    _ images: Tensor, normalisation: Normalisation = .running, on chip: (any LayerHardware)? = nil,
    interrupt: () throws -> Void = {}
  ) throws -> Tensor {
    let maps = try run(FeatureMaps(images), normalisation, chip, Observers(), interrupt)
    return maps.tensor
  }

  func run(
    _ images: FeatureMaps, _ normalisation: Normalisation, _ chip: (any LayerHardware)?,
    _ observers: Observers,
    _ interrupt: () throws -> Void
  ) throws -> FeatureMaps {
    let shape = MapShape(channels: images.channels, height: images.height, width: images.width)
    guard shape == graph.inputShape else {
      throw InferenceError("\(graph.name): images of \(graph.inputShape) expected, got \(shape)")
    }
    guard !graph.vertices.isEmpty else { return images }
    var uses = graph.uses
    var results = [FeatureMaps?](repeating: nil, count: graph.vertices.count)
    for (index, vertex) in graph.vertices.enumerated() {
      try interrupt()
      let inputs = vertex.inputs.map { $0 == InferenceGraph.image ? images : results[$0]! }
      let input = vertex.inputs[0]
      let isDone = vertex.operation == .relu && input >= 0 && isFused[input]
      var overwrites = isDone
      // What nobody else reads is normalised where it is, and passes the caches once.
      if case .batchNorm = vertex.operation, input >= 0 { overwrites = uses[input] == 1 }
      let result: FeatureMaps
      if overwrites {
        result = inputs[0]
        uses[input] = -1
        results[input] = nil
      } else {
        result = pool.maps(
          images: images.images, height: shapes[index].height, width: shapes[index].width,
          channels: shapes[index].channels)
      }
      if !isDone { try perform(index, inputs, result, normalisation, chip, observers) }
      results[index] = result
      if vertex.operation == .relu { try observers.rectified?(index, result) }
      for input in vertex.inputs where input >= 0 && uses[input] > 0 {
        uses[input] -= 1
        if uses[input] == 0, let maps = results[input] {
          pool.recycle(maps)
          results[input] = nil
        }
      }
      // Side branches that nobody reads.
      if uses[index] == 0, index + 1 < graph.vertices.count {
        pool.recycle(result)
        results[index] = nil
      }
    }
    return results[graph.vertices.count - 1]!
  }

  /// Gives the memory of a result back.
  func recycle(_ maps: FeatureMaps) { pool.recycle(maps) }

  func perform(
    _ index: Int, _ inputs: [FeatureMaps], _ output: FeatureMaps, _ normalisation: Normalisation,
    _ chip: (any LayerHardware)?, _ observers: Observers
  ) throws {
    let input = inputs[0]
    let inputStride = input.stride
    let outputStride = output.stride
    let (source, target) = (input.values, output.values)
    switch graph.vertices[index].operation {
    case .convolution, .linear:
      try observers.layerInput?(index, input)
      if let chip, chip.run(index, input, to: output, loop) { return }
      var isLinear = false
      if case .linear = graph.vertices[index].operation { isLinear = true }
      products[index]!.run(input, to: output, flattening: isLinear, loop)
    case .batchNorm(let layer):
      let affine: (scale: [Float], shift: [Float])
      switch normalisation {
      case .running: affine = layer.affine(mean: layer.mean, variance: layer.variance)
      case .batch:
        let statistics = statistics(of: input, vertex: index)
        try observers.statistics?(statistics)
        affine = layer.affine(mean: statistics.mean, variance: statistics.variance)
      }
      let isRectified: Int32 = isFused[index] ? 1 : 0
      loop(input.images) { image in
        xk_affine(
          source + image * inputStride, input.pixels, Int32(input.channels), affine.scale, affine.shift,
          isRectified, target + image * outputStride)
      }
    case .relu:
      loop(input.images) { xk_relu(source + $0 * inputStride, inputStride, target + $0 * outputStride) }
    case .maxPooling(let size, let stride, let padding):
      pool(input, output, size: size, stride: stride, padding: padding, isMaximum: true)
    case .averagePooling(let size, let stride):
      pool(input, output, size: size, stride: stride, padding: 0, isMaximum: false)
    case .globalAveragePooling: averageAll(input, output)
    case .addition:
      let other = inputs[1].values
      loop(input.images) {
        xk_add(source + $0 * inputStride, other + $0 * inputStride, inputStride, target + $0 * outputStride)
      }
    case .subsampling(let stride, let before, _):
      loop(input.images) { image in
        for pixel in 0..<output.pixels {
          let pixelTarget = target + image * outputStride + pixel * output.channels
          pixelTarget.update(repeating: 0, count: output.channels)
          let row = pixel / output.width * stride
          let column = pixel % output.width * stride
          (pixelTarget + before).update(
            from: source + image * inputStride + (row * input.width + column) * input.channels,
            count: input.channels)
        }
      }
    case .channelFactors(let factors):
      guard factors.count == input.images * input.channels else {
        throw InferenceError(
          "\(graph.name), \(graph.vertices[index].name): factors for \(factors.count / input.channels) "
            + "images, "
            + "got \(input.images)")
      }
      let zeros = [Float](repeating: 0, count: input.channels)
      factors.withUnsafeBufferPointer { factors in
        let factors = factors.baseAddress!
        loop(input.images) { image in
          xk_affine(
            source + image * inputStride, input.pixels, Int32(input.channels),
            factors + image * input.channels,
            zeros, 0, target + image * outputStride)
        }
      }
    }
  }

  private func pool(
    _ input: FeatureMaps, _ output: FeatureMaps, size: Int, stride: Int, padding: Int, isMaximum: Bool
  ) {
    loop(input.images) { image in
      xk_pool(
        input.values + image * input.stride, Int32(input.height), Int32(input.width), Int32(input.channels),
        Int32(size), Int32(stride), Int32(padding), isMaximum ? 1 : 0, Int32(output.height),
        Int32(output.width), output.values + image * output.stride)
    }
  }

  private func averageAll(_ input: FeatureMaps, _ output: FeatureMaps) {
    loop(input.images) { image in
      let source = input.values + image * input.stride
      let target = output.values + image * output.stride
      for channel in 0..<input.channels {
        var sum: Float = 0
        for pixel in 0..<input.pixels { sum += source[pixel * input.channels + channel] }
        target[channel] = sum / Float(input.pixels)
      }
    }
  }

  /// Sums per image in parallel, then over images in their order.
  private func statistics(of input: FeatureMaps, vertex: Int) -> BatchStatistics {
    let channels = input.channels
    var sums = [Double](repeating: 0, count: 2 * channels * input.images)
    sums.withUnsafeMutableBufferPointer { sums in
      let base = sums.baseAddress!
      loop(input.images) { image in
        xk_channel_sums(
          input.values + image * input.stride, input.pixels, Int32(channels), base + 2 * channels * image,
          base + 2 * channels * image + channels)
      }
    }
    let count = input.images * input.pixels
    var mean = [Float](repeating: 0, count: channels)
    var variance = mean
    for channel in 0..<channels {
      var (sum, squares) = (0.0, 0.0)
      for image in 0..<input.images {
        sum += sums[2 * channels * image + channel]
        squares += sums[2 * channels * image + channels + channel]
      }
      let average = sum / Double(count)
      mean[channel] = Float(average)
      variance[channel] = Float(max(0, squares / Double(count) - average * average))
    }
    return BatchStatistics(vertex: vertex, mean: mean, variance: variance, count: count)
  }
}

extension InferenceGraph {
  /// How many vertices read each vertex's result.
  var uses: [Int] {
    var uses = [Int](repeating: 0, count: vertices.count)
    for vertex in vertices {
      for input in vertex.inputs where input >= 0 { uses[input] += 1 }
    }
    return uses
  }
}

extension InferenceGraph.BatchNorm {
  /// Normalisation as one multiplication and one addition per channel.
  func affine(mean: [Float], variance: [Float]) -> (scale: [Float], shift: [Float]) {
    var (scale, shift) = (gamma, beta)
    for channel in gamma.indices {
      let factor =
        Double(gamma[channel]) / (Double(variance[channel]) + Double(epsilon)).squareRoot()
      scale[channel] = Float(factor)
      shift[channel] = Float(Double(beta[channel]) - Double(mean[channel]) * factor)
    }
    return (scale, shift)
  }
}
