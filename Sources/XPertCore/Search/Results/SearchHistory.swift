/// The numbers of every step, compactly: 8 bytes per number and 2 per node.
package struct SearchHistory: Sendable {
  package let catalog: MetricCatalog
  package let layerCount: Int
  /// Loss of every step.
  package private(set) var losses: [Double] = []
  /// `[step][quantity]`, SI.
  private var values: [Double] = []
  /// `[step][layer]`.
  private var nodes: [UInt16] = []
  private var accepted: [Bool] = []

  init(catalog: MetricCatalog, layerCount: Int, capacity: Int) {
    self.catalog = catalog
    self.layerCount = layerCount
    losses.reserveCapacity(capacity)
    values.reserveCapacity(capacity * catalog.quantities.count)
    nodes.reserveCapacity(capacity * layerCount)
    accepted.reserveCapacity(capacity)
  }

  /// Bytes of a history of so many steps, and of the fingerprints beside it.
  package static func bytes(steps: Int, layers: Int, quantities: Int) -> Int {
    let step = 8 + 8 * quantities + 2 * layers + 1 + 32
    let (bytes, overflows) = steps.multipliedReportingOverflow(by: step)
    return overflows ? .max : bytes
  }

  /// Steps recorded.
  package var count: Int { losses.count }

  mutating func append(loss: Double, values: [Double], nodes: UnsafePointer<Int>, isAccepted: Bool) {
    losses.append(loss)
    self.values.append(contentsOf: values)
    for layer in 0..<layerCount { self.nodes.append(UInt16(truncatingIfNeeded: nodes[layer])) }
    accepted.append(isAccepted)
  }

  /// The quantities (SI) of a step's candidate. Steps are counted from 0 here.
  package func values(at step: Int) -> [Double] {
    let width = catalog.quantities.count
    return Array(values[step * width..<(step + 1) * width])
  }

  /// The node indices of a step's candidate.
  package func candidate(at step: Int) -> [Int] {
    nodes[step * layerCount..<(step + 1) * layerCount].map(Int.init)
  }

  package func isAccepted(at step: Int) -> Bool { accepted[step] }

  /// Steps whose candidate was accepted.
  package var acceptedCount: Int { accepted.reduce(0) { $0 + ($1 ? 1 : 0) } }

  /// One metric over all steps.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  package func metric(named name: String) throws(SearchError) -> [Double] {
    let index = try catalog.index(named: name)
    return (0..<count).map { catalog.value(at: index, of: values(at: $0)) }
  }
}
