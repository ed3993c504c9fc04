/// A process node, named after its nominal feature size (spec 01 §2).
public enum TechnologyNode: Int, CaseIterable, Sendable, Hashable {
  case nm130 = 130
  case nm90 = 90
  case nm65 = 65
  case nm45 = 45
  case nm32 = 32
  case nm22 = 22
  case nm14 = 14
  case nm10 = 10
  case nm7 = 7

  /// The local wire width the tables intend for this node, in nanometres (spec 01 §8). A recommendation:
  /// the wire is chosen independently of the node.
  public var wireWidthNanometres: Int {
    switch self {
    case .nm130: 175
    case .nm90: 110
    case .nm65: 105
    case .nm45: 80
    case .nm32: 56
    case .nm22: 40
    case .nm14: 25
    case .nm10, .nm7: 18
    }
  }

  /// Position in the tables, which run from 130 nm to 7 nm.
  var tableIndex: Int {
    switch self {
    case .nm130: 0
    case .nm90: 1
    case .nm65: 2
    case .nm45: 3
    case .nm32: 4
    case .nm22: 5
    case .nm14: 6
    case .nm10: 7
    case .nm7: 8
    }
  }
}
