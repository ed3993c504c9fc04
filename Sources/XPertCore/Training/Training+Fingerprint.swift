extension Training {
  /// What a checkpoint must share with the training that takes it up: structure and first weights of the
  /// network, images and their normalisation, recipe, threads, device and libtorch. A custom schedule cannot
  /// be compared: its values at a few places stand for it.
  static func fingerprint(
    _ graph: InferenceGraph, _ images: ImageSet, _ recipe: TrainingRecipe, threads: Int, device: Int?,
    plugin: TensorPlugin
  ) -> [Float] {
    let rates = (0...10).map { (try? recipe.learningRate.value(at: Double($0) / 10)) ?? .nan }
    var weights: [UInt8] = []
    for (_, tensor) in graph.tensors.sorted(by: { $0.key < $1.key }) {
      tensor.values.withUnsafeBytes { weights += $0 }
    }
    let text = """
      \(graph.vertices.map { "\($0.name) \($0.inputs) \($0.operation.structure)" }) \
      \(SHA256.hexDigest(of: weights)) \
      \(SHA256.hexDigest(of: images.pixels)) \(images.labels) \(images.mean) \(images.deviation) \
      \(recipe.epochs) \
      \(recipe.batch) \(rates) \(recipe.momentum) \(recipe.weightDecay) \
      \(String(describing: recipe.augmentation)) \
      \(recipe.seed) \(threads) \(String(describing: device)) \(plugin.version)
      """
    // Numbers that single precision holds exactly.
    return SHA256.hexDigest(of: Array(text.utf8)).utf8.map { Float($0) }
  }
}

extension InferenceGraph.Operation {
  /// What distinguishes operations but for their weights and statistics.
  fileprivate var structure: String {
    switch self {
    case .convolution(let layer): "\(layer.weight.shape) \(layer.stride) \(layer.padding) \(layer.groups)"
    case .linear(let layer): "\(layer.weight.shape)"
    case .batchNorm(let layer): "\(layer.epsilon)"
    default: "\(self)"
    }
  }
}
