import Wording
import LuaEmbedding
import XPertCore

/// `xpert.train{...}`.
enum TrainingBinding {
  private static let augmentationOptions = OptionTable(
    "augment", help: "Images shifted and mirrored at random.",
    [
      Option(
        "padding", .integer(.between(0, 64)), default: 4,
        help: "how far an image is shifted at most, pixels"),
      Option("flip", .boolean, default: true, help: "every second image mirrored, left to right"),
    ])

  private static let options = OptionTable(
    "xpert.train", help: "Trains a network with the tensor plug-in.",
    [
      Option(
        "network", .object(NetworkObject.luaType), .object(SupernetObject.luaType),
        .object(TrainedNetworkObject.luaType),
        required: true,
        help: "a network, a supernet that leaves no choice, or a network with weights to go on with"),
      Option("data", .object(ImageSetObject.luaType), required: true, help: "training images"),
      Option("epochs", .integer(.between(1, 100_000)), required: true, help: "passes over the images"),
      Option("batch", .integer(.between(2, 65_536)), default: 128, help: "images per step"),
      Option(
        "optimizer", .object(OptimizerObject.luaType),
        help: "without it sgd with momentum 0.9, weight_decay 0.0005, lr in half a cosine from 0.05 to 0"),
      Option(
        "augment", .table(augmentationOptions), .boolean, default: true,
        help: "images shifted and mirrored at random"),
      Option(
        "seed", .integer(.atLeast(0)), default: .computed("the state's"),
        help: "of weights, order and augmentation"),
      Option("checkpoint", .string, help: "file that is written after every epoch"),
      Option("resume", .boolean, default: false, help: "go on from the checkpoint, where there is one"),
      Option(
        "device", .enumeration(noun: "device", ["cpu", "cuda"]), default: "cpu", help: "where to train"),
      Option(
        "threads", .integer(.between(1, 256)), default: .computed("as many as processors"),
        help: "of the processor; sums differ in their last digits with another number"),
    ])

  static func register(in module: LuaModule) {
    module.constructor(options, help: "a trained network, and a list of its epochs") { options, frame in
      guard !frame.context.isSandboxed else {
        throw ScriptError("xpert.train: a sandboxed script may not load the tensor plug-in")
      }
      let seed = options.seed(frame)
      let data = options.object("data", as: ImageSetObject.self).images
      let memory: LuaMemory.Charge
      let graph: InferenceGraph
      if let network = options.optionalObject("network", as: TrainedNetworkObject.self) {
        graph = network.graph
        memory = try charge(InferenceMemory(graph), data, options, frame)
      } else {
        let network = try FixedNetwork.network(options, "network", on: .standard())
        memory = try charge(InferenceMemory(network), data, options, frame)
        graph = try InferenceGraph(network, seed: seed, interrupt: frame.checkInterrupt)
      }
      defer { withExtendedLifetime(memory) {} }
      let recipe = try recipe(options, seed: seed)
      let checkpoint = options.optionalString("checkpoint")
      guard checkpoint != nil || !options.boolean("resume") else {
        throw options.error("resume", "needs 'checkpoint', the file to go on from")
      }
      try frame.context.endCheck("xpert.train")
      let plugin = try TensorPlugin.load()
      guard options.string("device") == "cpu" || plugin.cudaDevices > 0 else {
        throw options.error("device", "libtorch \(plugin.version) finds no CUDA device")
      }
      let training = try Training(
        graph, images: data, recipe: recipe, plugin: plugin,
        device: options.string("device") == "cuda" ? 0 : nil,
        threads: options.optionalInteger("threads") ?? ParallelLoop.processors)
      if let checkpoint, options.boolean("resume"), FileSystem.exists(checkpoint) {
        try training.resume(from: checkpoint)
      }
      try run(training, checkpoint: checkpoint, frame)
      frame.push(TrainedNetworkObject(try training.trainedGraph()))
      frame.pushTable { table in
        for epoch in training.epochs {
          frame.pushTable { row in
            row.set("loss", Double(epoch.loss))
            row.set("accuracy", Double(epoch.accuracy))
          }
          table.appendTop()
        }
      }
      return 2
    }
  }

  private static func charge(
    _ memory: InferenceMemory, _ data: ImageSet, _ options: OptionValues, _ frame: LuaFrame
  ) throws -> LuaMemory.Charge {
    let batch = min(options.integer("batch"), data.count)
    return try frame.memory.charge(memory.training(batch: batch), for: options.path)
  }

  private static func recipe(_ options: OptionValues, seed: UInt64) throws -> TrainingRecipe {
    var recipe = TrainingRecipe(
      epochs: options.integer("epochs"), batch: options.integer("batch"), seed: seed)
    if let optimizer = options.optionalObject("optimizer", as: OptimizerObject.self)?.optimizer {
      guard let momentum = optimizer.sgdMomentum else {
        throw options.error("optimizer", "networks are trained by xpert.optim.sgd")
      }
      recipe.learningRate = optimizer.learningRate
      recipe.momentum = momentum
      recipe.weightDecay = optimizer.weightDecay
    }
    if let augmentation = options.optionalTable("augment") {
      recipe.augmentation = .init(
        padding: augmentation.integer("padding"), flips: augmentation.boolean("flip"))
    } else if options.optionalBoolean("augment") == false {
      recipe.augmentation = nil
    }
    return recipe
  }

  private static func run(_ training: Training, checkpoint: String?, _ frame: LuaFrame) throws {
    let line = frame.context.showsProgress ? ProgressLine() : nil
    defer { line?.end() }
    let (first, firstImages) = (training.stepsTaken, training.imagesSeen)
    if let checkpoint { try FileSystem.checkWritable(checkpoint) }
    while !training.isFinished {
      try frame.checkInterrupt()
      try training.step()
      if training.running == nil, let checkpoint { try training.save(to: checkpoint) }
      line?.update { text(training, since: first, images: firstImages, elapsed: $0) }
    }
  }

  /// "epoch 3 of 10, loss 1.234, accuracy 45.6 %, 83.1 images/s, 12 min 05 s left".
  private static func text(_ training: Training, since first: Int, images firstImages: Int, elapsed: Double)
    -> String
  {
    let done = training.stepsTaken - first
    let rate = Double(done) / elapsed
    let epoch = training.running ?? training.epochs.last!
    let left = Double(training.stepCount - training.stepsTaken) / rate
    return
      "epoch \(min(training.epochs.count + 1, training.recipe.epochs)) of \(training.recipe.epochs), loss "
      + "\(NumberFormat.significant(Double(epoch.loss))), accuracy "
      + "\(NumberFormat.fixed(100 * Double(epoch.accuracy), decimals: 1)) %, "
      + NumberFormat.significant(Double(training.imagesSeen - firstImages) / elapsed, digits: 3)
      + " images/s, "
      + "\(SearchProgress.duration(left)) left"
  }
}
