extension Tape {
  /// A differentiable number: a handle of 16 bytes to a node of a tape.
  ///
  /// Valid until the tape's next ``Tape/reset()``, which every use checks. The handle does not keep its tape
  /// alive (no reference counting on the way): it must not outlive the tape.
  public struct Scalar {
    unowned(unsafe) let tape: Tape
    /// The node, for bindings.
    public let index: Int32
    /// The tape's generation when the node was made.
    public let generation: UInt32

    @inline(__always)
    init(tape: Tape, index: Int32) {
      self.tape = tape
      self.index = index
      generation = tape.generation
    }
  }

  /// The index behind a handle, after checking that it belongs to this tape as it is now.
  @inline(__always)
  func checkedIndex(_ tape: Tape, _ index: Int32, _ generation: UInt32) -> Int32 {
    precondition(tape === self, "the scalar belongs to another tape")
    precondition(generation == self.generation, "the scalar belongs to an earlier step")
    return index
  }
}

extension Tape.Scalar {
  public var value: Double { tape.value(at: checked) }

  /// The gradient of the root of the last ``Tape/backward(from:)-(Tape.Scalar)`` with respect to this number.
  public var gradient: Double { tape.gradient(at: checked) }

  @inline(__always)
  var checked: Int32 { tape.checkedIndex(tape, index, generation) }

  @inline(__always)
  private func unary(_ operation: Operation) -> Self {
    Self(tape: tape, index: tape.push(operation, checked))
  }

  @inline(__always)
  private func binary(_ operation: Operation, _ other: Self) -> Self {
    Self(
      tape: tape,
      index: tape.push(operation, checked, tape.checkedIndex(other.tape, other.index, other.generation)))
  }

  @inline(__always)
  private func binary(_ operation: Operation, _ other: Double) -> Self {
    binary(operation, tape.constant(other))
  }

  public static func + (a: Self, b: Self) -> Self { a.binary(.add, b) }
  public static func + (a: Self, b: Double) -> Self { a.binary(.add, b) }
  public static func + (a: Double, b: Self) -> Self { b.tape.constant(a).binary(.add, b) }
  public static func - (a: Self, b: Self) -> Self { a.binary(.subtract, b) }
  public static func - (a: Self, b: Double) -> Self { a.binary(.subtract, b) }
  public static func - (a: Double, b: Self) -> Self { b.tape.constant(a).binary(.subtract, b) }
  public static func * (a: Self, b: Self) -> Self { a.binary(.multiply, b) }
  public static func * (a: Self, b: Double) -> Self { a.binary(.multiply, b) }
  public static func * (a: Double, b: Self) -> Self { b.tape.constant(a).binary(.multiply, b) }
  public static func / (a: Self, b: Self) -> Self { a.binary(.divide, b) }
  public static func / (a: Self, b: Double) -> Self { a.binary(.divide, b) }
  public static func / (a: Double, b: Self) -> Self { b.tape.constant(a).binary(.divide, b) }
  public static prefix func - (a: Self) -> Self { a.unary(.negate) }

  public func pow(_ exponent: Self) -> Self { binary(.power, exponent) }
  public func pow(_ exponent: Double) -> Self { binary(.power, exponent) }
  public func squared() -> Self { unary(.square) }
  /// The natural logarithm.
  public func log() -> Self { unary(.log) }
  public func exp() -> Self { unary(.exp) }
  public func sqrt() -> Self { unary(.sqrt) }
  public func abs() -> Self { unary(.abs) }
  /// The larger of the number and zero.
  public func relu() -> Self { unary(.relu) }
  /// log(1 + exp(x)), a smooth ``relu()``.
  public func softplus() -> Self { unary(.softplus) }
  /// 1 / (1 + exp(-x)).
  public func sigmoid() -> Self { unary(.sigmoid) }
  public func tanh() -> Self { unary(.tanh) }
  public func min(_ other: Self) -> Self { binary(.minimum, other) }
  public func min(_ other: Double) -> Self { binary(.minimum, other) }
  public func max(_ other: Self) -> Self { binary(.maximum, other) }
  public func max(_ other: Double) -> Self { binary(.maximum, other) }
  /// The number limited to an interval; outside the gradient is 0.
  public func clamped(to limits: ClosedRange<Double>) -> Self {
    Self(tape: tape, index: tape.pushClamp(checked, limits.lowerBound, limits.upperBound))
  }
}
