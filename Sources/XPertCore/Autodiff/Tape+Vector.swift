extension Tape {
  /// Several differentiable numbers as one node: a handle like ``Scalar``.
  public struct Vector {
    unowned(unsafe) let tape: Tape
    public let index: Int32
    public let generation: UInt32

    @inline(__always)
    init(tape: Tape, index: Int32) {
      self.tape = tape
      self.index = index
      generation = tape.generation
    }
  }

  /// A vector of several scalars.
  public func stack(_ scalars: [Scalar]) -> Vector {
    vector(pushStack(scalars.map { checkedIndex($0.tape, $0.index, $0.generation) }))
  }
}

extension Tape.Vector {
  /// Elements of the vector.
  public var count: Int { Int(tape.nodes[Int(checked)].count) }

  public var values: [Double] {
    let node = tape.nodes[Int(checked)]
    return Array(UnsafeBufferPointer(start: tape.values + Int(node.start), count: Int(node.count)))
  }

  /// The gradient of the root of the last backward pass with respect to every element.
  public var gradients: [Double] {
    let node = tape.nodes[Int(checked)]
    guard Int(index) < tape.gradientCount else { return Array(repeating: 0, count: Int(node.count)) }
    return Array(UnsafeBufferPointer(start: tape.gradients + Int(node.start), count: Int(node.count)))
  }

  @inline(__always)
  var checked: Int32 { tape.checkedIndex(tape, index, generation) }

  private func unary(_ operation: Operation) -> Self { tape.vector(tape.push(operation, checked)) }

  private func reduced(_ operation: Operation) -> Tape.Scalar { tape.scalar(tape.push(operation, checked)) }

  private func binary(_ operation: Operation, _ other: Self) -> Self {
    tape.vector(tape.push(operation, checked, tape.checkedIndex(other.tape, other.index, other.generation)))
  }

  private func binary(_ operation: Operation, _ other: Tape.Scalar) -> Self {
    tape.vector(tape.push(operation, checked, tape.checkedIndex(other.tape, other.index, other.generation)))
  }

  private func binary(_ operation: Operation, _ other: Double) -> Self { binary(operation, tape.constant(other)) }

  private func reversed(_ operation: Operation, _ other: Tape.Scalar) -> Self {
    tape.vector(tape.push(operation, tape.checkedIndex(other.tape, other.index, other.generation), checked))
  }

  public static func + (a: Self, b: Self) -> Self { a.binary(.add, b) }
  public static func + (a: Self, b: Tape.Scalar) -> Self { a.binary(.add, b) }
  public static func + (a: Tape.Scalar, b: Self) -> Self { b.reversed(.add, a) }
  public static func + (a: Self, b: Double) -> Self { a.binary(.add, b) }
  public static func + (a: Double, b: Self) -> Self { b.reversed(.add, b.tape.constant(a)) }
  public static func - (a: Self, b: Self) -> Self { a.binary(.subtract, b) }
  public static func - (a: Self, b: Tape.Scalar) -> Self { a.binary(.subtract, b) }
  public static func - (a: Tape.Scalar, b: Self) -> Self { b.reversed(.subtract, a) }
  public static func - (a: Self, b: Double) -> Self { a.binary(.subtract, b) }
  public static func - (a: Double, b: Self) -> Self { b.reversed(.subtract, b.tape.constant(a)) }
  public static func * (a: Self, b: Self) -> Self { a.binary(.multiply, b) }
  public static func * (a: Self, b: Tape.Scalar) -> Self { a.binary(.multiply, b) }
  public static func * (a: Tape.Scalar, b: Self) -> Self { b.reversed(.multiply, a) }
  public static func * (a: Self, b: Double) -> Self { a.binary(.multiply, b) }
  public static func * (a: Double, b: Self) -> Self { b.reversed(.multiply, b.tape.constant(a)) }
  public static func / (a: Self, b: Self) -> Self { a.binary(.divide, b) }
  public static func / (a: Self, b: Tape.Scalar) -> Self { a.binary(.divide, b) }
  public static func / (a: Tape.Scalar, b: Self) -> Self { b.reversed(.divide, a) }
  public static func / (a: Self, b: Double) -> Self { a.binary(.divide, b) }
  public static func / (a: Double, b: Self) -> Self { b.reversed(.divide, b.tape.constant(a)) }
  public static prefix func - (a: Self) -> Self { a.unary(.negate) }

  public func pow(_ exponent: Self) -> Self { binary(.power, exponent) }
  public func pow(_ exponent: Double) -> Self { binary(.power, exponent) }
  public func squared() -> Self { unary(.square) }
  public func log() -> Self { unary(.log) }
  public func exp() -> Self { unary(.exp) }
  public func sqrt() -> Self { unary(.sqrt) }
  public func abs() -> Self { unary(.abs) }
  public func relu() -> Self { unary(.relu) }
  public func softplus() -> Self { unary(.softplus) }
  public func sigmoid() -> Self { unary(.sigmoid) }
  public func tanh() -> Self { unary(.tanh) }
  public func min(_ other: Self) -> Self { binary(.minimum, other) }
  public func min(_ other: Double) -> Self { binary(.minimum, other) }
  public func max(_ other: Self) -> Self { binary(.maximum, other) }
  public func max(_ other: Double) -> Self { binary(.maximum, other) }
  public func clamped(to limits: ClosedRange<Double>) -> Self {
    tape.vector(tape.pushClamp(checked, limits.lowerBound, limits.upperBound))
  }

  public func sum() -> Tape.Scalar { reduced(.sum) }
  public func mean() -> Tape.Scalar { sum() / Double(count) }
  /// The logarithm of the sum of the elements' exponentials, a smooth ``largest()``.
  public func logSumExp() -> Tape.Scalar { reduced(.logSumExp) }
  /// The largest element; the gradient goes to the first of several.
  public func largest() -> Tape.Scalar { reduced(.largest) }
  /// The smallest element; the gradient goes to the first of several.
  public func smallest() -> Tape.Scalar { reduced(.smallest) }
  /// Elements divided by their sum after exponentiation.
  public func softmax() -> Self { unary(.softmax) }

  /// The sum of the products of two vectors' elements.
  ///
  /// - Precondition: equal lengths.
  public func dot(_ other: Self) -> Tape.Scalar {
    let right = tape.checkedIndex(other.tape, other.index, other.generation)
    return tape.scalar(tape.push(.dot, checked, right))
  }

  /// An element as a scalar.
  public subscript(position: Int) -> Tape.Scalar { tape.scalar(tape.pushElement(checked, position)) }

  /// The elements at the given positions, which may repeat.
  public func gather(_ positions: [Int]) -> Self { tape.vector(tape.pushGather(checked, positions)) }
}
