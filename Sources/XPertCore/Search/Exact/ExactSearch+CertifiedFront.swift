import Platform

/// A front of two metrics that are both to be small, as brackets: the least y for several bounds on x.
package struct CertifiedFront: Sendable {
  package struct Point: Sendable {
    /// The bound on x, in its unit.
    package let limit: Double
    /// The least y of the candidates within the bound.
    package let result: ExactResult
  }

  package let x: String
  package let y: String
  /// By ascending bound on x; empty: no candidate was found.
  package let points: [Point]
  /// Whether it is proven that no candidate keeps the bounds of the search.
  package let isInfeasible: Bool
}

extension ExactSearch {
  /// Brackets of the front of two metrics: for each of some bounds on x, a candidate and a lower bound on y
  /// that holds for all candidates within it (the epsilon-constraint method).
  ///
  /// The bounds on x are spaced by equal factors between the least x that is known and the x of the least y.
  /// A point's lower bound holds for every smaller bound on x, too, and its candidate for every larger one;
  /// so brackets are tightened by their neighbours'.
  ///
  /// - Parameters:
  ///   - count: points, at least 2.
  ///   - checkpoint: called now and then; what it throws ends the sweep.
  /// - Throws: ``SearchError``: an unknown metric, one that is no metric of the chip, a lower bound on x or
  ///   y; what `checkpoint` throws.
  package func certifiedFront(
    x: String, y: String, count: Int, checkpoint: @escaping () throws -> Void = {}
  ) throws -> CertifiedFront {
    precondition(count > 1, "a front has at least two points")
    let (xIndex, yIndex) = (try catalog.index(named: x), try catalog.index(named: y))
    let own = [catalog.sources[xIndex], catalog.sources[yIndex]]
    for (bound, constraint) in zip(bounds, constraints)
    where bound.lower > -.infinity && own.contains(catalog.sources[constraint.metric]) {
      throw SearchError.frontBoundedBelow(bound.metric)
    }
    func least(_ metric: String, within limit: Double = .infinity) throws -> ExactResult {
      try checkpoint()
      let further = limit < .infinity ? [Bounds(x, atMost: limit)] : []
      var search = try ExactSearch(model: model, minimize: metric, bounds: bounds + further)
      search.limit = self.limit
      search.tolerance = tolerance
      return try search.run(checkpoint: checkpoint)
    }
    let narrowest = try least(x)
    let widest = try least(y)
    // What one of the two has missed, the other one has.
    guard let first = narrowest.best ?? widest.best, let last = widest.best ?? narrowest.best else {
      let isInfeasible = narrowest.certificate.isInfeasible || widest.certificate.isInfeasible
      return CertifiedFront(x: x, y: y, points: [], isInfeasible: isInfeasible)
    }
    let low = catalog.value(at: xIndex, of: first.values)
    let high = max(low, catalog.value(at: xIndex, of: last.values))
    var limits = (0..<count).map { low * pow(high / low, Double($0) / Double(count - 1)) }
    limits[0] = low
    limits[count - 1] = high
    var results = try limits.dropLast().map { try least(y, within: $0) } + [widest]
    // The widest bound's lower bound was proven without any: it holds for all, as the larger ones' do for the
    // smaller.
    var bound = -Double.infinity
    for index in results.indices.reversed() {
      bound = max(bound, results[index].certificate.lowerBound)
      results[index] = results[index].raised(to: bound)
    }
    // What keeps a bound keeps the wider ones.
    var best: SearchCandidate? = first
    for index in results.indices {
      if let known = best {
        results[index] = results[index].improved(
          by: known, value: catalog.value(at: yIndex, of: known.values))
      }
      best = results[index].best
    }
    return CertifiedFront(
      x: x, y: y, points: zip(limits, results).map { .init(limit: $0, result: $1) }, isInfeasible: false)
  }
}

extension ExactResult {
  /// The same with a larger lower bound.
  fileprivate func raised(to bound: Double) -> ExactResult {
    guard bound > certificate.lowerBound else { return self }
    return replacing(
      best, lowerBound: min(bound, certificate.achieved ?? .infinity), achieved: certificate.achieved)
  }

  /// The same with a candidate of a narrower bound, unless that is worse.
  fileprivate func improved(by candidate: SearchCandidate, value: Double) -> ExactResult {
    guard value <= certificate.achieved ?? .infinity else { return self }
    return replacing(candidate, lowerBound: min(certificate.lowerBound, value), achieved: value)
  }

  private func replacing(_ best: SearchCandidate?, lowerBound: Double, achieved: Double?) -> ExactResult {
    ExactResult(
      best: best, catalog: catalog,
      certificate: ExactCertificate(
        metric: certificate.metric, lowerBound: lowerBound, achieved: achieved, method: certificate.method,
        states: certificate.states, buckets: certificate.buckets, expanded: certificate.expanded,
        completed: certificate.completed))
  }
}
