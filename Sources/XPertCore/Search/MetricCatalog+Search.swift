extension MetricCatalog {
  /// - Throws: ``SearchError/unknownMetric(_:suggestions:)``.
  public func index(named name: String) throws(SearchError) -> Int {
    guard let index = position(of: name) else {
      throw .unknownMetric(name, suggestions: suggestions(for: name))
    }
    return index
  }
}
