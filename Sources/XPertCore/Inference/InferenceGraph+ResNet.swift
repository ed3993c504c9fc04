extension InferenceGraph {
  /// A trained residual network of basic blocks from its tensors, named as the usual framework names them:
  /// `conv1`, `bn1`, `layerL.B.conv1`, `.bn1`, `.conv2`, `.bn2`, then `linear` or `fc`. The first block of
  /// every layer but the first has stride 2. Its shortcut is `layerL.B.shortcut.0` and `.1` (or `downsample`:
  /// a 1 x 1 convolution with batch normalisation) or, without them, every second pixel and zero channels
  /// (He et al. 2016, option A).
  ///
  /// - Parameter tensors: a prefix "module." of all names is ignored.
  /// - Throws: ``InferenceError`` naming the tensor that is missing or of another shape.
  public init(
    resNet tensors: [String: Tensor], name: String = "ResNet", inputHeight: Int = 32, inputWidth: Int = 32
  ) throws(InferenceError) {
    var reader = TensorReader(name: name, tensors: tensors)
    let first = try reader.tensor("conv1.weight", dimensions: 4)
    self.init(name: name, inputChannels: first.shape[1], inputHeight: inputHeight, inputWidth: inputWidth)
    append(try reader.convolution("conv1", stride: 1), name: "conv1")
    append(try reader.batchNorm("bn1"), name: "bn1")
    var input = append(.relu, name: "relu")
    var channels = first.shape[0]
    var layer = 1
    while reader.has("layer\(layer).0.conv1.weight") {
      var block = 0
      while reader.has("layer\(layer).\(block).conv1.weight") {
        let path = "layer\(layer).\(block)"
        let stride = layer > 1 && block == 0 ? 2 : 1
        append(
          try reader.convolution("\(path).conv1", stride: stride), name: "\(path).conv1", inputs: [input])
        append(try reader.batchNorm("\(path).bn1"), name: "\(path).bn1")
        append(.relu, name: "\(path).relu1")
        append(try reader.convolution("\(path).conv2", stride: 1), name: "\(path).conv2")
        let body = append(try reader.batchNorm("\(path).bn2"), name: "\(path).bn2")
        let outputs = try reader.tensor("\(path).conv2.weight", dimensions: 4).shape[0]
        var shortcut = input
        if let projection = ["shortcut", "downsample"].first(where: { reader.has("\(path).\($0).0.weight") })
        {
          let path = "\(path).\(projection)"
          append(try reader.convolution("\(path).0", stride: stride), name: "\(path).0", inputs: [input])
          shortcut = append(try reader.batchNorm("\(path).1"), name: "\(path).1")
        } else if stride != 1 || outputs != channels {
          guard outputs >= channels else {
            throw InferenceError(
              "\(name), \(path): \(channels) channels cannot become \(outputs) by adding zeros")
          }
          let before = (outputs - channels) / 2
          shortcut = append(
            .subsampling(stride: stride, zerosBefore: before, zerosBehind: outputs - channels - before),
            name: "\(path).shortcut", inputs: [input])
        }
        append(.addition, name: "\(path).addition", inputs: [body, shortcut])
        input = append(.relu, name: "\(path).relu2")
        channels = outputs
        block += 1
      }
      layer += 1
    }
    append(.globalAveragePooling, name: "pooling")
    let classifier = reader.has("fc.weight") ? "fc" : "linear"
    append(try reader.linear(classifier), name: classifier)
    if let unused = reader.unused {
      throw InferenceError(
        "\(name): the tensor '\(unused)' belongs to no layer of a residual network of basic blocks")
    }
    _ = try shapes()
  }
}

/// Takes tensors by name and notices which nobody took.
private struct TensorReader {
  let name: String
  let tensors: [String: Tensor]
  private var taken: Set<String> = []

  init(name: String, tensors: [String: Tensor]) {
    self.name = name
    let prefix = "module."
    let isPrefixed = !tensors.isEmpty && tensors.keys.allSatisfy { $0.hasPrefix(prefix) }
    self.tensors =
      isPrefixed
      ? Dictionary(uniqueKeysWithValues: tensors.map { (String($0.key.dropFirst(prefix.count)), $0.value) })
      : tensors
  }

  func has(_ tensor: String) -> Bool { tensors[tensor] != nil }

  /// The first tensor, by name, that nobody took; training's batch counters do not count.
  var unused: String? {
    tensors.keys.filter { !taken.contains($0) && !$0.hasSuffix("num_batches_tracked") }.min()
  }

  mutating func tensor(_ key: String, dimensions: Int) throws(InferenceError) -> Tensor {
    guard let tensor = tensors[key] else { throw InferenceError("\(name): the tensor '\(key)' is missing") }
    guard tensor.shape.count == dimensions else {
      throw InferenceError(
        "\(name): the tensor '\(key)' has the shape \(tensor.shape); \(dimensions) dimensions expected")
    }
    taken.insert(key)
    return tensor
  }

  private mutating func bias(_ path: String) throws(InferenceError) -> [Float] {
    has("\(path).bias") ? try tensor("\(path).bias", dimensions: 1).values : []
  }

  /// "Same" padding, as these networks have.
  mutating func convolution(
    _ path: String, stride: Int
  ) throws(InferenceError) -> InferenceGraph.Operation {
    let weight = try tensor("\(path).weight", dimensions: 4)
    return .convolution(
      .init(weight: weight, bias: try bias(path), stride: stride, padding: weight.shape[2] / 2))
  }

  mutating func batchNorm(_ path: String) throws(InferenceError) -> InferenceGraph.Operation {
    .batchNorm(
      .init(
        gamma: try tensor("\(path).weight", dimensions: 1).values,
        beta: try tensor("\(path).bias", dimensions: 1).values,
        mean: try tensor("\(path).running_mean", dimensions: 1).values,
        variance: try tensor("\(path).running_var", dimensions: 1).values))
  }

  mutating func linear(_ path: String) throws(InferenceError) -> InferenceGraph.Operation {
    .linear(.init(weight: try tensor("\(path).weight", dimensions: 2), bias: try bias(path)))
  }
}
