import Foundation
import Testing
import XPertValidation

@testable import XPertCore

@Suite("Hamming score")
struct HammingScoreTests {
  static let folder = Bundle.module.resourcePath! + "/Golden/hd-score"
  static let cases = try! FileManager.default.contentsOfDirectory(atPath: folder)
    .filter { $0.hasSuffix(".json") }.sorted()

  private func network(_ layers: Int = 3, channels: Int = 8) -> InferenceGraph {
    let space = Supernet(
      inputChannels: 3, inputSize: 8, classes: 10,
      layers: (0..<layers).map { .init(channels: [channels], isPooled: $0 == 1) })
    return try! InferenceGraph(space.network(of: [Int](repeating: 0, count: layers)), seed: 7)
  }

  private func images(_ count: Int, seed: UInt64 = 1) -> Tensor {
    var random = RandomGenerator(seed: seed)
    return Tensor(
      shape: [count, 3, 8, 8], values: (0..<count * 3 * 64).map { _ in Float(random.normal()) })
  }

  @Test("K, its logarithmic determinant and the ReLU units are those of the golden cases", arguments: cases)
  func golden(file: String) throws {
    #expect(Self.cases.count == 10)
    let network = try GoldenNetwork(contentsOf: "\(Self.folder)/\(file)")
    let score = try HammingScore(passes: network.passes, images: network.images)
    #expect(score.agreement == network.agreement)
    #expect(score.reluUnits == network.reluUnits)
    let table = try GoldenTable(contentsOf: "\(Self.folder)/index.csv")
    let row = try #require(try table.rows.first { file.hasPrefix(try $0.text("id")) })
    #expect(Comparison.error(score.logDeterminant, try row.real("log_abs_det_K")) <= 1e-12)
  }

  @Test("the score has the same bits for any number of threads")
  func threads() throws {
    let (graph, images) = (network(), images(37))
    let one = try HammingScore(graph, images: images, loop: ParallelLoop(threads: 1))
    for threads in [2, 3, 8] {
      #expect(try HammingScore(graph, images: images, loop: ParallelLoop(threads: threads)) == one)
    }
  }

  @Test(
    "residual, grouped and depthwise networks are scored, and their graphs say the same layers",
    arguments: ["resnet20", "option A", "resnet18", "vgg8", "grouped", "one layer"])
  func residual(name: String) throws {
    var space: Supernet
    switch name {
    case "resnet20": space = Backbone.resnet20()
    case "option A": space = Backbone.resnet20(shortcut: .zeroPadding)
    case "resnet18": space = Backbone.resnet18(choices: .init(channels: [16]))
    case "vgg8": space = Backbone.vgg8(choices: .init(channels: [16]))
    case "grouped":
      space = Supernet(
        name: "grouped", inputChannels: 3, inputSize: 16, classes: 10,
        layers: [
          .init(channels: [12]), .init(channels: [], kind: .depthwise),
          .init(channels: [24], kernel: [1], groups: 4, shortcut: .init(layers: 2, isProjected: true)),
          .init(channels: [24], isPooled: true, groups: 2),
        ])
    default:
      space = Supernet(
        name: "one layer", inputChannels: 3, inputSize: 16, classes: 10,
        layers: [
          .init(channels: [8]), .init(channels: [], shortcut: .init(layers: 1)),
          .init(channels: [8], stride: 2, shortcut: .init(layers: 1, isProjected: true)),
          .init(channels: [8]), .init(channels: [8]), .init(channels: [], shortcut: .init(layers: 3)),
        ], averagesGlobally: true)
    }
    try space.validate()
    let network = space.network(of: space.layers.map { _ in 0 })
    let graph = try InferenceGraph(network, seed: 1)
    #expect(try graph.chipLayers(periphery: network.layers[0]) == network.layers)
    var random = RandomGenerator(seed: 2)
    let size = space.inputSize
    let images = Tensor(
      shape: [6, 3, size, size], values: (0..<6 * 3 * size * size).map { _ in Float(random.normal()) })
    let score = try HammingScore(graph, images: images, loop: ParallelLoop(threads: 2))
    #expect(score.reluUnits == network.reluUnits)
    #expect(score.logDeterminant.isFinite)
    #expect(try HammingScore(graph, images: images, loop: ParallelLoop(threads: 1)) == score)
  }

