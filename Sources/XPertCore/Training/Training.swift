/// Trains a network with the tensor plug-in, batch by batch.
///
/// Order and augmentation of the images depend on seed, epoch and batch alone, so that a training taken up
/// from a checkpoint ends with the same bits. libtorch adds up differently with another number of threads,
/// and another version of it may, too.
public final class Training {
  /// What one pass over the images says about the network while it was learning.
  public struct Epoch: Sendable, Hashable {
    /// Mean cross entropy.
    public var loss: Float
    /// Share of the images that were classified correctly.
    public var accuracy: Float
  }

  public let recipe: TrainingRecipe
  public let images: ImageSet
  private let network: TensorNetwork
  /// Those that are complete.
  public private(set) var epochs: [Epoch] = []
  private var order: [Int] = []
  private var nextBatch = 0
  private var lossSum = 0.0
  private var correct = 0
  private let fingerprint: [Float]

  /// - Parameters:
  ///   - graph: structure and initial weights.
  ///   - device: nil: the processor; otherwise the number of a CUDA device.
  ///   - threads: of the processor.
  /// - Throws: ``TensorPluginError``; ``InferenceError`` if graph and images do not fit.
  public init(
    _ graph: InferenceGraph, images: ImageSet, recipe: TrainingRecipe, plugin: TensorPlugin,
    device: Int? = nil,
    threads: Int = ParallelLoop.processors
  ) throws {
    let shapes = try graph.shapes()
    let wanted = MapShape(channels: images.channels, height: images.height, width: images.width)
    guard graph.inputShape == wanted else {
      throw InferenceError(
        "\(graph.name): takes images of \(graph.inputShape), and '\(images.name)' has \(wanted)")
    }
    guard let last = shapes.last, last.channels * last.height * last.width == images.classes else {
      throw InferenceError("\(graph.name): \(images.classes) outputs expected, as many as classes")
    }
    guard images.count >= 2 else { throw InferenceError("training needs at least two images") }
    self.images = images
    self.recipe = recipe
    plugin.functions.set_threads(Int32(threads))
    network = try TensorNetwork(graph, plugin: plugin, device: device)
    fingerprint = Self.fingerprint(graph, images, recipe, threads: threads, device: device, plugin: plugin)
  }

  /// Steps of one epoch. Batch normalisation has no statistics of one image: a last batch of one is left out.
  public var batchesPerEpoch: Int {
    let full = images.count / recipe.batch
    return images.count - full * recipe.batch > 1 ? full + 1 : max(full, 1)
  }

  public var stepCount: Int { recipe.epochs * batchesPerEpoch }
  public var stepsTaken: Int { epochs.count * batchesPerEpoch + nextBatch }
  public var isFinished: Bool { epochs.count >= recipe.epochs }
  /// Images that the epoch which is running has seen, and how it goes; nil before its first batch.
  public var running: Epoch? { nextBatch == 0 ? nil : mean }

  /// Trains on the next batch.
  ///
  /// - Throws: ``TensorPluginError``; what a custom schedule throws.
  public func step() throws {
    precondition(!isFinished, "the training has ended")
    if nextBatch == 0 {
      order = ImageSet.permutation(of: images.count, seed: seed(batch: -1))
      (lossSum, correct) = (0, 0)
    }
    let indices = order[nextBatch * recipe.batch..<min((nextBatch + 1) * recipe.batch, order.count)]
    let batch = images.subset(indices)
    var random = RandomGenerator(seed: seed(batch: nextBatch))
    let tensor =
      recipe.augmentation.map { batch.tensor(0..<batch.count, augmentation: $0, random: &random) }
      ?? batch.tensor
    let progress = stepCount > 1 ? Double(stepsTaken) / Double(stepCount - 1) : 0
    let rate = try recipe.learningRate.value(at: progress)
    guard rate >= 0 else {
      throw TensorPluginError(
        "the learning rate is \(rate) in epoch \(epochs.count + 1); at least 0 expected")
    }
    let result = try network.train(
      tensor, labels: batch.labels, rate: rate, momentum: recipe.momentum, weightDecay: recipe.weightDecay)
    guard result.loss.isFinite else { throw diverged("the loss is \(result.loss)") }
    // The loss is that of the weights before the step: those that an epoch ends with are looked at, too.
    if nextBatch == batchesPerEpoch - 1, try !network.isFinite() { throw diverged("weights are not finite") }
    lossSum += Double(result.loss) * Double(batch.count)
    correct += result.correct
    nextBatch += 1
    if nextBatch == batchesPerEpoch {
      epochs.append(mean)
      nextBatch = 0
    }
  }

  private func diverged(_ symptom: String) -> TensorPluginError {
    TensorPluginError(
      "training diverged: \(symptom) in epoch \(epochs.count + 1); a smaller learning rate may help")
  }

  private var mean: Epoch {
    let seen = Double(imagesInEpoch(after: nextBatch))
    return Epoch(loss: Float(lossSum / seen), accuracy: Float(Double(correct) / seen))
  }

  /// Images of the first batches of an epoch.
  private func imagesInEpoch(after batches: Int) -> Int { min(batches * recipe.batch, images.count) }

  /// How many images the steps so far were of, every epoch's counted.
  public var imagesSeen: Int {
    epochs.count * imagesInEpoch(after: batchesPerEpoch) + imagesInEpoch(after: nextBatch)
  }

  /// A seed of its own for every batch, and with -1 for the order of the epoch.
  private func seed(batch: Int) -> UInt64 {
    var state = recipe.seed
    var mixed = RandomGenerator.splitMix(&state)
    state = mixed &+ UInt64(epochs.count)
    mixed = RandomGenerator.splitMix(&state)
    state = mixed &+ UInt64(bitPattern: Int64(batch))
    return RandomGenerator.splitMix(&state)
  }

  /// The network as it is now.
  public func trainedGraph() throws -> InferenceGraph { try network.trainedGraph() }

  // MARK: Checkpoints

  /// Writes the state after the last complete epoch, as a whole or not at all.
  ///
  /// - Precondition: no epoch is under way.
  /// - Throws: ``FileError``, ``TensorPluginError``.
  public func save(to path: String) throws {
    precondition(nextBatch == 0, "a checkpoint is between two epochs")
    var tensors = try network.state()
    tensors["fingerprint"] = Tensor(shape: [fingerprint.count], values: fingerprint)
    tensors["losses"] = Tensor(shape: [epochs.count], values: epochs.map(\.loss))
    tensors["accuracies"] = Tensor(shape: [epochs.count], values: epochs.map(\.accuracy))
    try Safetensors.write(tensors, to: path)
  }

  /// Goes on where a checkpoint of the same training was written.
  ///
  /// - Throws: ``FileError``, ``DataFileError``; ``TensorPluginError`` if the checkpoint is of another
  ///   training.
  public func resume(from path: String) throws {
    let tensors = try Safetensors.read(path)
    guard let losses = tensors["losses"]?.values, let accuracies = tensors["accuracies"]?.values,
      losses.count == accuracies.count, losses.count <= recipe.epochs
    else { throw TensorPluginError("'\(path)' is no checkpoint of this training") }
    guard tensors["fingerprint"]?.values == fingerprint else {
      throw TensorPluginError(
        "'\(path)' is of another training: network, images, recipe, seed, threads and libtorch must be the "
          + "same"
      )
    }
    try network.restore(tensors)
    epochs = zip(losses, accuracies).map { Epoch(loss: $0, accuracy: $1) }
    nextBatch = 0
  }
}
