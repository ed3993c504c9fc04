/// What convolutions and fully connected layers run on instead of single precision.
public protocol LayerHardware {
  /// Runs a layer on a batch of images; false where the layer is not on the hardware.
  func run(_ vertex: Int, _ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) -> Bool
}
