@testable import XPertCore

/// A small residual network with fixed weights, and images labelled as it classifies them.
enum PrecisionFixture {
  static let classes = 4

  /// conv, block with subsampled shortcut, pooling, classifier on 2 x 2 maps.
  static func graph(seed: UInt64 = 3) -> InferenceGraph {
    var random = RandomGenerator(seed: seed)
    func tensor(_ shape: [Int], _ scale: Double) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(scale * random.normal()) })
    }
    func norm(_ channels: Int) -> InferenceGraph.BatchNorm {
      var layer = InferenceGraph.BatchNorm(channels: channels)
      for channel in 0..<channels {
        layer.gamma[channel] = Float(1 + 0.3 * random.normal())
        layer.mean[channel] = Float(0.2 * random.normal())
        layer.variance[channel] = Float(0.5 + random.uniform())
      }
      return layer
    }
    var graph = InferenceGraph(name: "small", inputChannels: 3, inputHeight: 8, inputWidth: 8)
    graph.append(.convolution(.init(weight: tensor([8, 3, 3, 3], 0.3), padding: 1)), name: "stem")
    graph.append(.batchNorm(norm(8)))
    let input = graph.append(.relu)
    graph.append(.convolution(.init(weight: tensor([12, 8, 3, 3], 0.2), stride: 2, padding: 1)), name: "a")
    graph.append(.batchNorm(norm(12)))
    graph.append(.relu)
    graph.append(.convolution(.init(weight: tensor([12, 6, 3, 3], 0.2), padding: 1, groups: 2)), name: "b")
    let body = graph.append(.batchNorm(norm(12)))
    let shortcut = graph.append(.subsampling(stride: 2, zerosBefore: 2, zerosBehind: 2), inputs: [input])
    graph.append(.addition, inputs: [body, shortcut])
    graph.append(.relu)
    graph.append(.maxPooling(size: 2, stride: 2, padding: 0))
    graph.append(
      .linear(.init(weight: tensor([classes, 48], 0.5), bias: tensor([classes], 0.1).values)),
      name: "classifier")
    return graph
  }

  static func images(_ graph: InferenceGraph, count: Int = 24) throws -> ImageSet {
    let made = SyntheticImages(images: count, classes: classes, size: 8, seed: 5).make()
    let said = try GraphRunner(graph).classify(made).predictions
    return ImageSet(
      name: "small", channels: 3, height: 8, width: 8, pixels: made.pixels, labels: said, classes: classes)
  }

  static func evaluator(
    choices: PrecisionChoices = PrecisionChoices(), count: Int = 24, threads: Int = 2,
    adapts: Bool = false, sigma: Double = 0
  ) throws -> PrecisionEvaluator {
    let graph = graph()
    let images = try images(graph, count: count)
    var model = CrossbarModel(crossbar: 32, reference: .differential)
    model.sigma = sigma
    return try PrecisionEvaluator(
      graph: graph, choices: choices, model: model, images: images, calibration: images.prefix(8),
      adaptation: adapts ? .init(images: images, batch: 8) : nil, seed: 7,
      loop: ParallelLoop(threads: threads))
  }

  static func costs(
    _ evaluator: PrecisionEvaluator, on chip: ChipDescription = .xpertDAC2023
  ) throws -> PrecisionCosts {
    var periphery = Layer(inputHeight: 1, inputWidth: 1, inputChannels: 1, outputChannels: 1)
    periphery.crossbar = 32
    return try PrecisionCosts(
      name: evaluator.graph.name, layers: evaluator.graph.chipLayers(periphery: periphery),
      choices: evaluator.choices, chip: chip)
  }

  static func search(
    _ estimator: PrecisionSearch.Estimator, _ evaluator: PrecisionEvaluator, steps: Int = 20,
    loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws -> PrecisionSearch {
    try PrecisionSearch(
      evaluator: evaluator, costs: costs(evaluator), estimator: estimator, steps: steps, loss: loss)
  }
}
