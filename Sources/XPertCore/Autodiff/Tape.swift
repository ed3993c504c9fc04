/// Reverse-mode automatic differentiation: a list of operations in the order in which they were computed.
///
/// Values are computed as an operation is pushed; ``backward(from:)`` walks the list back. A tape is meant to be
/// reused: ``reset()`` forgets the nodes and keeps the memory, so that a search step allocates nothing. A node
/// is known by its index, and a handle is an index with the *generation* of the tape in which it was made; each
/// reset begins a new generation, which tells a handle that was kept too long from a valid one.
///
/// Swift code uses ``Scalar`` and ``Vector``, which have operators. Bindings that hold indices themselves use
/// ``push(_:_:_:)`` and ``value(at:)``. Not thread-safe: a tape belongs to one thread.
public final class Tape {
  struct Node {
    var operation: Operation
    var needsGradient: Bool
    /// Operand nodes; for `element` the position, for `gather` and `stack` a position in `arguments`.
    var left: Int32
    var right: Int32
    /// Where the node's numbers are in `values` and `gradients`.
    var start: Int32
    /// Elements; 1 for scalars.
    var count: Int32
  }

  var nodes: UnsafeMutablePointer<Node>
  var values: UnsafeMutablePointer<Double>
  var gradients: UnsafeMutablePointer<Double>
  var nodeCapacity: Int
  var valueCapacity: Int
  var nodeCount = 0
  var valueCount = 0
  /// Indices of `gather` and operands of `stack`.
  var arguments: [Int32] = []
  /// Names of leaves, for messages; sorted by node.
  var labels: [(node: Int32, name: String)] = []

  /// Begins at 1 and grows with every ``reset()``.
  public internal(set) var generation: UInt32 = 1

  /// - Parameter capacity: operations to make room for; the tape grows when it needs more.
  public init(capacity: Int = 256) {
    let capacity = Swift.max(capacity, 16)
    nodes = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    gradients = .allocate(capacity: capacity)
    nodeCapacity = capacity
    valueCapacity = capacity
  }

  deinit {
    nodes.deallocate()
    values.deallocate()
    gradients.deallocate()
  }

  /// Nodes on the tape.
  public var count: Int { nodeCount }

  /// Forgets all nodes, keeps the memory and begins a new generation: earlier handles become invalid.
  public func reset() {
    nodeCount = 0
    valueCount = 0
    gradientCount = 0
    if !arguments.isEmpty { arguments.removeAll(keepingCapacity: true) }
    if !labels.isEmpty { labels.removeAll(keepingCapacity: true) }
    generation &+= 1
  }

  // MARK: Leaves

  /// A number without gradient.
  public func constant(_ value: Double) -> Scalar { scalar(pushScalar(.constant, -1, -1, false, value)) }

  /// A number whose gradient is wanted.
  ///
  /// - Parameter name: how messages call it; nil: by its value.
  public func variable(_ value: Double, name: String? = nil) -> Scalar {
    let index = pushScalar(.variable, -1, -1, true, value)
    if let name { labels.append((index, name)) }
    return scalar(index)
  }

  /// Numbers without gradient.
  public func constant(_ elements: [Double]) -> Vector { leaf(.constant, elements) }

  /// Numbers whose gradients are wanted.
  public func variable(_ elements: [Double]) -> Vector { leaf(.variable, elements) }

  private func leaf(_ operation: Operation, _ elements: [Double]) -> Vector {
    precondition(!elements.isEmpty, "a vector has at least one element")
    let index = reserve(operation, -1, -1, operation == .variable, elements.count)
    let start = Int(nodes[Int(index)].start)
    for (position, element) in elements.enumerated() { values[start + position] = element }
    return vector(index)
  }

  // MARK: Access by index, for bindings

  /// The value of a scalar node, or of a vector's first element.
  public func value(at index: Int32) -> Double {
    check(index)
    return values[Int(nodes[Int(index)].start)]
  }

  /// The gradient of a scalar node after ``backward(from:)``; 0 for nodes that came after the root.
  public func gradient(at index: Int32) -> Double {
    check(index)
    return Int(index) < gradientCount ? gradients[Int(nodes[Int(index)].start)] : 0
  }

  /// Whether a variable is among what the node was computed from.
  public func needsGradient(at index: Int32) -> Bool {
    check(index)
    return nodes[Int(index)].needsGradient
  }

  /// Whether the node is a plain number (``constant(_:)``).
  public func isConstant(at index: Int32) -> Bool {
    check(index)
    return nodes[Int(index)].operation == .constant
  }

  /// The handle of a node known by its index.
  public func scalar(at index: Int32) -> Scalar {
    check(index)
    return scalar(index)
  }

  /// Nodes that ``backward(from:)`` has given gradients to.
  var gradientCount = 0

  // MARK: Pushing

  @inline(__always)
  func check(_ index: Int32) {
    precondition(UInt(bitPattern: Int(index)) < UInt(bitPattern: nodeCount), "no such node on the tape")
  }

  @inline(__always)
  func scalar(_ index: Int32) -> Scalar { Scalar(tape: self, index: index) }

  @inline(__always)
  func vector(_ index: Int32) -> Vector { Vector(tape: self, index: index) }

  /// Appends a scalar node with its value.
  @inline(__always)
  func pushScalar(
    _ operation: Operation, _ left: Int32, _ right: Int32, _ needsGradient: Bool, _ value: Double
  ) -> Int32 {
    if nodeCount == nodeCapacity || valueCount == valueCapacity { grow(by: 1) }
    let index = nodeCount
    nodes[index] = Node(
      operation: operation, needsGradient: needsGradient, left: left, right: right,
      start: Int32(truncatingIfNeeded: valueCount), count: 1)
    values[valueCount] = value
    nodeCount = index &+ 1
    valueCount &+= 1
    return Int32(truncatingIfNeeded: index)
  }

  /// Appends a node whose values are still to be written.
  func reserve(
    _ operation: Operation, _ left: Int32, _ right: Int32, _ needsGradient: Bool, _ count: Int
  ) -> Int32 {
    if nodeCount == nodeCapacity || valueCount + count > valueCapacity { grow(by: count) }
    let index = nodeCount
    nodes[index] = Node(
      operation: operation, needsGradient: needsGradient, left: left, right: right,
      start: Int32(valueCount), count: Int32(count))
    nodeCount += 1
    valueCount += count
    return Int32(index)
  }

  @inline(never)
  private func grow(by count: Int) {
    if nodeCount == nodeCapacity {
      nodes = Self.moved(nodes, count: nodeCount, to: 2 * nodeCapacity)
      nodeCapacity *= 2
    }
    if valueCount + count > valueCapacity {
      let capacity = Swift.max(2 * valueCapacity, valueCount + count)
      precondition(capacity <= Int(Int32.max), "a tape holds at most 2^31 numbers")
      values = Self.moved(values, count: valueCount, to: capacity)
      // Gradients written by an earlier backward pass stay readable.
      let kept = gradientCount == 0 ? 0 : gradientEnd
      gradients = Self.moved(gradients, count: kept, to: capacity)
      valueCapacity = capacity
    }
  }

  /// Numbers that the nodes with gradients occupy.
  var gradientEnd: Int {
    guard gradientCount > 0 else { return 0 }
    let last = nodes[gradientCount - 1]
    return Int(last.start) + Int(last.count)
  }

  private static func moved<Element>(
    _ old: UnsafeMutablePointer<Element>, count: Int, to capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let new = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    new.moveInitialize(from: old, count: count)
    old.deallocate()
    return new
  }
}
