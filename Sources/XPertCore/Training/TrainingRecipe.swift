/// How a network is trained: stochastic gradient descent on the mean cross entropy of batches.
public struct TrainingRecipe {
  public var epochs: Int
  /// Images per step.
  public var batch: Int
  /// Of progress: 0 at the first step, 1 at the last.
  public var learningRate: Schedule
  public var momentum: Double
  /// Added to the gradient: weightDecay x parameter.
  public var weightDecay: Double
  /// Nil: images as they are.
  public var augmentation: ImageSet.Augmentation?
  /// Of the order of the images and of the augmentation.
  public var seed: UInt64

  public init(
    epochs: Int, batch: Int = 128, learningRate: Schedule = .cosine(from: 0.05, to: 0),
    momentum: Double = 0.9,
    weightDecay: Double = 5e-4, augmentation: ImageSet.Augmentation? = .init(), seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.augmentation = augmentation
    self.seed = seed
  }
}
