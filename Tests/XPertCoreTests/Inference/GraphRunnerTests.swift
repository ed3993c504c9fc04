import Testing

@testable import XPertCore

/// Layers against what their definitions say, written as plainly as possible.
@Suite("Layers in single precision")
struct GraphRunnerTests {
  static func random(_ shape: [Int], seed: UInt64) -> Tensor {
    var random = RandomGenerator(seed: seed)
    return Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(random.normal()) })
  }

  static func run(
    _ input: Tensor, threads: Int = 2, _ operations: [InferenceGraph.Operation],
    normalisation: GraphRunner.Normalisation = .running
  ) throws -> Tensor {
    var graph = InferenceGraph(
      name: "net", inputChannels: input.shape[1], inputHeight: input.shape[2], inputWidth: input.shape[3])
    for operation in operations { graph.append(operation) }
    return try GraphRunner(graph, loop: ParallelLoop(threads: threads)).run(
      input, normalisation: normalisation)
  }

  /// The definition of a convolution, in double precision.
  static func convolution(_ x: Tensor, _ layer: InferenceGraph.Convolution) -> [Double] {
    let (count, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    let outputHeight = (height + 2 * layer.padding - layer.kernelHeight) / layer.stride + 1
    let outputWidth = (width + 2 * layer.padding - layer.kernelWidth) / layer.stride + 1
    let inputsPerGroup = layer.weight.shape[1]
    let outputsPerGroup = layer.outputChannels / layer.groups
    var result: [Double] = []
    for n in 0..<count {
      for o in 0..<layer.outputChannels {
        for row in 0..<outputHeight {
          for column in 0..<outputWidth {
            var sum = layer.bias.isEmpty ? 0 : Double(layer.bias[o])
            for c in 0..<inputsPerGroup {
              for i in 0..<layer.kernelHeight {
                for j in 0..<layer.kernelWidth {
                  let y = row * layer.stride + i - layer.padding
                  let z = column * layer.stride + j - layer.padding
                  guard y >= 0, y < height, z >= 0, z < width else { continue }
                  let channel = o / outputsPerGroup * inputsPerGroup + c
                  sum +=
                    Double(x.values[((n * channels + channel) * height + y) * width + z])
                    * Double(
                      layer.weight.values[
                        ((o * inputsPerGroup + c) * layer.kernelHeight + i) * layer.kernelWidth + j])
                }
              }
            }
            result.append(sum)
          }
        }
      }
    }
    return result
  }

  static func worst(_ a: [Float], _ b: [Double]) -> Double {
    a.count == b.count ? zip(a, b).reduce(0) { max($0, abs(Double($1.0) - $1.1)) } : .infinity
  }

  @Test(
    "convolutions agree with their definition for odd sizes, strides, paddings, groups and biases",
    arguments: [
      (5, 7, 3, 1, 1, 1), (8, 33, 3, 2, 1, 1), (6, 12, 5, 1, 2, 3), (4, 8, 1, 1, 0, 1), (6, 6, 3, 2, 0, 6),
      (4, 70, 3, 1, 2, 2), (3, 64, 3, 3, 1, 1),
    ])
  func convolutions(
    inputs: Int, outputs: Int, kernel: Int, stride: Int, padding: Int, groups: Int
  ) throws {
    let x = Self.random([5, inputs, 9, 11], seed: 1)
    let layer = InferenceGraph.Convolution(
      weight: Self.random([outputs, inputs / groups, kernel, kernel], seed: 2),
      bias: Self.random([outputs], seed: 3).values, stride: stride, padding: padding, groups: groups)
    let result = try Self.run(x, [.convolution(layer)])
    #expect(Self.worst(result.values, Self.convolution(x, layer)) < 2e-5)
  }

  @Test("integers come out exact, so that zeros are zeros")
  func integers() throws {
    var random = RandomGenerator(seed: 9)
    let x = Tensor(
      shape: [3, 6, 7, 7], values: (0..<3 * 6 * 49).map { _ in Float(random.index(below: 11)) - 5 })
    let layer = InferenceGraph.Convolution(
      weight: Tensor(
        shape: [9, 6, 3, 3], values: (0..<9 * 54).map { _ in Float(random.index(below: 9)) - 4 }),
      padding: 1)
    #expect(Self.worst(try Self.run(x, [.convolution(layer)]).values, Self.convolution(x, layer)) == 0)
  }

  @Test("all layers have the same bits for any number of threads")
  func threads() throws {
    let x = Self.random([13, 6, 10, 10], seed: 4)
    let layers: [InferenceGraph.Operation] = [
      .convolution(.init(weight: Self.random([40, 6, 3, 3], seed: 5), padding: 1)),
      .batchNorm(.init(channels: 40)), .relu, .maxPooling(size: 2, stride: 2, padding: 0),
      .convolution(.init(weight: Self.random([24, 20, 3, 3], seed: 6), padding: 1, groups: 2)),
      .averagePooling(size: 2, stride: 2), .linear(.init(weight: Self.random([10, 96], seed: 7))),
    ]
    for normalisation in [GraphRunner.Normalisation.running, .batch] {
      let one = try Self.run(x, threads: 1, layers, normalisation: normalisation)
      #expect(one.shape == [13, 10])
      for threads in [2, 5] {
        #expect(try Self.run(x, threads: threads, layers, normalisation: normalisation) == one)
      }
    }
  }

  @Test("batch normalisation uses what was learnt, or the biased statistics of the batch")
  func batchNorm() throws {
    let x = Self.random([4, 2, 3, 3], seed: 8)
    let layer = InferenceGraph.BatchNorm(
      gamma: [2, -1], beta: [0.5, 3], mean: [0.1, -0.2], variance: [4, 0.25], epsilon: 1e-3)
    func expected(_ mean: [Double], _ variance: [Double]) -> [Double] {
      x.values.enumerated().map { index, value in
        let c = index / 9 % 2
        return (Double(value) - mean[c]) / (variance[c] + Double(layer.epsilon)).squareRoot()
          * Double(layer.gamma[c]) + Double(layer.beta[c])
      }
    }
    let running = try Self.run(x, [.batchNorm(layer)])
    #expect(Self.worst(running.values, expected([0.1, -0.2], [4, 0.25])) < 1e-6)
    let perChannel = (0..<2).map { c in
      x.values.enumerated().filter { $0.offset / 9 % 2 == c }.map { Double($0.element) }
    }
    let mean = perChannel.map { $0.reduce(0, +) / 36 }
    let variance = zip(perChannel, mean).map { values, mean in
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 36
    }
    let batch = try Self.run(x, [.batchNorm(layer)], normalisation: .batch)
    #expect(Self.worst(batch.values, expected(mean, variance)) < 1e-6)
    // With the ReLU behind it in one step.
    let rectified = try Self.run(x, [.batchNorm(layer), .relu], normalisation: .batch)
    #expect(rectified.values == batch.values.map { max(0, $0) })
  }

  @Test("pooling, subsampling and addition do what they say")
  func others() throws {
    let x = Tensor(shape: [1, 1, 4, 4], values: (0..<16).map { Float(($0 * 7) % 16) - 4 })
    #expect(x.values == [-4, 3, 10, 1, 8, -1, 6, -3, 4, 11, 2, 9, 0, 7, -2, 5])
    #expect(try Self.run(x, [.maxPooling(size: 2, stride: 2, padding: 0)]).values == [8, 10, 11, 9])
    #expect(try Self.run(x, [.averagePooling(size: 2, stride: 2)]).values == [1.5, 3.5, 5.5, 3.5])
    #expect(try Self.run(x, [.globalAveragePooling]).values == [3.5])
    #expect(try Self.run(x, [.maxPooling(size: 3, stride: 2, padding: 1)]).values == [8, 10, 11, 11])
    let half = try Self.run(x, [.subsampling(stride: 2, zerosBefore: 1, zerosBehind: 1)])
    #expect(half.shape == [1, 3, 2, 2])
    #expect(half.values == [0, 0, 0, 0, -4, 10, 4, 2, 0, 0, 0, 0])
    var graph = InferenceGraph(name: "sum", inputChannels: 1, inputHeight: 4, inputWidth: 4)
    let rectified = graph.append(.relu)
    graph.append(.addition, inputs: [rectified, InferenceGraph.image])
    #expect(try GraphRunner(graph).run(x).values == x.values.map { max(0, $0) + $0 })
  }

  @Test("a fully connected layer sees its input in the order channel, row, column")
  func linear() throws {
    let x = Self.random([3, 2, 2, 2], seed: 11)
    let weight = Self.random([5, 8], seed: 12)
    let result = try Self.run(x, [.linear(.init(weight: weight, bias: [1, 2, 3, 4, 5]))])
    var expected: [Double] = []
    for image in 0..<3 {
      for output in 0..<5 {
        var sum = Double(output + 1)
        for input in 0..<8 {
          sum += Double(x.values[image * 8 + input]) * Double(weight.values[output * 8 + input])
        }
        expected.append(sum)
      }
    }
    #expect(Self.worst(result.values, expected) < 1e-5)
  }

  @Test("what throws between layers ends the run")
  func interrupt() {
    struct Stop: Error {}
    var graph = InferenceGraph(name: "net", inputChannels: 1, inputHeight: 4, inputWidth: 4)
    graph.append(.relu)
    #expect(throws: Stop.self) {
      try GraphRunner(graph).run(Tensor(shape: [1, 1, 4, 4])) { throw Stop() }
    }
  }

  @Test(
    "weights that are not finite, negative variances, missing outputs and outputs that overflow are errors")
  func impossibleNumbers() throws {
    let images = SyntheticImages(images: 2, classes: 4, size: 4).make()
    func problem(_ weight: Float, variance: Float = 1, outputs: Int = 4) -> String {
      var graph = InferenceGraph(name: "net", inputChannels: 3, inputHeight: 4, inputWidth: 4)
      var normalisation = InferenceGraph.BatchNorm(channels: 3)
      normalisation.variance[1] = variance
      graph.append(.batchNorm(normalisation), name: "norm")
      graph.append(.linear(.init(weight: Tensor(shape: [outputs, 48], repeating: weight))), name: "fc")
      do {
        return "\(try GraphRunner(graph).classify(images).logits.shape)"
      } catch {
        return "\(error)"
      }
    }
    #expect(problem(0.1) == "[2, 4]")
    #expect(problem(0.1, outputs: 5) == "[2, 5]")
    #expect(problem(.nan) == "net: tensor 'fc.weight' has values that are not finite")
    #expect(problem(-.infinity) == "net: tensor 'fc.weight' has values that are not finite")
    #expect(problem(0.1, variance: -1) == "net: tensor 'norm.variance' has negative values")
    #expect(problem(3e38) == "net: its outputs are not finite")
    #expect(problem(0.1, outputs: 3) == "net: leaves 3 x 1 x 1, the images have 4 classes")
  }
}
