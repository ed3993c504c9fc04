extension InferenceGraph {
  /// An untrained network: convolution, batch normalisation, ReLU and pooling for every layer, then the
  /// classifier. What a shortcut brings is added before the ReLU, through its projection if it has one.
  /// Weights are uniform within ±1/sqrt(inputs of an output), as the usual framework begins (Kaiming uniform
  /// with a = sqrt 5, spec 20 §6); convolutions have no bias, because batch normalisation would take it away.
  ///
  /// - Parameter interrupt: called now and then while weights are drawn; what it throws ends the work.
  /// - Throws: ``InferenceError`` if a layer does not follow from the one before, or if it cannot be told
  ///   where a shortcut begins.
  public init(_ network: Network, seed: UInt64, interrupt: () throws -> Void = {}) throws {
    guard let first = network.layers.first else { throw InferenceError("\(network.name): has no layers") }
    self.init(
      name: network.name, inputChannels: first.inputChannels, inputHeight: first.inputHeight,
      inputWidth: first.inputWidth)
    var random = RandomGenerator(seed: seed)
    func uniform(_ shape: [Int], inputs: Int) throws -> Tensor {
      let bound = 1 / Double(inputs).squareRoot()
      let count = shape.reduce(1, *)
      return Tensor(
        shape: shape,
        values: try (0..<count).map {
          if $0 & 0xFFFF == 0 { try interrupt() }
          return Float((2 * random.uniform() - 1) * bound)
        })
    }
    // Vertex whose result every layer gets, and the shape that it has.
    var sources: [Int] = []
    var shapes: [MapShape] = []
    var current = Self.image
    var shape = inputShape
    var projected: Int?
    for (index, layer) in network.layers.enumerated() {
      let number = "\(index + 1)"
      func fail(_ problem: String) -> InferenceError {
        InferenceError("\(network.name): layer \(number) \(problem)")
      }
      sources.append(current)
      shapes.append(shape)
      if layer.isClassifier {
        append(
          .linear(
            Linear(
              weight: try uniform([layer.outputChannels, layer.inputChannels], inputs: layer.inputChannels),
              bias: try uniform([layer.outputChannels], inputs: layer.inputChannels).values)),
          name: "classifier", inputs: [current])
        continue
      }
      let weight = try uniform(
        [layer.outputChannels, layer.inputChannels / layer.groups, layer.kernelHeight, layer.kernelWidth],
        inputs: layer.weightRows)
      if layer.isProjection {
        let begin = try network.beginning(ofShortcutAt: index + 1)
        // The adding layer, which comes next, gets the present map.
        let source = begin > index ? current : sources[begin]
        guard (begin > index ? shape : shapes[begin]) == layer.inputShape else {
          throw fail("projects a map that no layer before it gets")
        }
        append(
          .convolution(Convolution(weight: weight, stride: layer.stride, padding: layer.padding)),
          name: "projection \(number)", inputs: [source])
        projected = append(
          .batchNorm(BatchNorm(channels: layer.outputChannels)), name: "batch normalisation \(number)")
        continue
      }
      if layer.isFullyConnected && shape.height * shape.width > 1 {
        append(
          .linear(
            Linear(
              weight: Tensor(shape: [layer.outputChannels, layer.inputChannels], values: weight.values))),
          name: "layer \(number)", inputs: [current])
      } else {
        append(
          .convolution(
            Convolution(weight: weight, stride: layer.stride, padding: layer.padding, groups: layer.groups)),
          name: "layer \(number)", inputs: [current])
      }
      let body = append(
        .batchNorm(BatchNorm(channels: layer.outputChannels)), name: "batch normalisation \(number)")
      if layer.addsShortcut {
        let shortcut: Int
        if let projected {
          shortcut = projected
        } else {
          let begin = try network.beginning(ofShortcutAt: index)
          if let kept = layer.shortcutChannels {
            let zeros = layer.outputChannels - kept
            shortcut = append(
              .subsampling(
                stride: network.layers[begin...index].reduce(1) { $0 * $1.stride }, zerosBefore: zeros / 2,
                zerosBehind: zeros - zeros / 2),
              name: "shortcut \(number)", inputs: [sources[begin]])
          } else {
            shortcut = sources[begin]
          }
        }
        append(.addition, name: "addition \(number)", inputs: [body, shortcut])
        projected = nil
      }
      append(.relu, name: "ReLU \(number)")
      if layer.isPooled { append(.maxPooling(size: 2, stride: 2, padding: 0), name: "pooling \(number)") }
      if layer.isAveraged { append(.globalAveragePooling, name: "average \(number)") }
      current = vertices.count - 1
      // Whether layers fit is said by `shapes()`, below.
      let passed = layer.isAveraged ? 1 : layer.isPooled ? 2 : 0
      shape = MapShape(
        channels: layer.outputChannels,
        height: passed == 1 ? 1 : passed == 2 ? layer.outputHeight / 2 : layer.outputHeight,
        width: passed == 1 ? 1 : passed == 2 ? layer.outputWidth / 2 : layer.outputWidth)
    }
    _ = try self.shapes()
  }
}

extension Layer {
  fileprivate var inputShape: MapShape {
    MapShape(channels: inputChannels, height: inputHeight, width: inputWidth)
  }
}

extension Network {
  /// The layer whose input the shortcut brings that layer `adder` adds: the first of the layers during which
  /// a map waits, which itself has it as input.
  fileprivate func beginning(ofShortcutAt adder: Int) throws(InferenceError) -> Int {
    func fail() -> InferenceError {
      InferenceError("\(name): layer \(adder + 1) adds a shortcut, but it cannot be told where that begins")
    }
    guard layers.indices.contains(adder), layers[adder].addsShortcut else { throw fail() }
    let projection = adder > 0 && layers[adder - 1].isProjection ? layers[adder - 1] : nil
    var begin = adder
    if let projection {
      // The adder's input waits while the projection runs, unless it is what is projected.
      if projection.bufferedShortcutValues > 0 { begin = adder - 2 }
    }
    if begin != adder || projection == nil {
      while begin >= 0, layers[begin].isProjection || layers[begin].bufferedShortcutValues > 0 { begin -= 1 }
    }
    guard begin >= 0 else { throw fail() }
    let source = layers[begin].inputShape
    // Maps of other shortcuts that wait, too, would make the beginning ambiguous.
    let isAlone = (begin..<adder).dropFirst().allSatisfy {
      layers[$0].isProjection || layers[$0].bufferedShortcutValues == source.count
    }
    var brought = source
    var wanted = MapShape(
      channels: layers[adder].outputChannels, height: layers[adder].outputHeight,
      width: layers[adder].outputWidth)
    if let projection {
      wanted = projection.inputShape
    } else if let kept = layers[adder].shortcutChannels {
      let stride = layers[begin...adder].reduce(1) { $0 * $1.stride }
      brought.height = (source.height + stride - 1) / stride
      brought.width = (source.width + stride - 1) / stride
      wanted.channels = kept
    }
    guard isAlone, brought == wanted else { throw fail() }
    return begin
  }
}
