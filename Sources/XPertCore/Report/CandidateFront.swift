import Wording

/// Candidates of which none is better in one of several metrics without being worse in another, to be printed
/// and saved.
package struct CandidateFront: CustomStringConvertible {
  package let points: [SearchCandidate]
  /// At least two, with their units; a figure shows the first two.
  package let metrics: [String]

  /// - Parameter points: as ``SearchResult/pareto(_:)`` and ``ExactSearch/pareto(x:y:)`` find them.
  package init(_ points: [SearchCandidate], metrics: [String]) {
    precondition(metrics.count > 1, "a front has at least two metrics")
    self.points = points
    self.metrics = metrics
  }

  /// The points' values of the metrics.
  package var description: String {
    var table = TextTable(title: "front of \(points.count) candidates", columns: metrics.map { .init($0) })
    for point in points {
      table.append(
        metrics.map { NumberFormat.significant((try? point.metric(named: $0)) ?? .nan, digits: 6) })
    }
    return table.description
  }

  /// Points with all metrics and their architectures, for files.
  package func table(in space: JointSpace) -> ResultTable {
    let metrics = points.first?.catalog.metrics ?? []
    var table = ResultTable(
      columns: metrics.map { ResultTable.Column($0.field, unit: $0.unit) }
        + space.networks.map { ResultTable.Column($0.column("architecture")) })
    for point in points {
      table.append(
        metrics.indices.map { .number(point.catalog.value(at: $0, of: point.values)) }
          + space.networks.map { .text($0.architecture(point.nodes)) })
    }
    return table
  }

  /// The points over the first two metrics; nil where there are none.
  package var plot: ScatterPlot? {
    guard let catalog = points.first?.catalog, let x = try? catalog.index(named: metrics[0]),
      let y = try? catalog.index(named: metrics[1])
    else { return nil }
    // EDAP has one unit only, which is not SI's: it is shown as scripts see it.
    func shown(_ index: Int, _ point: SearchCandidate) -> Double {
      catalog.metrics[index].quantity == .edap
        ? catalog.value(at: index, of: point.values) : catalog.valueInSI(at: index, of: point.values)
    }
    return .candidates(
      points.map { PlotPoint(shown(x, $0), shown(y, $0)) }, x: catalog.metrics[x].quantity,
      y: catalog.metrics[y].quantity, accepted: Array(points.indices), best: nil)
  }
}
