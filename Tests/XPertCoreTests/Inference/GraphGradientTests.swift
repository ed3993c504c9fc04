import Foundation
import Testing

@testable import XPertCore

@Suite("Gradients of graphs")
struct GraphGradientTests {
  /// Mean cross entropy where the result of one vertex with weights is moved along a direction.
  private func entropy(
    _ runner: GraphRunner, _ images: ImageSet, moved vertex: Int, along direction: [Float], by length: Float
  ) throws -> Double {
    let results = try runner.results(of: FeatureMaps(images.tensor)) { at, input, output in
      guard at == vertex else { return false }
      var single = InferenceGraph(
        name: "one", inputChannels: input.channels, inputHeight: input.height, inputWidth: input.width)
      single.append(runner.graph.vertices[vertex].operation)
      let plain = try GraphRunner(single).run(input, .running, nil, .init()) {}
      for index in 0..<output.count { output.values[index] = plain.values[index] + length * direction[index] }
      return true
    }
    let logits = results[results.count - 1].tensor
    return Classification(logits: logits, labels: images.labels).crossEntropy
  }

  @Test("the gradient of every layer's result is that of finite differences")
  func finiteDifferences() throws {
    let graph = PrecisionFixture.graph()
    let images = try PrecisionFixture.images(graph, count: 6)
    let runner = try GraphRunner(graph)
    let results = try runner.results(of: FeatureMaps(images.tensor)) { _, _, _ in false }
    let logits = results[results.count - 1]
    let slope = FeatureMaps(Tensor(shape: [6, 4], values: [Float](repeating: 0, count: 24)))
    for image in 0..<6 {
      let row = (0..<4).map { Double(logits.values[image * 4 + $0]) }
      let total = row.reduce(0.0) { $0 + Foundation.exp($1 - row.max()!) }
      for label in 0..<4 {
        let share = Foundation.exp(row[label] - row.max()!) / total
        slope.values[image * 4 + label] = Float((share - (label == images.labels[image] ? 1 : 0)) / 6)
      }
    }
    var visited: [Int] = []
    try GraphGradient(graph).run(graph, results: results, gradient: slope) { vertex, gradient in
      visited.append(vertex)
      var random = RandomGenerator(seed: UInt64(vertex))
      let direction = (0..<gradient.count).map { _ in Float(random.normal()) }
      let expected = (0..<gradient.count).reduce(0.0) {
        $0 + Double(gradient.values[$1]) * Double(direction[$1])
      }
      let length: Float = 1e-3
      let above = try entropy(runner, images, moved: vertex, along: direction, by: length)
      let below = try entropy(runner, images, moved: vertex, along: direction, by: -length)
      let difference = (above - below) / Double(2 * length)
      #expect(abs(difference - expected) < 0.02 * max(abs(expected), 0.05), "vertex \(vertex)")
    }
    #expect(visited == AccuracyEvaluation.layers(of: graph).reversed())
  }

  @Test("average pooling and padded maximum pooling carry gradients, too")
  func pooling() throws {
    var random = RandomGenerator(seed: 1)
    func tensor(_ shape: [Int]) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(random.normal()) })
    }
    var graph = InferenceGraph(name: "pools", inputChannels: 3, inputHeight: 8, inputWidth: 8)
    graph.append(.convolution(.init(weight: tensor([4, 3, 1, 1]))))
    graph.append(.maxPooling(size: 3, stride: 2, padding: 1))
    graph.append(.averagePooling(size: 2, stride: 2))
    graph.append(.globalAveragePooling)
    let images = SyntheticImages(images: 2, classes: 4, size: 8).make()
    let runner = try GraphRunner(graph)
    let results = try runner.results(of: FeatureMaps(images.tensor)) { _, _, _ in false }
    // d (sum of all outputs) / d (a layer's result): the pooling's weights, which add up to 1 per output.
    let ones = FeatureMaps(Tensor(shape: [2, 4], values: [Float](repeating: 1, count: 8)))
    try GraphGradient(graph).run(graph, results: results, gradient: ones) { _, gradient in
      let total = (0..<gradient.count).reduce(0.0) { $0 + Double(gradient.values[$1]) }
      #expect(abs(total - 8) < 1e-4)
      let weighted = (0..<gradient.count).reduce(0.0) {
        $0 + Double(gradient.values[$1]) * Double(results[0].values[$1])
      }
      let outputs = results[3].tensor.values.reduce(0.0) { $0 + Double($1) }
      #expect(abs(weighted - outputs) < 1e-3)
    }
  }

  @Test("the slope of a gate is that of finite differences, where nothing is converted behind it")
  func gates() throws {
    let graph = PrecisionFixture.graph()
    let images = try PrecisionFixture.images(graph)
    let vertex = AccuracyEvaluation.layers(of: graph).last!
    let calibration = try ChipCalibration(graph, images: images.tensor, models: { _ in CrossbarModel() })
    func layer(_ bits: Int) throws -> ProgrammedLayer {
      try ProgrammedLayer(
        name: "classifier",
        kernel: graph.kernel(of: vertex, input: MapShape(channels: 12, height: 2, width: 2)),
        model: CrossbarModel(inputBits: bits, adc: ADCPrecision(bits: 5)), input: calibration.inputs[vertex]!,
        columnSums: nil, random: RandomGenerator(seed: 1))
    }
    let (first, second) = (try layer(2), try layer(8))
    func run(_ gate: Double) throws -> (crossEntropy: Double, slopes: [Int: Double]) {
      let loop = ParallelLoop(threads: 2)
      let pass = GatedPass(
        graph: graph, runner: try GraphRunner(graph, loop: loop),
        gradient: try GraphGradient(graph, loop: loop),
        loop: loop)
      return try pass.run(images, paths: [vertex: .init(first: first, second: second, gate: gate)], batch: 7)
    }
    for gate in [0.1, 0.5, 0.8] {
      let slope = try run(gate).slopes[vertex]!
      let difference = (try run(gate + 1e-2).crossEntropy - run(gate - 1e-2).crossEntropy) / 2e-2
      #expect(abs(slope - difference) < 1e-3 * max(1, abs(slope)))
      #expect(abs(slope) > 1e-3)
    }
  }
}