  @Test("a shortcut whose beginning cannot be told is an error")
  func ambiguous() {
    var network = Backbone.resnet20().network(of: Backbone.resnet20().layers.map { _ in 0 })
    let adder = network.layers.firstIndex { $0.addsShortcut }!
    network.layers[adder].bufferedShortcutValues = 0
    network.layers[adder].outputChannels = 8
    #expect(
      throws: InferenceError(
        "ResNet-20: layer \(adder + 1) adds a shortcut, but it cannot be told where that begins")
    ) { _ = try InferenceGraph(network, seed: 1) }
  }

  @Test("two equal images make K singular: minus infinity, not an error")
  func singular() throws {
    var images = images(9)
    let size = images.values.count / 9
    images.values.replaceSubrange(5 * size..<6 * size, with: images.values[2 * size..<3 * size])
    let score = try HammingScore(network(), images: images)
    #expect(score.logDeterminant == -.infinity)
    #expect(score.agreement[5 * 9 + 2] == score.reluUnits)
  }

  @Test("more images than units plus one cannot be told apart")
  func rank() throws {
    var graph = InferenceGraph(name: "small", inputChannels: 3, inputHeight: 1, inputWidth: 1)
    graph.append(.linear(.init(weight: Tensor(shape: [4, 3], values: (0..<12).map { Float($0 % 5) - 2 }))))
    graph.append(.relu)
    var random = RandomGenerator(seed: 3)
    let images = Tensor(shape: [20, 3], values: (0..<60).map { _ in Float(random.normal()) })
    #expect(try HammingScore(graph, images: images).logDeterminant == -.infinity)
  }

  @Test("the score is below Hadamard's bound and counts units as the network does")
  func bounds() throws {
    let space = Supernet(
      inputChannels: 3, inputSize: 8, classes: 10, layers: [.init(channels: [8]), .init(channels: [16])])
    let network = space.network(of: [0, 0])
    let score = try HammingScore(InferenceGraph(network, seed: 1), images: images(16))
    #expect(score.reluUnits == network.reluUnits)
    #expect(score.logDeterminant.isFinite)
    #expect(score.logDeterminant < 16 * log(Double(score.reluUnits)))
    for image in 0..<16 { #expect(score.agreement[image * 17] == score.reluUnits) }
  }

  @Test("the seed decides about the weights, and so about the score")
  func seeds() throws {
    let space = Supernet(inputChannels: 3, inputSize: 8, classes: 10, layers: [.init(channels: [8])])
    let network = space.network(of: [0])
    #expect(try InferenceGraph(network, seed: 1) == InferenceGraph(network, seed: 1))
    #expect(try InferenceGraph(network, seed: 1) != InferenceGraph(network, seed: 2))
  }

  @Test("the first weights are within the bounds of the usual initialisation, with its variance")
  func initialisation() throws {
    let space = Supernet(
      inputChannels: 3, inputSize: 8, classes: 10, layers: [.init(channels: [16]), .init(channels: [128])])
    guard
      case .convolution(let layer) = try InferenceGraph(space.network(of: [0, 0]), seed: 5).vertices[3]
        .operation
    else {
      Issue.record("no convolution")
      return
    }
    let bound = 1 / Float(16 * 9).squareRoot()
    #expect(layer.weight.shape == [128, 16, 3, 3])
    #expect(layer.weight.values.allSatisfy { abs($0) <= bound })
    let variance = layer.weight.values.reduce(0) { $0 + Double($1 * $1) } / Double(layer.weight.values.count)
    #expect(abs(variance * 3 / Double(bound * bound) - 1) < 0.02)
  }

  @Test("what cannot be scored is an error with the reason")
  func errors() {
    let empty = InferenceGraph(name: "net", inputChannels: 3, inputHeight: 8, inputWidth: 8)
    #expect(throws: InferenceError("net: has no ReLU")) { try HammingScore(empty, images: images(2)) }
    var wrong = empty
    wrong.append(.convolution(.init(weight: Tensor(shape: [4, 2, 3, 3]), padding: 1)), name: "layer 1")
    wrong.append(.relu)
    #expect(throws: InferenceError("net, layer 1: weights for 2 channels, but the input has 3")) {
      try HammingScore(wrong, images: images(2))
    }
  }
}

@Suite("Logarithmic determinant")
struct LogDeterminantTests {
  @Test("of small integer matrices it is that of the exact determinant")
  func exact() {
    #expect(logDeterminant(of: [7], order: 1) == log(7.0))
    #expect(abs(logDeterminant(of: [2, 1, 1, 2], order: 2) - log(3.0)) < 1e-15)
    #expect(abs(logDeterminant(of: [4, 2, 0, 2, 5, 1, 0, 1, 3], order: 3) - log(44.0)) < 1e-14)
    #expect(logDeterminant(of: [1, 1, 1, 1], order: 2) == -.infinity)
    #expect(logDeterminant(of: [4, 2, 6, 2, 5, 7, 6, 7, 13], order: 3) == -.infinity)
  }

  @Test("a nearly singular matrix is told from a singular one")
  func nearlySingular() {
    // Determinant n^2 - (n - 1)^2 = 2 n - 1 against entries of 2^40.
    let n = 1 << 40
    let value = logDeterminant(of: [n, n - 1, n - 1, n], order: 2)
    #expect(abs(value - log(Double(2 * n - 1))) < 1e-4)
    #expect(logDeterminant(of: [n, n, n, n], order: 2) == -.infinity)
  }
}
