/// A network whose convolutions and fully connected layers are programmed into crossbars. Conductance errors
/// are drawn when it is made: one chip out of many.
public final class ProgrammedChip: LayerHardware, Sendable {
  private let layers: [ProgrammedLayer?]

  /// - Parameters:
  ///   - models: the crossbars of a vertex; nil: the vertex stays digital.
  ///   - seed: of this chip's conductance errors.
  /// - Throws: ``InferenceError`` if a model is impossible or a vertex was not calibrated.
  public init(
    _ graph: InferenceGraph, models: (Int) -> CrossbarModel?, calibration: ChipCalibration, seed: UInt64,
    loop: ParallelLoop = ParallelLoop()
  ) throws {
    let shapes = try graph.shapes()
    let models = graph.vertices.indices.map { vertex -> CrossbarModel? in
      switch graph.vertices[vertex].operation {
      case .convolution, .linear: models(vertex)
      default: nil
      }
    }
    for model in models { try model?.validate() }
    var made = [Result<ProgrammedLayer, InferenceError>?](repeating: nil, count: models.count)
    made.withUnsafeMutableBufferPointer { made in
      let made = made.baseAddress!
      loop(models.count) { vertex in
        guard let model = models[vertex] else { return }
        let name = "\(graph.name), \(graph.vertices[vertex].name)"
        guard let input = calibration.inputs[vertex] else {
          made[vertex] = .failure(InferenceError("\(name): was not calibrated"))
          return
        }
        let source = graph.vertices[vertex].inputs[0]
        let shape = source == InferenceGraph.image ? graph.inputShape : shapes[source]
        made[vertex] = Result { () throws(InferenceError) in
          try ProgrammedLayer(
            name: name, kernel: graph.kernel(of: vertex, input: shape), model: model, input: input,
            columnSums: model.adcRange == .calibrated ? calibration.columnSums[vertex] : nil,
            random: Self.random(seed: seed, vertex: vertex))
        }
      }
    }
    layers = try made.map { try $0?.get() }
  }

  /// - Parameter layers: by vertex of the graph; nil: the vertex stays digital.
  init(layers: [ProgrammedLayer?]) { self.layers = layers }

  /// A stream of its own for every layer: what one draws does not move the others'.
  static func random(seed: UInt64, vertex: Int) -> RandomGenerator {
    var state = seed &+ UInt64(vertex) &* SplitMix64.increment
    return RandomGenerator(seed: RandomGenerator.splitMix(&state))
  }

  /// Runs a layer on its crossbars; false where the layer is not on the chip.
  public func run(_ vertex: Int, _ input: FeatureMaps, to output: FeatureMaps, _ loop: ParallelLoop) -> Bool {
    guard let layer = layers[vertex] else { return false }
    layer.run(input, to: output, loop)
    return true
  }

  /// For tests and explanations.
  func layer(_ vertex: Int) -> ProgrammedLayer? { layers[vertex] }
}
