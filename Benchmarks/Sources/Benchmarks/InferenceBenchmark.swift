import Foundation
import XPertLua

/// Inference on crossbars and the Hamming score: processor time on one thread, the least of several runs.
/// Other load on the machine still shows, through shared caches and cores.
struct InferenceBenchmark: Benchmark {
  static let name = "inference"

  static func rows() throws -> [Row] {
    let (narrow, wide) = try milliseconds()
    var rows = [
      Row(
        "256 -> 256, 3 x 3, 8 x 8 map, 8/6 bits, integers of 16 bits", ours: narrow, unit: "ms per image",
        limit: 1.0),
      Row("the same, integers of 32 bits", ours: wide, unit: "ms per image", limit: 1.5),
    ]
    let hasTorch = PythonPeer.torchVersion(skipping: "the layer and the score in PyTorch") != nil
    func compare(
      _ name: String, _ ours: Double, _ peer: PythonPeer, _ arguments: [String], unit: String, limit: Double
    ) {
      guard hasTorch, let number = peer.numbers(arguments)?.first else { return }
      rows.append(Row(name, ours: ours, peer: number, unit: unit, limit: limit))
    }
    let layer = PythonPeer("crossbar_layer.py")
    compare(
      "16 bits and a 1 x 1 convolution per block in PyTorch", narrow, layer, ["block"], unit: "ms per image",
      limit: 1.0 / 10)
    compare(
      "16 bits and the published masked convolutions in PyTorch", narrow, layer, ["masked"],
      unit: "ms per image",
      limit: 1.0 / 150)
    let space = Backbone.vgg16()
    let graph = try InferenceGraph(space.network(of: space.layers.map { _ in 0 }), seed: 1)
    let images = SyntheticImages(images: 128).make().tensor
    let loop = ParallelLoop(threads: 1)
    let score = try Stopwatch.least(of: 12) { _ = try HammingScore(graph, images: images, loop: loop) }
    rows.append(Row("Hamming score of VGG16, 128 images", ours: score, unit: "s"))
    compare("the same in PyTorch", score, PythonPeer("hamming_score.py"), [], unit: "s", limit: 0.5)

    let shared = ProcessInfo.processInfo.environment["XPERT_SHARED"] ?? "../shared"
    let weights = "\(shared)/data/resnet20-cifar10/resnet20.safetensors"
    guard FileManager.default.fileExists(atPath: weights) else {
      print("no \(weights): ResNet-20 is left out")
      return rows
    }
    let network = try InferenceGraph(resNet: Safetensors.read(weights))
    let test = try CIFAR10.read("\(shared)/data/cifar10-exact/test_batch.bin")
    let runner = try GraphRunner(network, loop: loop)
    rows.append(
      Row(
        "ResNet-20, \(test.count) images, single precision",
        ours: try Stopwatch.least(of: 2) { _ = try runner.classify(test) }, unit: "s"))
    let chip = try chip(network, CrossbarModel(), images: test.prefix(16).tensor)
    // Two processors have 20 s: 40 s of one.
    rows.append(
      Row(
        "ResNet-20, \(test.count) images, crossbars of 8/6 bits",
        ours: try Stopwatch.time { _ = try runner.classify(test, on: chip) }, unit: "s", limit: 40))
    return rows
  }

  private static func chip(
    _ graph: InferenceGraph, _ model: CrossbarModel, images: Tensor
  ) throws -> ProgrammedChip {
    let calibration = try ChipCalibration(graph, images: images, models: { _ in model })
    return try ProgrammedChip(graph, models: { _ in model }, calibration: calibration, seed: 1)
  }

  /// Milliseconds per image of the layer, in integers of 16 and of 32 bits: in turns, over some seconds,
  /// because a machine that others use is slow for seconds at a time.
  private static func milliseconds() throws -> (narrow: Double, wide: Double) {
    let images = 4
    let (narrow, wide) = (try layer(images: images, gridBits: 4), try layer(images: images, gridBits: 8))
    var least = (narrow: Double.infinity, wide: Double.infinity)
    for _ in 0..<8 {
      least.narrow = min(least.narrow, try Stopwatch.least(of: 100, narrow))
      least.wide = min(least.wide, try Stopwatch.least(of: 100, wide))
    }
    return (least.narrow / Double(images) * 1e3, least.wide / Double(images) * 1e3)
  }

  /// One layer whose inputs have 0.165 of their bits set.
  private static func layer(images count: Int, gridBits: Int) throws -> () throws -> Void {
    var random = RandomGenerator(seed: 1)
    var graph = InferenceGraph(name: "layer", inputChannels: 256, inputHeight: 8, inputWidth: 8)
    graph.append(
      .convolution(
        .init(
          weight: Tensor(
            shape: [256, 256, 3, 3], values: (0..<256 * 256 * 9).map { _ in Float(random.uniform()) - 0.5 }),
          padding: 1)))
    var values = (0..<count * 256 * 64).map { _ -> Float in
      var code = 0
      for bit in 0..<8 where random.uniform() < 0.165 { code |= 1 << bit }
      return Float(code)
    }
    // One step of the inputs is one code then.
    values[0] = 255
    let images = Tensor(shape: [count, 256, 8, 8], values: values)
    var model = CrossbarModel()
    model.gridBits = gridBits
    let chip = try chip(graph, model, images: images)
    let runner = try GraphRunner(graph, loop: ParallelLoop(threads: 1))
    return { _ = try runner.run(images, on: chip) }
  }
}
