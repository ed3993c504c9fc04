/// What the converters of a chip must know of a network: the ranges of the inputs of every layer and of the
/// column currents that they cause, from a few images.
///
/// Ranges come from inference in single precision and from crossbars without errors, so that all chips
/// programmed with one model share them.
public struct ChipCalibration: Sendable, Hashable {
  /// Smallest and largest input by vertex.
  public internal(set) var inputs: [Int: ClosedRange<Float>] = [:]
  /// Smallest and largest column sum by vertex, in steps of the grid; empty where ADCs have their full scale.
  public internal(set) var columnSums: [Int: ClosedRange<Int>] = [:]

  /// - Parameters:
  ///   - images: [image, channel, row, column]
  ///   - models: the crossbars of a vertex.
  public init(
    _ graph: InferenceGraph, images: Tensor, models: @escaping (Int) -> CrossbarModel,
    loop: ParallelLoop = ParallelLoop(), interrupt: () throws -> Void = {}
  ) throws {
    let runner = try GraphRunner(graph, loop: loop)
    var ranges: [Int: ClosedRange<Float>] = [:]
    var sums: [Int: ClosedRange<Int>] = [:]
    let observers = GraphRunner.Observers(layerInput: { vertex, maps in
      var (low, high) = (maps.values[0], maps.values[0])
      for index in 0..<maps.count {
        low = min(low, maps.values[index])
        high = max(high, maps.values[index])
      }
      guard low.isFinite, high.isFinite else {
        throw InferenceError("\(graph.name), \(graph.vertices[vertex].name): its input is not finite")
      }
      ranges[vertex] = low...high
      let model = models(vertex)
      guard model.adc != nil, model.adcRange == .calibrated else { return }
      var ideal = model
      ideal.sigma = 0
      ideal.mu = 0
      ideal.retention = nil
      ideal.stuckOn = 0
      ideal.stuckOff = 0
      let layer = try ProgrammedLayer(
        name: graph.vertices[vertex].name,
        kernel: graph.kernel(
          of: vertex, input: MapShape(channels: maps.channels, height: maps.height, width: maps.width)),
        model: ideal, input: low...high, columnSums: nil, random: RandomGenerator(seed: 0))
      sums[vertex] = layer.columnSums(maps, output: runner.shapes[vertex], loop)
    })
    _ = try runner.run(FeatureMaps(images), .running, nil, observers, interrupt)
    inputs = ranges
    columnSums = sums
  }
}

extension InferenceGraph {
  /// A convolution as it is; a fully connected layer as the convolution whose kernel is its whole input.
  func kernel(of vertex: Int, input: MapShape) -> Convolution {
    switch vertices[vertex].operation {
    case .convolution(let layer): return layer
    case .linear(let layer):
      return Convolution(
        weight: Tensor(
          shape: [layer.outputs, input.channels, input.height, input.width], values: layer.weight.values),
        bias: layer.bias)
    default: preconditionFailure("vertex \(vertex) has no weights")
    }
  }
}
