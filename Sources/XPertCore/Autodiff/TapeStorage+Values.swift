import Platform

/// The value of every operation.
///
/// Edge cases: values follow IEEE 754 (log of a negative number is nan, of zero -inf; x / 0 is infinite or
/// nan) and are never replaced; `min`, `max` and `clamp` pass a nan on.
extension TapeStorage {
  /// As ``Tape/push(_:_:_:)``.
  mutating func push(_ operation: Operation, _ left: Int32, _ right: Int32 = -1) -> Int32 {
    check(left)
    let first = nodes[Int(left)]
    if operation.operandCount == 2 {
      check(right)
      let second = nodes[Int(right)]
      let needsGradient = first.needsGradient || second.needsGradient
      if operation == .dot {
        return pushScalar(operation, left, right, needsGradient, dotProduct(first, second))
      }
      if first.count == 1 && second.count == 1 {
        let value = Self.value(operation, values[Int(first.start)], values[Int(second.start)])
        return pushScalar(operation, left, right, needsGradient, value)
      }
      return pushElementwise(operation, left, right, needsGradient, max(first.count, second.count))
    }
    switch operation {
    case .sum, .logSumExp, .largest, .smallest:
      return pushScalar(operation, left, -1, first.needsGradient, reduced(operation, first))
    case .softmax: return pushSoftmax(left)
    default:
      if first.count == 1 {
        let value = Self.value(operation, values[Int(first.start)])
        return pushScalar(operation, left, -1, first.needsGradient, value)
      }
      return pushElementwise(operation, left, -1, first.needsGradient, first.count)
    }
  }

