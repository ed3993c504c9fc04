/// A network whose convolutions and fully connected layers are programmed into crossbars. Conductance errors
/// are drawn when it is made: one chip out of many.
public final class ProgrammedChip: LayerHardware, Sendable {
  private let layers: [ProgrammedLayer?]

  /// - Parameters:
  ///   - models: the crossbars of a node; nil: the node stays digital.
  ///   - seed: of this chip's conductance errors.
  /// - Throws: ``InferenceError`` if a model is impossible or a node was not calibrated.
  public init(
    _ graph: InferenceGraph, models: (Int) -> CrossbarModel?, calibration: ChipCalibration, seed: UInt64,
    loop: ParallelLoop = ParallelLoop()
  ) throws {
    let shapes = try graph.shapes()
    let models = graph.nodes.indices.map { node -> CrossbarModel? in
      switch graph.nodes[node].operation {
      case .convolution, .linear: models(node)
      default: nil
      }
    }
    for model in models { try model?.validate() }
    var made = [Result<ProgrammedLayer, InferenceError>?](repeating: nil, count: models.count)
    made.withUnsafeMutableBufferPointer { made in
      let made = made.baseAddress!
      loop(models.count) { node in
        guard let model = models[node] else { return }
        let name = "\(graph.name), \(graph.nodes[node].name)"
        guard let input = calibration.inputs[node] else {
          made[node] = .failure(InferenceError("\(name): was not calibrated"))
          return
        }
        let source = graph.nodes[node].inputs[0]
        let shape = source == InferenceGraph.image ? graph.inputShape : shapes[source]
        made[node] = Result { () throws(InferenceError) in
          try ProgrammedLayer(
            name: name, kernel: graph.kernel(of: node, input: shape), model: model, input: input,
            columnSums: model.adcRange == .calibrated ? calibration.columnSums[node] : nil,
            random: Self.random(seed: seed, node: node))
        }
      }
    }
    layers = try made.map { try $0?.get() }
  }

  /// - Parameter layers: by node of the graph; nil: the node stays digital.
  init(layers: [ProgrammedLayer?]) { self.layers = layers }

  /// A stream of its own for every layer: what one draws does not move the others'.
  static func random(seed: UInt64, node: Int) -> RandomGenerator {
    var state = seed &+ UInt64(node) &* 0x9e37_79b9_7f4a_7c15
    return RandomGenerator(seed: RandomGenerator.splitMix(&state))
  }

  /// Runs a layer on its crossbars; false where the layer is not on the chip.
  public func run(_ node: Int, _ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) -> Bool {
    guard let layer = layers[node] else { return false }
    layer.run(input, to: output, loop)
    return true
  }

  /// For tests and explanations.
  func layer(_ node: Int) -> ProgrammedLayer? { layers[node] }
}
