import Wording

extension CertifiedFront {
  private func x(of point: Point) -> Double? { point.result.best.flatMap { try? $0.metric(named: x) } }

  /// A row per point, and what is proven of all.
  package var table: TextTable {
    var table = TextTable(
      title: "front of \(points.count) brackets",
      columns: [.init("\(x) <="), .init(x), .init(y), .init("no candidate below"), .init("gap (%)")])
    func text(_ value: Double?) -> String { value.map { NumberFormat.significant($0, digits: 6) } ?? "-" }
    for point in points {
      let certificate = point.result.certificate
      table.append([
        text(point.limit), text(x(of: point)), text(certificate.achieved), text(certificate.lowerBound),
        certificate.gap.map { NumberFormat.significant($0 * 100, digits: 3) } ?? "-",
      ])
    }
    guard let largest = points.compactMap(\.result.certificate.gap).max(), let first = points.first else {
      table.notes.append(
        isInfeasible
          ? "no candidate keeps the bounds" : "no candidate was found, and the effort was spent")
      return table
    }
    table.notes.append(
      "every point is at most \(NumberFormat.significant(largest * 100, digits: 3)) % above the least \(y) "
        + "within its bound, by \(first.result.certificate.method.rawValue)")
    return table
  }

  /// The points with full precision and their architectures, for files.
  package func rows(in space: JointSpace) -> ResultTable {
    var table = ResultTable(
      columns: [.init("limit"), .init(x), .init(y), .init("lower_bound"), .init("gap")]
        + space.networks.map { ResultTable.Column($0.column("architecture")) })
    for point in points {
      let certificate = point.result.certificate
      table.append(
        [
          .number(point.limit), .finite(x(of: point)), .finite(certificate.achieved),
          .finite(certificate.lowerBound), .finite(certificate.gap),
        ]
          + space.networks.map { network in
            point.result.best.map { .text(network.architecture($0.nodes)) } ?? .missing
          })
    }
    return table
  }
}
