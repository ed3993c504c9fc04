extension Tape {
  /// A differentiable number: a handle of 16 bytes to a node of a tape.
  ///
  /// Valid until the tape's next ``Tape/reset()``, which every use checks. The handle does not keep its tape
  /// alive (no reference counting on the way): it must not outlive the tape.
  public struct Scalar {
    let storage: UnsafeMutablePointer<TapeStorage>
    /// The node, for bindings.
    public let index: Int32
    /// The tape's generation when the node was made.
    public let generation: UInt32

    @inline(__always)
    init(_ storage: UnsafeMutablePointer<TapeStorage>, _ index: Int32) {
      self.storage = storage
      self.index = index
      generation = storage.pointee.generation
    }

    /// The index, after checking that the handle is of the tape's present generation.
    @inline(__always)
    var checked: Int32 {
      precondition(generation == storage.pointee.generation, "the scalar belongs to an earlier step")
      return index
    }

    /// The index, after checking that the handle belongs to a given tape as it is now.
    @inline(__always)
    func checked(with other: UnsafeMutablePointer<TapeStorage>) -> Int32 {
      precondition(storage == other, "the scalar belongs to another tape")
      return checked
    }
  }
}

extension Tape.Scalar {
  public var value: Double { storage.pointee.value(at: checked) }

  /// The gradient of the root of the last ``Tape/backward(from:)-(Tape.Scalar)`` with respect to this number.
  public var gradient: Double { storage.pointee.gradient(at: checked) }

  @inline(__always)
  private func unary(_ operation: Operation) -> Self {
    Self(storage, storage.pointee.push(operation, checked))
  }

  @inline(__always)
  private func binary(_ operation: Operation, _ other: Self) -> Self {
    Self(storage, storage.pointee.push(operation, checked, other.checked(with: storage)))
  }

  @inline(__always)
  private func binary(_ operation: Operation, _ other: Double) -> Self {
    binary(operation, constant(other))
  }

  @inline(__always)
  private func constant(_ value: Double) -> Self {
    Self(storage, storage.pointee.pushScalar(.constant, -1, -1, false, value))
  }

  public static func + (a: Self, b: Self) -> Self { a.binary(.add, b) }
  public static func + (a: Self, b: Double) -> Self { a.binary(.add, b) }
  public static func + (a: Double, b: Self) -> Self { b.constant(a).binary(.add, b) }
  public static func - (a: Self, b: Self) -> Self { a.binary(.subtract, b) }
  public static func - (a: Self, b: Double) -> Self { a.binary(.subtract, b) }
  public static func - (a: Double, b: Self) -> Self { b.constant(a).binary(.subtract, b) }
  public static func * (a: Self, b: Self) -> Self { a.binary(.multiply, b) }
  public static func * (a: Self, b: Double) -> Self { a.binary(.multiply, b) }
  public static func * (a: Double, b: Self) -> Self { b.constant(a).binary(.multiply, b) }
  public static func / (a: Self, b: Self) -> Self { a.binary(.divide, b) }
  public static func / (a: Self, b: Double) -> Self { a.binary(.divide, b) }
  public static func / (a: Double, b: Self) -> Self { b.constant(a).binary(.divide, b) }
  public static prefix func - (a: Self) -> Self { a.unary(.negate) }

  public func pow(_ exponent: Self) -> Self { binary(.power, exponent) }
  public func pow(_ exponent: Double) -> Self { binary(.power, exponent) }
  /// The number times itself.
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
    Self(storage, storage.pointee.pushClamp(checked, limits.lowerBound, limits.upperBound))
  }
}
