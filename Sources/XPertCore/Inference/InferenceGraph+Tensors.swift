extension InferenceGraph {
  /// Weights and statistics by name: "layer 3.weight", "batch normalisation 3.mean".
  public var tensors: [String: Tensor] {
    var result: [String: Tensor] = [:]
    for node in nodes {
      func add(_ name: String, _ values: [Float]) {
        if !values.isEmpty { result["\(node.name).\(name)"] = Tensor(shape: [values.count], values: values) }
      }
      switch node.operation {
      case .convolution(let layer):
        result["\(node.name).weight"] = layer.weight
        add("bias", layer.bias)
      case .linear(let layer):
        result["\(node.name).weight"] = layer.weight
        add("bias", layer.bias)
      case .batchNorm(let layer):
        add("gamma", layer.gamma)
        add("beta", layer.beta)
        add("mean", layer.mean)
        add("variance", layer.variance)
      default: break
      }
    }
    return result
  }

  /// The same network with the weights and statistics of ``tensors``.
  ///
  /// - Throws: ``InferenceError`` where one is missing or has another shape.
  public func with(_ tensors: [String: Tensor]) throws(InferenceError) -> InferenceGraph {
    var result = self
    for (index, node) in nodes.enumerated() {
      func values(_ name: String, like shape: [Int]) throws(InferenceError) -> [Float] {
        guard shape != [0] else { return [] }
        guard let tensor = tensors["\(node.name).\(name)"] else {
          throw InferenceError("\(self.name): the file has no tensor '\(node.name).\(name)'")
        }
        guard tensor.shape == shape else {
          throw InferenceError(
            "\(self.name): tensor '\(node.name).\(name)' of shape \(shape) expected, got \(tensor.shape)")
        }
        return tensor.values
      }
      switch node.operation {
      case .convolution(var layer):
        layer.weight.values = try values("weight", like: layer.weight.shape)
        layer.bias = try values("bias", like: [layer.bias.count])
        result.replace(index, by: .convolution(layer))
      case .linear(var layer):
        layer.weight.values = try values("weight", like: layer.weight.shape)
        layer.bias = try values("bias", like: [layer.bias.count])
        result.replace(index, by: .linear(layer))
      case .batchNorm(var layer):
        layer.gamma = try values("gamma", like: [layer.gamma.count])
        layer.beta = try values("beta", like: [layer.beta.count])
        layer.mean = try values("mean", like: [layer.mean.count])
        layer.variance = try values("variance", like: [layer.variance.count])
        result.replace(index, by: .batchNorm(layer))
      default: break
      }
    }
    return result
  }
}
