/// What a node of a ``Tape`` computes.
///
/// The forward rules are in `Tape+Values.swift`, the gradients in `Tape+Gradients.swift`: one line each.
/// Elementwise operations take scalars and vectors; a scalar next to a vector is repeated.
public enum Operation: UInt8, Sendable, CaseIterable {
  /// Leaves: a number without gradient, and a number whose gradient is wanted.
  case constant, variable
  // Elementwise, two operands.
  case add, subtract, multiply, divide, power, minimum, maximum
  // Elementwise, one operand.
  case negate, log, exp, sqrt, square, abs, relu, softplus, sigmoid, tanh
  /// Elementwise, between two numbers that follow each other on the tape.
  case clamp
  // A vector to a scalar.
  case sum, dot, logSumExp, largest, smallest, element
  // Vectors, or several scalars, to a vector.
  case softmax, gather, stack

  /// Operands that are nodes: what `left` and `right` of a node refer to.
  public var operandCount: Int {
    switch self {
    case .constant, .variable: 0
    case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .dot: 2
    default: 1
    }
  }

  /// Whether ``Tape/push(_:_:_:)`` accepts the operation: elementwise except `clamp`, and reductions without
  /// further arguments.
  public var isGeneric: Bool {
    switch self {
    case .constant, .variable, .clamp, .element, .gather, .stack: false
    default: true
    }
  }

  /// The sign between two operands; nil: the operation is written as a function.
  var sign: String? {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .power: "^"
    default: nil
    }
  }

  /// The operation as a script writes it.
  var name: String {
    switch self {
    case .negate: "-"
    case .minimum: "min"
    case .maximum: "max"
    case .logSumExp: "log_sum_exp"
    default: "\(self)"
    }
  }
}
