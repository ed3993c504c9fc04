extension SearchResult {
  /// The accepted candidates of which no other is better in one of several metrics without being worse in
  /// another; all metrics are to be small. By the first metric, then by the others; of equals the best
  /// ranked.
  ///
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func pareto(_ metrics: [String]) throws(SearchError) -> [SearchCandidate] {
    let catalog = history.catalog
    var indices: [Int] = []
    for metric in metrics { indices.append(try catalog.index(named: metric)) }
    let values = candidates.map { candidate in
      indices.map { catalog.value(at: $0, of: candidate.values) }
    }
    let order = values.indices.sorted { a, b in
      for metric in indices.indices where values[a][metric] != values[b][metric] {
        return values[a][metric] < values[b][metric]
      }
      return a < b
    }
    // Whoever dominates a candidate comes before it in this order.
    var front: [Int] = []
    for index in order {
      let isDominated = front.contains { other in
        indices.indices.allSatisfy { values[other][$0] <= values[index][$0] }
      }
      if !isDominated { front.append(index) }
    }
    return front.map { candidates[$0] }
  }
}
