extension InferenceGraph.Operation {
  /// Weights and statistics, those that there are.
  var tensors: [(name: String, tensor: Tensor)] {
    var result: [(name: String, tensor: Tensor)] = []
    // Only looks: nothing is replaced.
    _ = replacingTensors { name, tensor in
      result.append((name, tensor))
      return tensor.values
    }
    return result
  }

  /// The operation with other values of its weights and statistics.
  ///
  /// - Parameter values: as many as the tensor has; asked for every tensor that there is.
  func replacingTensors<Failure: Error>(
    _ values: (_ name: String, _ tensor: Tensor) throws(Failure) -> [Float]
  ) throws(Failure) -> Self {
    func vector(_ name: String, _ old: [Float]) throws(Failure) -> [Float] {
      old.isEmpty ? old : try values(name, Tensor(shape: [old.count], values: old))
    }
    switch self {
    case .convolution(var layer):
      layer.weight.values = try values("weight", layer.weight)
      layer.bias = try vector("bias", layer.bias)
      return .convolution(layer)
    case .linear(var layer):
      layer.weight.values = try values("weight", layer.weight)
      layer.bias = try vector("bias", layer.bias)
      return .linear(layer)
    case .batchNorm(var layer):
      layer.gamma = try vector("gamma", layer.gamma)
      layer.beta = try vector("beta", layer.beta)
      layer.mean = try vector("mean", layer.mean)
      layer.variance = try vector("variance", layer.variance)
      return .batchNorm(layer)
    default: return self
    }
  }
}

extension InferenceGraph {
  /// Weights and statistics by name: "layer 3.weight", "batch normalisation 3.mean".
  public var tensors: [String: Tensor] {
    var result: [String: Tensor] = [:]
    for vertex in vertices {
      for (name, tensor) in vertex.operation.tensors { result["\(vertex.name).\(name)"] = tensor }
    }
    return result
  }

  /// ReLUs make zeros of what is not a number, so that outputs do not tell.
  ///
  /// - Throws: ``InferenceError`` naming the first tensor with a value that is not finite, or a negative
  ///   variance.
  func checkTensors() throws(InferenceError) {
    for vertex in vertices {
      for (name, tensor) in vertex.operation.tensors {
        func fail(_ problem: String) -> InferenceError {
          InferenceError("\(self.name): tensor '\(vertex.name).\(name)' has \(problem)")
        }
        guard tensor.values.allSatisfy(\.isFinite) else { throw fail("values that are not finite") }
        guard name != "variance" || tensor.values.allSatisfy({ $0 >= 0 }) else {
          throw fail("negative values")
        }
      }
    }
  }

  /// The same network with the weights and statistics of ``tensors``.
  ///
  /// - Throws: ``InferenceError`` where one is missing, has another shape or belongs to no layer: the tensors
  ///   of a larger network must not pass for those of a smaller one.
  public func with(_ tensors: [String: Tensor]) throws(InferenceError) -> InferenceGraph {
    let known = self.tensors
    if let other = tensors.keys.filter({ known[$0] == nil }).min() {
      throw InferenceError("\(name): the file's tensor '\(other)' belongs to no layer")
    }
    return try replacingTensors { vertex, name, old throws(InferenceError) in
      let name = "\(vertices[vertex].name).\(name)"
      guard let tensor = tensors[name] else {
        throw InferenceError("\(self.name): the file has no tensor '\(name)'")
      }
      guard tensor.shape == old.shape else {
        throw InferenceError(
          "\(self.name): tensor '\(name)' of shape \(old.shape) expected, got \(tensor.shape)")
      }
      return tensor.values
    }
  }

  /// The same network with other values of weights and statistics.
  func replacingTensors<Failure: Error>(
    _ values: (_ vertex: Int, _ name: String, _ tensor: Tensor) throws(Failure) -> [Float]
  ) throws(Failure) -> InferenceGraph {
    var result = self
    for (index, vertex) in vertices.enumerated() {
      let operation = try vertex.operation.replacingTensors { name, tensor throws(Failure) in
        try values(index, name, tensor)
      }
      result.replace(index, by: operation)
    }
    return result
  }
}
