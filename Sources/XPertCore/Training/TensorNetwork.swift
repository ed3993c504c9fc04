import CTorch

/// A network inside the tensor plug-in, with the momenta of its optimiser.
public final class TensorNetwork {
  /// Structure and the weights that it began with.
  private let graph: InferenceGraph
  public let plugin: TensorPlugin
  private let handle: OpaquePointer

  /// - Parameter device: nil: the processor; otherwise the number of a CUDA device.
  /// - Throws: ``TensorPluginError``; ``InferenceError`` where shapes do not fit.
  public init(_ graph: InferenceGraph, plugin: TensorPlugin, device: Int? = nil) throws {
    _ = try graph.shapes()
    self.graph = graph
    self.plugin = plugin
    var vertices: [xt_node] = []
    var buffers: [UnsafeMutablePointer<Float>] = []
    defer { for buffer in buffers { buffer.deallocate() } }
    func pointer(_ values: [Float]) -> UnsafePointer<Float>? {
      guard !values.isEmpty else { return nil }
      let buffer = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
      buffer.initialize(from: values, count: values.count)
      buffers.append(buffer)
      return UnsafePointer(buffer)
    }
    for vertex in graph.vertices {
      var result = xt_node()
      result.inputs = (Int32(vertex.inputs[0]), Int32(vertex.inputs.count > 1 ? vertex.inputs[1] : -1))
      switch vertex.operation {
      case .convolution(let layer):
        result.operation = Int32(XT_CONVOLUTION.rawValue)
        let shape = layer.weight.shape.map(Int64.init)
        result.shape = (shape[0], shape[1], shape[2], shape[3])
        (result.stride, result.padding, result.groups) = (
          Int32(layer.stride), Int32(layer.padding), Int32(layer.groups)
        )
        (result.weight, result.bias) = (pointer(layer.weight.values), pointer(layer.bias))
      case .linear(let layer):
        result.operation = Int32(XT_LINEAR.rawValue)
        result.shape = (Int64(layer.outputs), Int64(layer.inputs), 1, 1)
        (result.weight, result.bias) = (pointer(layer.weight.values), pointer(layer.bias))
      case .batchNorm(let layer):
        result.operation = Int32(XT_BATCH_NORM.rawValue)
        result.shape = (Int64(layer.gamma.count), 1, 1, 1)
        (result.gamma, result.beta) = (pointer(layer.gamma), pointer(layer.beta))
        (result.mean, result.variance) = (pointer(layer.mean), pointer(layer.variance))
        result.epsilon = layer.epsilon
      case .relu: result.operation = Int32(XT_RELU.rawValue)
      case .maxPooling(let size, let stride, let padding):
        result.operation = Int32(XT_MAX_POOLING.rawValue)
        (result.size, result.stride, result.padding) = (Int32(size), Int32(stride), Int32(padding))
      case .averagePooling(let size, let stride):
        result.operation = Int32(XT_AVERAGE_POOLING.rawValue)
        (result.size, result.stride) = (Int32(size), Int32(stride))
      case .globalAveragePooling: result.operation = Int32(XT_GLOBAL_AVERAGE_POOLING.rawValue)
      case .addition: result.operation = Int32(XT_ADDITION.rawValue)
      case .subsampling(let stride, let before, let behind):
        result.operation = Int32(XT_SUBSAMPLING.rawValue)
        result.stride = Int32(stride)
        (result.zeros_before, result.zeros_behind) = (Int32(before), Int32(behind))
      case .channelFactors:
        throw TensorPluginError(
          "\(graph.name): vertex '\(vertex.name)' drops channels, which cannot be trained")
      }
      vertices.append(result)
    }
    var handle: OpaquePointer?
    try plugin.check(plugin.functions.create(vertices, Int32(vertices.count), Int32(device ?? -1), &handle))
    self.handle = handle!
  }

  deinit { plugin.functions.destroy(handle) }

  /// What a step of training says about its batch, before the weights changed.
  public struct StepResult: Sendable, Hashable {
    /// Mean cross entropy.
    public var loss: Float
    public var correct: Int
  }

  /// One step of stochastic gradient descent on the mean cross entropy of a batch.
  ///
  /// - Parameters:
  ///   - images: [image, channel, row, column], normalised.
  ///   - labels: from 0.
  public func train(
    _ images: Tensor, labels: [Int], rate: Double, momentum: Double, weightDecay: Double
  ) throws(TensorPluginError) -> StepResult {
    var optimizer = xt_optimizer(rate: rate, momentum: momentum, weight_decay: weightDecay)
    var loss: Float = 0
    var correct: Int64 = 0
    let numbers = labels.map(Int64.init)
    let status = images.values.withUnsafeBufferPointer { images_ in
      numbers.withUnsafeBufferPointer { labels in
        var batch = Self.batch(images, images_.baseAddress, labels.baseAddress)
        return plugin.functions.train(handle, &batch, &optimizer, &loss, &correct)
      }
    }
    try plugin.check(status)
    return StepResult(loss: loss, correct: Int(correct))
  }

