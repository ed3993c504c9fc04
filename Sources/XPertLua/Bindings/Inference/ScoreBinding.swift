import LuaEmbedding
import XPertCore

/// `xpert.score`: what untrained networks promise.
enum ScoreBinding {
  private static let options = OptionTable(
    "xpert.score.hamming", help: "The Hamming-distance score of untrained networks.",
    [
      Option(
        "networks", .list(FixedNetwork.kinds), .object(NetworkObject.luaType),
        .object(SupernetObject.luaType),
        required: true, help: "what to score; supernets, such as backbones, if they leave no choice"),
      Option("data", .object(ImageSetObject.luaType), help: "images; normally distributed pixels without it"),
      Option("batch", .integer(.between(1, 4096)), default: 128, help: "how many images"),
      Option("seed", .integer(.atLeast(0)), default: .computed("the state's"), help: "of weights and images"),
      threads,
    ])

  static let threads = Option(
    "threads", .integer(.between(1, 256)), default: .computed("as many as processors"),
    help: "changes the time, never the result")

  static func register(in module: LuaModule) {
    module.submodule("score", help: "what untrained networks promise") { module in
      module.constructor(options, help: "the Hamming-distance score: a table per network") { options, frame in
        let seed = options.seed(frame)
        let batch = options.integer("batch")
        let loop = ParallelLoop(threads: options.optionalInteger("threads"))
        let hardware = try HardwareObject.standard()
        let networks: [Network]
        if let list = options.optionalList("networks") {
          networks = try list.enumerated().map { index, value in
            let object: any LuaObject =
              value.object(as: SupernetObject.self) ?? value.object(as: NetworkObject.self)!
            return try FixedNetwork.network(of: object, on: hardware) {
              options.error("networks[\(index + 1)]", $0)
            }
          }
        } else {
          networks = [try FixedNetwork.network(options, "networks", on: hardware)]
        }
        guard !networks.isEmpty else { throw options.error("networks", "at least one network expected") }
        let data = options.optionalObject("data", as: ImageSetObject.self)?.images
        if let data, data.count < batch {
          throw options.error("batch", "\(batch) images wanted, but data has \(data.count)")
        }
        try frame.context.endCheck("xpert.score.hamming")
        // Before anything is made, so that the last network of a list costs no time either.
        let needed = networks.map { InferenceMemory($0).score(images: batch) }.max() ?? 0
        let memory = try frame.memory.charge(needed, for: options.path)
        defer { withExtendedLifetime(memory) {} }
        let chosen = data.map { data in
          data.subset(ImageSet.permutation(of: data.count, seed: seed).prefix(batch)).tensor
        }
        var scores: [(score: HammingScore, network: Network)] = []
        for network in networks {
          let graph = try InferenceGraph(network, seed: seed, interrupt: frame.checkInterrupt)
          let images = chosen ?? normal(batch, graph.inputShape, seed: seed)
          scores.append(
            (try HammingScore(graph, images: images, loop: loop) { try frame.checkInterrupt() }, network))
        }
        frame.pushTable { table in
          for (score, network) in scores {
            frame.pushTable { row in
              row.set("score", score.logDeterminant)
              row.set("relu_units", score.reluUnits)
              row.set("images", score.images)
              row.set("network", network.name)
            }
            table.appendTop()
          }
        }
        return 1
      }
    }
  }

  /// Normally distributed pixels: what normalised images are like when nothing else is known of them.
  private static func normal(_ count: Int, _ shape: MapShape, seed: UInt64) -> Tensor {
    var random = RandomGenerator(seed: seed ^ 0x696d_6167_6573)
    return Tensor(
      shape: [count, shape.channels, shape.height, shape.width],
      values: (0..<count * shape.count).map { _ in Float(random.normal()) })
  }
}
