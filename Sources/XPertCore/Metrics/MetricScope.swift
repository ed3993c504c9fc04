/// Metrics that belong together in a search of several cost models: those of one corner or of one network, or
/// what is made of all of them.
public struct MetricScope: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// Hardware other than the nominal one.
    case corner
    case network
    /// Per metric the largest of all corners, the nominal hardware included, or of all networks.
    case worst
    /// Per metric the sum over the networks.
    case total
  }

  public let kind: Kind
  /// "hot"
  public let name: String
  /// The scope that it is within: a network; empty: none.
  public let parent: String
  /// Positions of its metrics.
  public let metrics: Range<Int>
  /// Of a network: its layers among those of a candidate.
  public let layers: Range<Int>?

  /// What stands in front of its metrics' names: "hot", "cifar.hot".
  public var path: String { parent.isEmpty ? name : "\(parent).\(name)" }

  /// Names that scopes of corners and networks may not have.
  public static let reservedNames = ["worst", "total", "nominal", "layers", "corners", "networks", "network"]
}
