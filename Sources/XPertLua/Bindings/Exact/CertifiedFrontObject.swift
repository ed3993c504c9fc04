import Wording
import LuaEmbedding
import XPertCore

/// `xpert.CertifiedFront`: the least of one metric for several bounds on another, with what is proven of
/// each.
public final class CertifiedFrontObject: LuaObject {
  let front: CertifiedFront
  let space: JointSpace

  init(_ front: CertifiedFront, space: JointSpace) {
    self.front = front
    self.space = space
  }

  public static let luaType = LuaType<CertifiedFrontObject>(
    "xpert.CertifiedFront",
    help: "The least y for several bounds on x, each with a lower bound; #front of them."
  ) { type in
    type.frameProperty("points", help: "results, by ascending bound on x: best, achieved, lower_bound, gap") {
      object, frame in
      frame.returns(object.front.points.map { ExactResultObject($0.result, space: object.space) })
    }
    type.property("limits", help: "the points' bounds on x") { $0.front.points.map(\.limit) }
    type.metamethod("__len", help: "number of points") { frame in
      frame.returns(try frame.object(1, as: CertifiedFrontObject.self).front.points.count)
    }
    type.frameMethod("write_csv", help: "a row per point: true, or nil and why not") { object, frame in
      let path = try frame.string(2)
      return try frame.outcome(of: "write_csv") { () throws(FileError) in try object.rows.write(csv: path) }
    }
    type.tostring { ([$0.table.description] + $0.space.leftOut).joined(separator: "\n") }
  }

  private func x(of point: CertifiedFront.Point) -> Double? {
    point.result.best.flatMap { try? $0.metric(named: front.x) }
  }

  private var table: TextTable {
    var table = TextTable(
      title: "front of \(front.points.count) brackets",
      columns: [
        .init("\(front.x) <="), .init(front.x), .init(front.y), .init("no candidate below"), .init("gap (%)"),
      ])
    func text(_ value: Double?) -> String { value.map { NumberFormat.significant($0, digits: 6) } ?? "-" }
    for point in front.points {
      let certificate = point.result.certificate
      table.append([
        text(point.limit), text(x(of: point)), text(certificate.achieved), text(certificate.lowerBound),
        certificate.gap.map { NumberFormat.significant($0 * 100, digits: 3) } ?? "-",
      ])
    }
    guard let largest = front.points.compactMap(\.result.certificate.gap).max(),
      let first = front.points.first
    else {
      table.notes.append(
        front.isInfeasible
          ? "no candidate keeps the bounds" : "no candidate was found, and the effort was spent")
      return table
    }
    table.notes.append(
      "every point is at most \(NumberFormat.significant(largest * 100, digits: 3)) % above the least "
        + "\(front.y) "
        + "within its bound, by \(first.result.certificate.method.rawValue)")
    return table
  }

  private var rows: ResultTable {
    var table = ResultTable(
      columns: [.init("limit"), .init(front.x), .init(front.y), .init("lower_bound"), .init("gap")]
        + space.networks.map { ResultTable.Column($0.column("architecture")) })
    for point in front.points {
      let certificate = point.result.certificate
      table.append(
        [
          .number(point.limit), .finite(x(of: point)), .finite(certificate.achieved),
          .finite(certificate.lowerBound),
          .finite(certificate.gap),
        ]
          + space.networks.map { network in
            point.result.best.map { .text(network.architecture($0.nodes)) } ?? .missing
          })
    }
    return table
  }
}
