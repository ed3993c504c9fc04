/// Operators that handles can have.
///
///     scalar.binary(.add) { a, b in tape.add(a, b) }
public enum LuaOperator: String, Sendable {
  case add = "__add"
  case subtract = "__sub"
  case multiply = "__mul"
  case divide = "__div"
  case power = "__pow"
  case negate = "__unm"

  var verb: String {
    switch self {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .power: "raise"
    case .negate: "negate"
    }
  }
}
