/// Metrics that belong together in a search of several cost models: those of one corner or of one network, or
/// what is made of all of them.
package struct MetricScope: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    /// Hardware other than the nominal one.
    case corner
    case network
    /// Per metric the largest of all corners, the nominal hardware included, or of all networks.
    case worst
    /// Per metric the sum over the networks.
    case total
  }

  package let kind: Kind
  /// "hot"
  package let name: String
  /// The scope that it is within: a network; empty: none.
  package let parent: String
  /// Positions of its metrics.
  package let metrics: Range<Int>
  /// Of a network: its layers among those of a candidate.
  package let layers: Range<Int>?

  /// What stands in front of its metrics' names: "hot", "cifar.hot".
  package var path: String { parent.isEmpty ? name : "\(parent).\(name)" }

  /// Names that scopes of corners and networks may not have.
  package static let reservedNames = [
    "worst", "total", "nominal", "layers", "corners", "networks", "network",
  ]
}
