import LuaEmbedding
import XPertCore

/// `xpert.CertifiedFront`: the least of one metric for several bounds on another, with what is proven of
/// each.
final class CertifiedFrontObject: LuaObject {
  let front: CertifiedFront
  let space: JointSpace

  init(_ front: CertifiedFront, space: JointSpace) {
    self.front = front
    self.space = space
  }

  static let luaType = LuaType<CertifiedFrontObject>(
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
      return try frame.outcome(of: "write_csv") { () throws(FileError) in
        try object.front.rows(in: object.space).write(csv: path)
      }
    }
    type.tostring { ([$0.front.table.description] + $0.space.leftOut).joined(separator: "\n") }
  }
}
