import LuaEmbedding
import XPertCore

extension JointSpace {
  /// The one network of a candidate.
  func networkObject(_ candidate: [Int]) throws -> NetworkObject {
    guard networks.count == 1, networks[0].name.isEmpty else {
      throw ScriptError(
        "a candidate has several networks: "
          + networks.map { "networks.\($0.name).network" }.joined(separator: ", "))
    }
    return NetworkObject(network: networks[0].network(candidate))
  }
}