  /// Results of the last vertex by the running statistics, [image, output].
  ///
  /// - Parameter outputs: of the last vertex, per image.
  public func evaluate(_ images: Tensor, outputs: Int) throws(TensorPluginError) -> Tensor {
    var results = Tensor(shape: [images.shape[0], outputs])
    let count = Int64(results.values.count)
    let status = images.values.withUnsafeBufferPointer { values in
      results.values.withUnsafeMutableBufferPointer { results in
        var batch = Self.batch(images, values.baseAddress, nil)
        return plugin.functions.evaluate(handle, &batch, results.baseAddress, count)
      }
    }
    try plugin.check(status)
    return results
  }

  private static func batch(
    _ images: Tensor, _ values: UnsafePointer<Float>?, _ labels: UnsafePointer<Int64>?
  ) -> xt_batch {
    xt_batch(
      images: values, labels: labels, count: Int64(images.shape[0]), channels: Int64(images.shape[1]),
      height: Int64(images.shape[2]), width: Int64(images.shape[3]))
  }

  /// The network with the weights and statistics that it has now.
  public func trainedGraph() throws(TensorPluginError) -> InferenceGraph {
    try graph.replacingTensors { vertex, name, tensor throws(TensorPluginError) in
      try read(vertex, Self.kind(of: name).value, tensor.values.count)
    }
  }

  /// Whether all weights and statistics are.
  public func isFinite() throws(TensorPluginError) -> Bool {
    for (vertex, tensor) in tensors {
      guard try read(vertex, tensor.kind, tensor.count).allSatisfy(\.isFinite) else { return false }
    }
    return true
  }

  /// All that a checkpoint has to hold, by name: "12.weight", "12.weight.momentum".
  public func state() throws(TensorPluginError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    for (index, tensor) in tensors {
      result["\(index).\(tensor.name)"] = Tensor(
        shape: [tensor.count], values: try read(index, tensor.kind, tensor.count))
    }
    return result
  }

  /// - Throws: ``TensorPluginError`` if a tensor is missing or has another size: nothing is changed then.
  public func restore(_ state: [String: Tensor]) throws(TensorPluginError) {
    for (index, tensor) in tensors {
      guard state["\(index).\(tensor.name)"]?.values.count == tensor.count else {
        throw TensorPluginError(
          "the checkpoint is of another network: '\(index).\(tensor.name)' of \(tensor.count) values expected"
        )
      }
    }
    for (index, tensor) in tensors {
      let values = state["\(index).\(tensor.name)"]!.values
      try plugin.check(
        plugin.functions.write(handle, Int32(index), Int32(tensor.kind.rawValue), values, Int64(values.count))
      )
    }
  }

  private typealias NodeTensor = (name: String, kind: xt_tensor, count: Int)

  /// With their vertices: what the graph has, and the momenta of what is learnt.
  private var tensors: [(Int, NodeTensor)] {
    graph.vertices.enumerated().flatMap { index, vertex in
      vertex.operation.tensors.flatMap { name, tensor -> [(Int, NodeTensor)] in
        let kind = Self.kind(of: name)
        let count = tensor.values.count
        return [(index, (name, kind.value, count))]
          + (kind.momentum.map { [(index, ("\(name).momentum", $0, count))] } ?? [])
      }
    }
  }

  /// What the plug-in calls a tensor of a vertex, and its momentum where it is learnt.
  private static func kind(of name: String) -> (value: xt_tensor, momentum: xt_tensor?) {
    switch name {
    case "weight": (XT_WEIGHT, XT_WEIGHT_MOMENTUM)
    case "bias": (XT_BIAS, XT_BIAS_MOMENTUM)
    case "gamma": (XT_GAMMA, XT_GAMMA_MOMENTUM)
    case "beta": (XT_BETA, XT_BETA_MOMENTUM)
    case "mean": (XT_MEAN, nil)
    case "variance": (XT_VARIANCE, nil)
    default: preconditionFailure("a vertex has no tensor '\(name)'")
    }
  }

  private func read(_ vertex: Int, _ kind: xt_tensor, _ count: Int) throws(TensorPluginError) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    let status = values.withUnsafeMutableBufferPointer {
      plugin.functions.read(handle, Int32(vertex), Int32(kind.rawValue), $0.baseAddress, Int64(count))
    }
    try plugin.check(status)
    return values
  }
}
