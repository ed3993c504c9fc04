import LuaEmbedding
import XPertCore

/// What serves as a network without choices: a network, or a supernet, such as a backbone, that leaves none.
enum FixedNetwork {
  static let kinds: [OptionKind] = [.object(NetworkObject.luaType), .object(SupernetObject.luaType)]

  /// - Parameter fail: makes the error of a supernet with choices.
  static func network(
    of object: any LuaObject, on hardware: HardwareObject, fail: (String) -> any Error
  ) throws -> Network {
    guard let supernet = object as? SupernetObject else {
      return (object as! NetworkObject).network(on: hardware)
    }
    let space = supernet.supernet(on: hardware)
    if let layer = space.layers.firstIndex(where: { $0.nodeCount != 1 }) {
      throw fail(
        "a network without choices expected: layer \(layer + 1) has \(space.layers[layer].nodeCount) nodes")
    }
    return space.network(of: space.layers.map { _ in 0 })
  }

  /// The network that an option is.
  static func network(_ options: OptionValues, _ key: String, on hardware: HardwareObject) throws -> Network {
    let object: any LuaObject =
      options.optionalObject(key, as: SupernetObject.self) ?? options.object(key, as: NetworkObject.self)
    return try network(of: object, on: hardware) { options.error(key, $0) }
  }
}
