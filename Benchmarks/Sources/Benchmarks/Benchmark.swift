/// One subject: a type of its own, in a file of its own, listed in `Benchmarks.all`.
protocol Benchmark {
  /// As on the command line: "lua".
  static var name: String { get }
  static func rows() throws -> [Row]
}

/// One line of the table.
struct Row: Codable {
  let name: String
  let ours: Double
  /// What a peer needs for the same.
  let peer: Double?
  let unit: String
  /// The most that `ours / peer` may be; without a peer, the most that `ours` may be.
  let limit: Double?

  init(_ name: String, ours: Double, peer: Double? = nil, unit: String, limit: Double? = nil) {
    self.name = name
    self.ours = ours
    self.peer = peer
    self.unit = unit
    self.limit = limit
  }

  var ratio: Double? { peer.map { ours / $0 } }
  var isWithinLimit: Bool { limit.map { (ratio ?? ours) <= $0 } ?? true }
}