  /// Elementwise operations of two numbers.
  @inline(__always)
  static func value(_ operation: Operation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: power(a, b)
    case .minimum: a <= b || a.isNaN ? a : b
    case .maximum: a >= b || a.isNaN ? a : b
    default: preconditionFailure("\(operation) does not take two numbers")
    }
  }

  /// Elementwise operations of one number.
  @inline(__always)
  static func value(_ operation: Operation, _ a: Double) -> Double {
    switch operation {
    case .negate: -a
    case .log: logarithm(a)
    case .exp: exponential(a)
    case .sqrt: a.squareRoot()
    case .square: a * a
    case .abs: a.magnitude
    case .relu: a < 0 ? 0 : a
    case .softplus: (a < 0 ? 0 : a) + log1p(exponential(-a.magnitude))
    case .sigmoid: sigmoid(a)
    case .tanh: hyperbolicTangent(a)
    default: preconditionFailure("\(operation) does not take one number")
    }
  }

  /// 1 / (1 + exp(-a)) without overflow.
  static func sigmoid(_ a: Double) -> Double {
    let decay = exponential(-a.magnitude)
    return a < 0 ? decay / (1 + decay) : 1 / (1 + decay)
  }

  /// `a` limited to `lower ... upper`.
  mutating func pushClamp(_ a: Int32, _ lower: Double, _ upper: Double) -> Int32 {
    precondition(lower <= upper, "clamp needs lower <= upper")
    check(a)
    // The limits lie next to each other: `right` is the lower one.
    let limits = pushScalar(.constant, -1, -1, false, lower)
    _ = pushScalar(.constant, -1, -1, false, upper)
    let operand = nodes[Int(a)]
    let index = reserve(.clamp, a, limits, operand.needsGradient, Int(operand.count))
    let (x, y) = (values + Int(operand.start), values + Int(nodes[Int(index)].start))
    for i in 0..<Int(operand.count) { y[i] = x[i] < lower ? lower : x[i] > upper ? upper : x[i] }
    return index
  }

  mutating func pushElement(_ a: Int32, _ position: Int) -> Int32 {
    check(a)
    let operand = nodes[Int(a)]
    precondition(0 <= position && position < Int(operand.count), "element \(position) of \(operand.count)")
    let value = values[Int(operand.start) + position]
    return pushScalar(.element, a, Int32(position), operand.needsGradient, value)
  }

  mutating func pushGather(_ a: Int32, _ positions: [Int]) -> Int32 {
    check(a)
    precondition(!positions.isEmpty, "a vector has at least one element")
    let operand = nodes[Int(a)]
    let first = Int32(arguments.count)
    let index = reserve(.gather, a, first, operand.needsGradient, positions.count)
    let (x, y) = (values + Int(operand.start), values + Int(nodes[Int(index)].start))
    for (i, position) in positions.enumerated() {
      precondition(0 <= position && position < Int(operand.count), "element \(position) of \(operand.count)")
      arguments.append(Int32(position))
      y[i] = x[position]
    }
    return index
  }

  mutating func pushStack(_ scalars: [Int32]) -> Int32 {
    precondition(!scalars.isEmpty, "a vector has at least one element")
    let first = Int32(arguments.count)
    var needsGradient = false
    for scalar in scalars {
      check(scalar)
      precondition(nodes[Int(scalar)].count == 1, "only scalars can be stacked")
      needsGradient = needsGradient || nodes[Int(scalar)].needsGradient
      arguments.append(scalar)
    }
    let index = reserve(.stack, scalars[0], first, needsGradient, scalars.count)
    let y = values + Int(nodes[Int(index)].start)
    for (i, scalar) in scalars.enumerated() { y[i] = values[Int(nodes[Int(scalar)].start)] }
    return index
  }

  @inline(never)
  private mutating func pushElementwise(
    _ operation: Operation, _ left: Int32, _ right: Int32, _ needsGradient: Bool, _ count: Int32
  ) -> Int32 {
    let index = reserve(operation, left, right, needsGradient, Int(count))
    let y = values + Int(nodes[Int(index)].start)
    let first = nodes[Int(left)]
    let a = values + Int(first.start)
    guard right >= 0 else {
      for i in 0..<Int(count) { y[i] = Self.value(operation, a[i]) }
      return index
    }
    let second = nodes[Int(right)]
    precondition(
      first.count == second.count || first.count == 1 || second.count == 1,
      "vectors of \(first.count) and \(second.count) elements")
    let b = values + Int(second.start)
    let (stepA, stepB) = (first.count == 1 ? 0 : 1, second.count == 1 ? 0 : 1)
    for i in 0..<Int(count) { y[i] = Self.value(operation, a[i * stepA], b[i * stepB]) }
    return index
  }

  private func dotProduct(_ first: Entry, _ second: Entry) -> Double {
    precondition(first.count == second.count, "vectors of \(first.count) and \(second.count) elements")
    let (a, b) = (values + Int(first.start), values + Int(second.start))
    var sum = 0.0
    for i in 0..<Int(first.count) { sum += a[i] * b[i] }
    return sum
  }

  private func reduced(_ operation: Operation, _ operand: Entry) -> Double {
    let x = UnsafeBufferPointer(start: values + Int(operand.start), count: Int(operand.count))
    switch operation {
    case .sum: return x.reduce(0, +)
    case .largest: return x.reduce(-.infinity) { Self.value(.maximum, $0, $1) }
    case .smallest: return x.reduce(.infinity) { Self.value(.minimum, $0, $1) }
    default:
      let largest = x.reduce(-.infinity) { Self.value(.maximum, $0, $1) }
      guard largest.isFinite else { return largest }
      return largest + logarithm(x.reduce(0) { $0 + exponential($1 - largest) })
    }
  }

  private mutating func pushSoftmax(_ operand: Int32) -> Int32 {
    let node = nodes[Int(operand)]
    let index = reserve(.softmax, operand, -1, node.needsGradient, Int(node.count))
    let x = UnsafeBufferPointer(start: values + Int(node.start), count: Int(node.count))
    let y = values + Int(nodes[Int(index)].start)
    let largest = x.reduce(-.infinity) { Self.value(.maximum, $0, $1) }
    var total = 0.0
    for i in x.indices {
      y[i] = exponential(x[i] - largest)
      total += y[i]
    }
    for i in x.indices { y[i] /= total }
    return index
  }
}

// The names of the C library, out of reach of the methods `log`, `exp` and `pow` of handles.
@inline(__always) func logarithm(_ a: Double) -> Double { log(a) }
@inline(__always) func exponential(_ a: Double) -> Double { exp(a) }
@inline(__always) func power(_ a: Double, _ b: Double) -> Double { b == 2 ? a * a : pow(a, b) }
@inline(__always) func hyperbolicTangent(_ a: Double) -> Double { tanh(a) }
