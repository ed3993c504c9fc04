import Foundation
import Testing

@testable import XPertCore

/// What needs no plug-in.
@Suite struct TensorPluginFileTests {
  @Test("a missing plug-in is one line that says how to get it")
  func missing() {
    #expect(
      throws: TensorPluginError(
        "training needs the tensor plug-in, and there is no '/no/plugin.so': "
          + "scripts/install-torch-plugin builds it")
    ) { try TensorPlugin.open("/no/plugin.so") }
  }

  @Test("a file that is no plug-in is refused")
  func foreign() throws {
    let library = ["/lib/x86_64-linux-gnu/libm.so.6", "/lib/aarch64-linux-gnu/libm.so.6"]
      .first { FileManager.default.fileExists(atPath: $0) }
    if let library {
      #expect(throws: TensorPluginError("'\(library)' is no tensor plug-in: it has no function xpert_torch"))
      {
        try TensorPlugin.open(library)
      }
    }
    let error = #expect(throws: TensorPluginError.self) { try TensorPlugin.open(#filePath) }
    #expect(error?.description.hasPrefix("the tensor plug-in cannot be opened: ") == true)
  }

  @Test("weights written by name come back; a missing or foreign one is named")
  func tensors() throws {
    let network = Network(
      name: "two",
      layers: [
        Layer(inputHeight: 8, inputWidth: 8, inputChannels: 3, outputChannels: 4),
        Layer(
          inputHeight: 1, inputWidth: 1, inputChannels: 256, outputChannels: 10, kernelHeight: 1,
          kernelWidth: 1,
          padding: 0, isClassifier: true),
      ])
    let one = try InferenceGraph(network, seed: 1)
    let two = try InferenceGraph(network, seed: 2)
    #expect(one != two)
    #expect(try two.with(one.tensors) == one)
    var tensors = one.tensors
    tensors["layer 1.weight"] = Tensor(shape: [4, 3, 3, 2])
    #expect(
      throws: InferenceError("two: tensor 'layer 1.weight' of shape [4, 3, 3, 3] expected, got [4, 3, 3, 2]")
    ) {
      try two.with(tensors)
    }
    tensors["layer 1.weight"] = nil
    #expect(throws: InferenceError("two: the file has no tensor 'layer 1.weight'")) { try two.with(tensors) }
  }
}

/// The plug-in that is installed, if there is one.
private enum Installed {
  static let plugin = try? TensorPlugin.load()
}

@Suite(
  "Tensor plug-in",
  .enabled(
    if: Installed.plugin != nil,
    "the tensor plug-in is not installed (scripts/install-torch-plugin): training is not tested"),
  .serialized)
struct TensorPluginTests {
  /// One block with an option A shortcut, strided and grouped convolutions and all kinds of pooling.
  static let graph: InferenceGraph = {
    var random = RandomGenerator(seed: 5)
    func normal(_ shape: [Int], _ scale: Double) -> Tensor {
      Tensor(shape: shape, values: (0..<shape.reduce(1, *)).map { _ in Float(scale * random.normal()) })
    }
    var graph = InferenceGraph(name: "all", inputChannels: 3, inputHeight: 16, inputWidth: 16)
    graph.append(.convolution(.init(weight: normal([8, 3, 3, 3], 0.3), padding: 1)))
    graph.append(.batchNorm(.init(channels: 8)))
    let first = graph.append(.relu)
    graph.append(.convolution(.init(weight: normal([16, 4, 3, 3], 0.2), stride: 2, padding: 1, groups: 2)))
    let branch = graph.append(.batchNorm(.init(channels: 16)))
    let shortcut = graph.append(.subsampling(stride: 2, zerosBefore: 4, zerosBehind: 4), inputs: [first])
    graph.append(.addition, inputs: [branch, shortcut])
    graph.append(.relu)
    graph.append(.maxPooling(size: 3, stride: 2, padding: 1))
    graph.append(.averagePooling(size: 2, stride: 2))
    graph.append(.globalAveragePooling)
    graph.append(.linear(.init(weight: normal([3, 16], 0.3), bias: [0.1, -0.1, 0])))
    return graph
  }()

  static let images = SyntheticImages(images: 45, classes: 3, size: 16, noise: 0.3, seed: 1).make()

