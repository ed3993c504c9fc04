import LuaEmbedding
import XPertCore

/// `xpert.TrainedNetwork`: a network with its weights.
final class TrainedNetworkObject: LuaObject {
  let graph: InferenceGraph

  init(_ graph: InferenceGraph) { self.graph = graph }

  public var bytesHeld: Int { InferenceMemory(graph).graph }

  /// Weights of convolutions and fully connected layers.
  private var weights: Int {
    graph.vertices.reduce(0) { sum, vertex in
      switch vertex.operation {
      case .convolution(let layer): sum + layer.weight.values.count
      case .linear(let layer): sum + layer.weight.values.count
      default: sum
      }
    }
  }

  private var layers: [Int] { AccuracyEvaluation.layers(of: graph) }

  static let luaType = LuaType<TrainedNetworkObject>(
    "xpert.TrainedNetwork", help: "A network with its weights."
  ) {
    type in
    type.property("name", help: "its name") { $0.graph.name }
    type.property("weights", help: "weights of convolutions and fully connected layers") { $0.weights }
    type.property("layers", help: "names of the layers that have weights, in order") { network in
      network.layers.map { network.graph.vertices[$0].name }
    }
    type.frameMethod("write", help: "weights and statistics as safetensors: true, or nil and why not") {
      object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write") { () throws(FileError) in
        try Safetensors.write(object.graph.tensors, to: path)
      }
    }
    type.tostring { network in
      "\(network.graph.name): \(network.layers.count) layers with \(network.weights) weights, images of "
        + "\(network.graph.inputShape)"
    }
  }
}

/// `xpert.trained`: networks with weights, from files.
enum TrainedBinding {
  static func register(in module: LuaModule) {
    module.type(TrainedNetworkObject.luaType)
    module.submodule("trained", help: "networks with their weights") { module in
      module.frameFunction(
        "read", help: "a network with the weights that trained:write has written: trained.read(network, path)"
      ) { frame in
        try frame.checkMayRead("xpert.trained.read")
        let object: any LuaObject =
          try frame.optionalObject(1, as: SupernetObject.self) ?? frame.object(1, as: NetworkObject.self)
        let network = try FixedNetwork.network(of: object, on: .standard()) { ArgumentError(1, $0) }
        let path = try frame.string(2)
        try frame.requireMemory(2 * InferenceMemory(network).graph, for: "xpert.trained.read")
        try frame.requireMemory(toRead: path, for: "xpert.trained.read")
        let tensors = try Safetensors.read(path)
        let untrained = try InferenceGraph(network, seed: 1, interrupt: frame.checkInterrupt)
        let graph = try naming(path) { () throws(InferenceError) in try untrained.with(tensors) }
        return frame.returns(TrainedNetworkObject(graph))
      }
      module.frameFunction(
        "resnet",
        help: "a residual network of basic blocks from a safetensors file: trained.resnet(path, size)"
      ) { frame in
        try frame.checkMayRead("xpert.trained.resnet")
        let path = try frame.string(1)
        let size = frame.isNil(2) ? 32 : try frame.integer(2)
        guard (8...4096).contains(size) else {
          throw ArgumentError(2, "integer from 8 to 4096 expected, got \(size)")
        }
        try frame.requireMemory(toRead: path, for: "xpert.trained.resnet")
        let tensors = try Safetensors.read(path)
        let graph = try naming(path) { () throws(InferenceError) in
          try InferenceGraph(resNet: tensors, name: path, inputHeight: size, inputWidth: size)
        }
        return frame.returns(TrainedNetworkObject(graph))
      }
    }
  }

  /// Puts the file's name in front of what is wrong with its tensors, once.
  private static func naming(
    _ path: String, _ make: () throws(InferenceError) -> InferenceGraph
  ) throws -> InferenceGraph {
    do {
      return try make()
    } catch {
      let known = "\(path): "
      let problem = error.description
      throw DataFileError(
        path: path, problem: problem.hasPrefix(known) ? String(problem.dropFirst(known.count)) : problem)
    }
  }
}
