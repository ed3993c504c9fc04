import Platform

/// The accuracy of a trained network on crossbars: several chips are programmed, each with errors of its own,
/// and each classifies the same images.
public struct AccuracyEvaluation: Sendable {
  /// Batch-norm adaptation: images are passed forward through every chip, batch by batch, normalised with the
  /// batch's own statistics as in training, and each batch normalisation's running mean follows the batch
  /// means: mean <- (1 - momentum) * mean + momentum * batch mean (spec 16 §7).
  public struct Adaptation: Sendable {
    public var images: ImageSet
    public var batch: Int
    public var momentum: Float
    /// Running variances follow, too, by the unbiased variances, as the usual framework does it in training.
    public var adaptsVariance: Bool

    public init(images: ImageSet, batch: Int = 100, momentum: Float = 0.1, adaptsVariance: Bool = true) {
      self.images = images
      self.batch = batch
      self.momentum = momentum
      self.adaptsVariance = adaptsVariance
    }
  }

  public var graph: InferenceGraph
  /// nil: in single precision, without crossbars.
  public var model: CrossbarModel?
  /// Changes the model of a layer; layers count from 0 in the order of the graph.
  public var perLayer: [CrossbarModel]?
  /// Images that fix the ranges of inputs and ADCs.
  public var calibration: ImageSet
  public var trials: Int
  public var seed: UInt64
  public var adaptation: Adaptation?
  /// The published program's model instead of `model`: one for all layers, or one per layer. Then there is no
  /// calibration, and ranges depend on the batch.
  public var published: [PublishedModel] = []
  /// Images classified at a time.
  public var batch = 64
  public var loop: ParallelLoop

  public init(
    graph: InferenceGraph, model: CrossbarModel?, calibration: ImageSet, trials: Int = 1, seed: UInt64 = 0,
    adaptation: Adaptation? = nil, loop: ParallelLoop = ParallelLoop()
  ) {
    self.graph = graph
    self.model = model
    self.calibration = calibration
    self.trials = trials
    self.seed = seed
    self.adaptation = adaptation
    self.loop = loop
  }

  /// Convolutions and fully connected layers in the order of the graph.
  public static func layers(of graph: InferenceGraph) -> [Int] {
    graph.vertices.indices.filter {
      switch graph.vertices[$0].operation {
      case .convolution, .linear: true
      default: false
      }
    }
  }

  /// Bytes that ``evaluate(_:interrupt:)`` will hold, about.
  public var bytes: Int {
    let memory = InferenceMemory(graph)
    guard let model else { return memory.inference(images: batch) }
    let cells = ((perLayer ?? []) + [model]).map(\.cellsPerWeight).max() ?? 1
    return memory.chips(
      cellsPerWeight: cells,
      images: max(batch, published.isEmpty ? calibration.count : 0, adaptation?.batch ?? 0))
  }

  /// - Parameter interrupt: called between layers; what it throws ends the evaluation.
  /// - Throws: ``InferenceError`` where the model is impossible or images do not fit.
  public func evaluate(_ images: ImageSet, interrupt: () throws -> Void = {}) throws -> AccuracyResult {
    if !published.isEmpty { return try evaluatePublished(images, interrupt) }
    guard let model else {
      let result = try GraphRunner(graph, loop: loop).classify(images, interrupt: interrupt)
      return AccuracyResult(correct: [result.correct], images: images.count)
    }
    let layers = Self.layers(of: graph)
    if let perLayer, perLayer.count != layers.count {
      throw InferenceError("\(graph.name): \(layers.count) layers, but \(perLayer.count) models for them")
    }
    let byNode = Dictionary(
      uniqueKeysWithValues: layers.enumerated().map { ($1, perLayer?[$0] ?? model) })
    for layer in layers { try byNode[layer]!.validate() }
    let models = { (vertex: Int) in byNode[vertex]! }
    let ranges = try ChipCalibration(
      graph, images: calibration.tensor, models: models, loop: loop, interrupt: interrupt)
    var correct: [Int] = []
    for trial in 0..<trials {
      let chip = try ProgrammedChip(
        graph, models: models, calibration: ranges, seed: chipSeed(trial), loop: loop)
      var graph = graph
      if let adaptation { try graph.adapt(adaptation, on: chip, loop: loop, interrupt: interrupt) }
      let runner = try GraphRunner(graph, loop: loop)
      correct.append(try runner.classify(images, on: chip, interrupt: interrupt).correct)
    }
    return AccuracyResult(correct: correct, images: images.count)
  }

  private func evaluatePublished(_ images: ImageSet, _ interrupt: () throws -> Void) throws -> AccuracyResult
  {
    let layers = Self.layers(of: graph)
    guard published.count == 1 || published.count == layers.count else {
      throw InferenceError("\(graph.name): \(layers.count) layers, but \(published.count) models for them")
    }
    let byNode = Dictionary(
      uniqueKeysWithValues: layers.enumerated().map { ($1, published[published.count == 1 ? 0 : $0]) })
    var correct: [Int] = []
    for trial in 0..<trials {
      let chip = try PublishedChip(graph, models: { byNode[$0]! }, seed: chipSeed(trial))
      var graph = graph
      if let adaptation { try graph.adapt(adaptation, on: chip, loop: loop, interrupt: interrupt) }
      correct.append(
        try GraphRunner(graph, loop: loop).classify(images, on: chip, batch: batch, interrupt: interrupt)
          .correct)
    }
    return AccuracyResult(correct: correct, images: images.count)
  }

  /// Chips of one seed are a sequence: more trials add chips and change none.
  private func chipSeed(_ trial: Int) -> UInt64 {
    var state = seed &+ UInt64(trial) &* SplitMix64.increment
    return RandomGenerator.splitMix(&state)
  }
}

extension InferenceGraph {
  /// Moves the running statistics of all batch normalisations to what they see on a chip.
  package mutating func adapt(
    _ adaptation: AccuracyEvaluation.Adaptation, on chip: (any LayerHardware)?,
    loop: ParallelLoop = ParallelLoop(),
    interrupt: () throws -> Void = {}
  ) throws {
    let runner = try GraphRunner(self, loop: loop)
    var adapted = self
    let momentum = adaptation.momentum
    let observers = GraphRunner.Observers(statistics: { statistics in
      guard case .batchNorm(var layer) = adapted.vertices[statistics.vertex].operation else { return }
      let unbiased = Float(statistics.count) / Float(max(1, statistics.count - 1))
      for channel in layer.mean.indices {
        layer.mean[channel] = (1 - momentum) * layer.mean[channel] + momentum * statistics.mean[channel]
        if adaptation.adaptsVariance {
          layer.variance[channel] =
            (1 - momentum) * layer.variance[channel] + momentum * unbiased * statistics.variance[channel]
        }
      }
      adapted.replace(statistics.vertex, by: .batchNorm(layer))
    })
    for first in stride(from: 0, to: adaptation.images.count, by: adaptation.batch) {
      let last = min(first + adaptation.batch, adaptation.images.count)
      let maps = FeatureMaps(adaptation.images.tensor(first..<last))
      runner.recycle(try runner.run(maps, .batch, chip, observers, interrupt))
    }
    self = adapted
  }
}
