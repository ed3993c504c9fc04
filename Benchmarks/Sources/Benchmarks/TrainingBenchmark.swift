import Foundation
import XPertLua

/// Training with the tensor plug-in and in PyTorch: the same network, images and recipe on one thread.
/// Processor time of the process; the least of several, because other load on the machine shows through
/// shared caches and cores.
struct TrainingBenchmark: Benchmark {
  static let name = "training"

  /// All 13 convolutions of a VGG16.
  private static let channels = 32
  private static let epochs = 3
  private static let batch = 64
  private static let seeds = 1...3

  static func rows() throws -> [Row] {
    let plugin: TensorPlugin
    do {
      plugin = try TensorPlugin.load()
    } catch {
      print("skipped: training: \(error)")
      return []
    }
    let torch = PythonPeer.torchVersion(skipping: "training in PyTorch")
    print("libtorch of the plug-in: \(plugin.version); PyTorch: \(torch ?? "none")")
    let peer = PythonPeer("train_vgg.py")

    let steps = try vgg16Steps(plugin)
    var rows = [
      Row(
        "VGG16, steps of 64 images", ours: steps,
        peer: torch.flatMap { _ in peer.numbers(["steps", "64"])?.first },
        unit: "ms per image", limit: torch == nil ? nil : 1 / 0.95)
    ]

    let (train, test) = try images()
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("xpert-training-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let paths = try [("train", train), ("test", test)].map { name, set in
      let file = folder.appendingPathComponent("\(name).bin")
      try Data(records(of: set)).write(to: file)
      return file.path
    }
    var ours: [(milliseconds: Double, accuracy: Double)] = []
    var theirs = ours
    for seed in seeds {
      ours.append(try run(train, test, seed: seed, plugin))
      guard torch != nil else { continue }
      let arguments = [channels, epochs, batch, seed].map(String.init) + paths
      if let numbers = peer.numbers(arguments), numbers.count == 2 { theirs.append((numbers[0], numbers[1])) }
    }
    let title = "VGG16 with \(channels) channels, \(train.name), \(epochs) epochs"
    rows.append(
      Row(
        title, ours: ours.map(\.milliseconds).min()!, peer: theirs.map(\.milliseconds).min(),
        unit: "ms per image",
        limit: theirs.isEmpty ? nil : 1 / 0.95))
    let own = statistics(ours.map(\.accuracy))
    let other = statistics(theirs.map(\.accuracy))
    rows.append(
      Row(
        "its accuracy on \(test.count) other images, mean of \(ours.count) seeds", ours: 100 * own.mean,
        peer: theirs.isEmpty ? nil : 100 * other.mean, unit: "%"))
    if theirs.count > 1 {
      let error = ((own.variance / Double(ours.count)) + (other.variance / Double(theirs.count))).squareRoot()
      // Student's t of 95 % for 4 degrees of freedom.
      rows.append(
        Row(
          "difference of accuracies over its standard error", ours: abs(own.mean - other.mean) / error,
          unit: "",
          limit: 2.78))
    }
    return rows
  }

  /// Of all threads: libtorch may have some of its own.
  private static func time(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    try body()
    return now() - start
  }

  /// Milliseconds per image of the best of four steps.
  private static func vgg16Steps(_ plugin: TensorPlugin) throws -> Double {
    let space = Backbone.vgg16()
    let graph = try InferenceGraph(space.network(of: space.layers.map { _ in 0 }), seed: 1)
    let images = SyntheticImages(images: 64).make()
    let recipe = TrainingRecipe(epochs: 4, batch: 64, augmentation: nil)
    let training = try Training(graph, images: images, recipe: recipe, plugin: plugin, threads: 1)
    var least = Double.infinity
    while !training.isFinished { least = min(least, try time(training.step)) }
    return least / 64 * 1e3
  }

  private static func run(
    _ train: ImageSet, _ test: ImageSet, seed: Int, _ plugin: TensorPlugin
  ) throws -> (milliseconds: Double, accuracy: Double) {
    let space = Backbone.vgg16(choices: .init(channels: [channels]))
    let graph = try InferenceGraph(space.network(of: space.layers.map { _ in 0 }), seed: UInt64(seed))
    let recipe = TrainingRecipe(epochs: epochs, batch: batch, seed: UInt64(seed))
    let training = try Training(graph, images: train, recipe: recipe, plugin: plugin, threads: 1)
    let seconds = try time { while !training.isFinished { try training.step() } }
    let result = try GraphRunner(training.trainedGraph(), loop: ParallelLoop(threads: 1)).classify(test)
    return (seconds / Double(epochs * train.count) * 1e3, Double(result.correct) / Double(test.count))
  }

  private static func images() throws -> (ImageSet, ImageSet) {
    let shared = ProcessInfo.processInfo.environment["XPERT_SHARED"] ?? "../shared"
    let folder = "\(shared)/data/cifar10-exact"
    if FileManager.default.fileExists(atPath: "\(folder)/train_batch.bin") {
      return (try CIFAR10.read("\(folder)/train_batch.bin"), try CIFAR10.read("\(folder)/test_batch.bin"))
    }
    print("no images in \(folder): synthetic ones serve")
    let all = SyntheticImages(images: 6000, noise: 1.5).make()
    return (all.prefix(5000), all.subset(5000..<6000))
  }

  /// As CIFAR-10 has them: a label, then the pixels.
  private static func records(of set: ImageSet) -> [UInt8] {
    let size = set.pixels.count / set.count
    return (0..<set.count).flatMap { [UInt8(set.labels[$0])] + set.pixels[$0 * size..<($0 + 1) * size] }
  }

  private static func statistics(_ values: [Double]) -> (mean: Double, variance: Double) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, squares / Double(max(values.count - 1, 1)))
  }
}
