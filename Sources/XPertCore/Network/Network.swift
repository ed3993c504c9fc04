/// A network without choices: layers in order, each feeding the next.
public struct Network: Sendable, Hashable {
  public var name: String
  public var layers: [Layer]

  public init(name: String = "network", layers: [Layer]) {
    self.name = name
    self.layers = layers
  }

  public var weights: Int { layers.reduce(0) { $0 + $1.weights } }

  public var multiplyAccumulates: Int { layers.reduce(0) { $0 + $1.multiplyAccumulates } }

  public var reluUnits: Int { layers.reduce(0) { $0 + $1.reluUnits } }
}