  private func training(
    epochs: Int, seed: UInt64 = 1, graph: InferenceGraph = Self.graph
  ) throws -> Training {
    let recipe = TrainingRecipe(epochs: epochs, batch: 16, learningRate: .constant(0.05), seed: seed)
    return try Training(graph, images: Self.images, recipe: recipe, plugin: Installed.plugin!, threads: 1)
  }

  @Test("gives what our own inference gives, for every operation")
  func inference() throws {
    let tensor = Self.images.tensor
    let theirs = try TensorNetwork(Self.graph, plugin: Installed.plugin!).evaluate(tensor, outputs: 3)
    let ours = try GraphRunner(Self.graph).run(tensor)
    let worst = zip(ours.values, theirs.values).map { abs($0 - $1) }.max()!
    #expect(worst < 1e-5)
    #expect(ours.values.contains { abs($0) > 0.1 })
  }

  @Test("the first step's loss is the cross entropy of our own outputs with the batch's statistics")
  func crossEntropy() throws {
    let images = Self.images.prefix(16)
    let result = try TensorNetwork(Self.graph, plugin: Installed.plugin!).train(
      images.tensor, labels: images.labels, rate: 0.1, momentum: 0, weightDecay: 0)
    let outputs = try GraphRunner(Self.graph).run(images.tensor, normalisation: .batch)
    var sum = 0.0
    for (image, label) in images.labels.enumerated() {
      let logits = (0..<3).map { Double(outputs.values[3 * image + $0]) }
      sum += log(logits.map(exp).reduce(0, +)) - logits[label]
    }
    #expect(abs(Double(result.loss) - sum / 16) < 1e-5)
  }

  @Test("a step follows the gradient: the change of a weight is that of finite differences")
  func gradient() throws {
    let images = Self.images.prefix(16)
    func loss(_ graph: InferenceGraph) throws -> Float {
      try TensorNetwork(graph, plugin: Installed.plugin!).train(
        images.tensor, labels: images.labels, rate: 0, momentum: 0, weightDecay: 0
      ).loss
    }
    let network = try TensorNetwork(Self.graph, plugin: Installed.plugin!)
    _ = try network.train(images.tensor, labels: images.labels, rate: 1, momentum: 0, weightDecay: 0)
    guard case .linear(let before) = Self.graph.vertices.last!.operation,
      case .linear(let after) = try network.trainedGraph().vertices.last!.operation
    else { return }
    for index in [0, 7, 30, 47] {
      var shifted: [Float] = []
      for sign: Float in [-1, 1] {
        var (graph, layer) = (Self.graph, before)
        layer.weight.values[index] += sign * 0.01
        graph.replace(graph.vertices.count - 1, by: .linear(layer))
        shifted.append(try loss(graph))
      }
      let expected = (shifted[1] - shifted[0]) / 0.02
      #expect(abs(before.weight.values[index] - after.weight.values[index] - expected) < 1e-3)
    }
  }

  @Test("learns the images it sees, and its running statistics serve our own inference")
  func learning() throws {
    let training = try training(epochs: 30)
    while !training.isFinished { try training.step() }
    #expect(training.epochs.count == 30)
    #expect(training.epochs[29].loss < training.epochs[0].loss / 2)
    let result = try GraphRunner(training.trainedGraph()).classify(Self.images)
    #expect(result.correct >= 40)
  }

