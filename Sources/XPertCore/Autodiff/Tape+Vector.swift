extension Tape {
  /// Several differentiable numbers as one node: a handle like ``Scalar``.
  public struct Vector {
    let storage: UnsafeMutablePointer<TapeStorage>
    public let index: Int32
    public let generation: UInt32

    @inline(__always)
    init(_ storage: UnsafeMutablePointer<TapeStorage>, _ index: Int32) {
      self.storage = storage
      self.index = index
      generation = storage.pointee.generation
    }

    @inline(__always)
    var checked: Int32 {
      precondition(generation == storage.pointee.generation, "the vector belongs to an earlier step")
      return index
    }

    @inline(__always)
    func checked(with other: UnsafeMutablePointer<TapeStorage>) -> Int32 {
      precondition(storage == other, "the vector belongs to another tape")
      return checked
    }
  }
}

extension Tape.Vector {
  /// Elements of the vector.
  public var count: Int { Int(storage.pointee.nodes[Int(checked)].count) }

  public var values: [Double] {
    let node = storage.pointee.nodes[Int(checked)]
    return Array(UnsafeBufferPointer(start: storage.pointee.values + Int(node.start), count: Int(node.count)))
  }

  /// The gradient of the root of the last backward pass with respect to every element.
  public var gradients: [Double] {
    let node = storage.pointee.nodes[Int(checked)]
    guard Int(index) < storage.pointee.gradientCount else {
      return Array(repeating: 0, count: Int(node.count))
    }
    return Array(
      UnsafeBufferPointer(start: storage.pointee.gradients + Int(node.start), count: Int(node.count)))
  }

  private func unary(_ operation: Operation) -> Self {
    Self(storage, storage.pointee.push(operation, checked))
  }

  private func reduced(_ operation: Operation) -> Tape.Scalar {
    Tape.Scalar(storage, storage.pointee.push(operation, checked))
  }

  private func binary(_ operation: Operation, _ other: Self) -> Self {
    Self(storage, storage.pointee.push(operation, checked, other.checked(with: storage)))
  }

  private func binary(_ operation: Operation, _ other: Tape.Scalar) -> Self {
    Self(storage, storage.pointee.push(operation, checked, other.checked(with: storage)))
  }

  private func binary(_ operation: Operation, _ other: Double) -> Self { binary(operation, constant(other)) }

  private func constant(_ value: Double) -> Tape.Scalar {
    Tape.Scalar(storage, storage.pointee.pushScalar(.constant, -1, -1, false, value))
  }

  private func reversed(_ operation: Operation, _ other: Tape.Scalar) -> Self {
    Self(storage, storage.pointee.push(operation, other.checked(with: storage), checked))
  }

  public static func + (a: Self, b: Self) -> Self { a.binary(.add, b) }
  public static func + (a: Self, b: Tape.Scalar) -> Self { a.binary(.add, b) }
  public static func + (a: Tape.Scalar, b: Self) -> Self { b.reversed(.add, a) }
  public static func + (a: Self, b: Double) -> Self { a.binary(.add, b) }
  public static func + (a: Double, b: Self) -> Self { b.reversed(.add, b.constant(a)) }
  public static func - (a: Self, b: Self) -> Self { a.binary(.subtract, b) }
  public static func - (a: Self, b: Tape.Scalar) -> Self { a.binary(.subtract, b) }
  public static func - (a: Tape.Scalar, b: Self) -> Self { b.reversed(.subtract, a) }
  public static func - (a: Self, b: Double) -> Self { a.binary(.subtract, b) }
  public static func - (a: Double, b: Self) -> Self { b.reversed(.subtract, b.constant(a)) }
  public static func * (a: Self, b: Self) -> Self { a.binary(.multiply, b) }
  public static func * (a: Self, b: Tape.Scalar) -> Self { a.binary(.multiply, b) }
  public static func * (a: Tape.Scalar, b: Self) -> Self { b.reversed(.multiply, a) }
  public static func * (a: Self, b: Double) -> Self { a.binary(.multiply, b) }
  public static func * (a: Double, b: Self) -> Self { b.reversed(.multiply, b.constant(a)) }
  public static func / (a: Self, b: Self) -> Self { a.binary(.divide, b) }
  public static func / (a: Self, b: Tape.Scalar) -> Self { a.binary(.divide, b) }
  public static func / (a: Tape.Scalar, b: Self) -> Self { b.reversed(.divide, a) }
  public static func / (a: Self, b: Double) -> Self { a.binary(.divide, b) }
  public static func / (a: Double, b: Self) -> Self { b.reversed(.divide, b.constant(a)) }
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
    Self(storage, storage.pointee.pushClamp(checked, limits.lowerBound, limits.upperBound))
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
    Tape.Scalar(storage, storage.pointee.push(.dot, checked, other.checked(with: storage)))
  }

  /// An element as a scalar.
  public subscript(position: Int) -> Tape.Scalar {
    Tape.Scalar(storage, storage.pointee.pushElement(checked, position))
  }

  /// The elements at the given positions, which may repeat.
  public func gather(_ positions: [Int]) -> Self {
    Self(storage, storage.pointee.pushGather(checked, positions))
  }
}