  @Test("taken up from a checkpoint, a training ends with the same bits; another training is refused")
  func resume() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("checkpoint.safetensors").path
    let whole = try training(epochs: 4)
    while !whole.isFinished {
      try whole.step()
      if whole.epochs.count == 2, whole.running == nil { try whole.save(to: path) }
    }
    let second = try training(epochs: 4)
    try second.resume(from: path)
    #expect(second.epochs.count == 2)
    while !second.isFinished { try second.step() }
    #expect(second.epochs == whole.epochs)
    #expect(try second.trainedGraph() == whole.trainedGraph())
    let other = try training(epochs: 4, seed: 2)
    #expect(
      throws: TensorPluginError(
        "'\(path)' is of another training: network, images, recipe, seed, threads and libtorch must be the "
          + "same"
      )
    ) { try other.resume(from: path) }
  }

  @Test("a checkpoint is of another training if strides, pixels, normalisation or first weights differ")
  func fingerprints() throws {
    func fingerprint(_ graph: InferenceGraph, _ images: ImageSet) -> [Float] {
      Training.fingerprint(
        graph, images, TrainingRecipe(epochs: 1), threads: 1, device: nil, plugin: Installed.plugin!)
    }
    let own = fingerprint(Self.graph, Self.images)
    #expect(fingerprint(Self.graph, Self.images) == own)
    var darker = Self.images
    darker.mean[0] += 0.1
    #expect(fingerprint(Self.graph, darker) != own)
    let others = SyntheticImages(images: 45, classes: 3, size: 16, noise: 0.3, seed: 2).make()
    #expect(others.labels == Self.images.labels)
    #expect(fingerprint(Self.graph, others) != own)
    for change in [{ $0.stride = 2 }, { $0.padding += 1 }, { $0.weight.values[0] += 1 }]
      as [(inout InferenceGraph.Convolution) -> Void]
    {
      var graph = Self.graph
      let vertex = try #require(AccuracyEvaluation.layers(of: graph).first)
      guard case .convolution(var layer) = graph.vertices[vertex].operation else {
        return #expect(Bool(false))
      }
      change(&layer)
      graph.replace(vertex, by: .convolution(layer))
      #expect(fingerprint(graph, Self.images) != own)
    }
  }

  @Test("a training that diverges in its last step says so, and so does a negative learning rate")
  func divergence() throws {
    func problem(_ rate: Double, decay: Double = 0) throws -> String {
      // All images at once: the only loss is that of the first weights.
      let recipe = TrainingRecipe(epochs: 1, batch: 64, learningRate: .constant(rate), weightDecay: decay)
      let training = try Training(
        Self.graph, images: Self.images, recipe: recipe, plugin: Installed.plugin!, threads: 1)
      do {
        while !training.isFinished { try training.step() }
        return "none"
      } catch {
        return "\(error)"
      }
    }
    #expect(try problem(0) == "none")
    #expect(
      try problem(1e30, decay: 1e30)
        == "training diverged: weights are not finite in epoch 1; a smaller learning rate may help")
    #expect(try problem(-0.1) == "the learning rate is -0.1 in epoch 1; at least 0 expected")
  }

  @Test("images are counted as they are, not by full batches")
  func imagesSeen() throws {
    let recipe = TrainingRecipe(epochs: 2, batch: 22, learningRate: .constant(0.01))
    let training = try Training(
      Self.graph, images: Self.images, recipe: recipe, plugin: Installed.plugin!, threads: 1)
    var seen: [Int] = []
    while !training.isFinished {
      try training.step()
      seen.append(training.imagesSeen)
    }
    // The last of 45 images would be a batch of one.
    #expect(seen == [22, 44, 66, 88])
    let whole = try Training(
      Self.graph, images: Self.images, recipe: TrainingRecipe(epochs: 1, batch: 1000),
      plugin: Installed.plugin!,
      threads: 1)
    try whole.step()
    #expect(whole.imagesSeen == 45)
  }

  @Test("images that do not fit are refused before anything is trained")
  func mismatch() {
    var graph = InferenceGraph(name: "small", inputChannels: 1, inputHeight: 8, inputWidth: 8)
    graph.append(.globalAveragePooling)
    #expect(throws: InferenceError.self) { try training(epochs: 1, graph: graph) }
  }

  @Test(
    "the trained ResNet-20 scores exactly 932 of 1,017, with the logits of the file",
    .enabled(if: SharedData.folder != nil, Comment(rawValue: SharedData.missing)))
  func resNet20() throws {
    let images = try CIFAR10.read(SharedData.cifarTest)
    let network = try TensorNetwork(ResNetTests.graph(), plugin: Installed.plugin!)
    var correct = 0
    for start in stride(from: 0, to: images.count, by: 113) {
      let range = start..<min(start + 113, images.count)
      let logits = try network.evaluate(images.tensor(range), outputs: 10).values
      for (position, image) in range.enumerated() {
        let row = logits[10 * position..<10 * position + 10]
        if row.indices.max(by: { row[$0] < row[$1] })! - row.startIndex == images.labels[image] {
          correct += 1
        }
      }
      if start > 0 { continue }
      let text = try String(
        contentsOfFile: "\(SharedData.folder!)/resnet20-cifar10/logits_first16.csv", encoding: .utf8)
      let expected = text.split(whereSeparator: \.isNewline).flatMap {
        $0.split(separator: ",").map { Float($0)! }
      }
      #expect(zip(logits, expected).map { abs($0 - $1) }.max()! < 1e-4)
    }
    #expect(correct == 932)
  }
}
