/// The numbers of a ``Tape``: plain memory behind a pointer, so that an operation costs neither reference
/// counting nor an exclusivity check.
struct TapeStorage {
  struct Entry {
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

  var nodes: UnsafeMutablePointer<Entry>
  var values: UnsafeMutablePointer<Double>
  var gradients: UnsafeMutablePointer<Double>
  var nodeCapacity: Int
  var valueCapacity: Int
  var nodeCount = 0
  var valueCount = 0
  /// Nodes that the last backward pass has given gradients to.
  var gradientCount = 0
  var generation: UInt32 = 1
  /// Indices of `gather` and operands of `stack`.
  var arguments: [Int32] = []
  /// Names of leaves, for messages; sorted by node.
  var labels: [(node: Int32, name: String)] = []
  /// Told the bytes whenever the tape has grown.
  var onGrowth: ((Int) -> Void)?
  var onReset: (() -> Void)?

  init(capacity: Int) {
    nodes = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    gradients = .allocate(capacity: capacity)
    nodeCapacity = capacity
    valueCapacity = capacity
  }

  /// What the tape has allocated.
  var bytes: Int {
    nodeCapacity * MemoryLayout<Entry>.stride + 2 * valueCapacity * MemoryLayout<Double>.stride
      + arguments.capacity * MemoryLayout<Int32>.stride
  }

  /// Forgets all nodes and gives back what is more than `capacity`.
  mutating func shrink(to capacity: Int) {
    reset()
    arguments = []
    guard nodeCapacity > capacity || valueCapacity > capacity else { return }
    deallocate()
    nodes = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    gradients = .allocate(capacity: capacity)
    nodeCapacity = capacity
    valueCapacity = capacity
    onGrowth?(bytes)
  }

  func deallocate() {
    nodes.deallocate()
    values.deallocate()
    gradients.deallocate()
  }

  mutating func reset() {
    nodeCount = 0
    valueCount = 0
    gradientCount = 0
    if !arguments.isEmpty { arguments.removeAll(keepingCapacity: true) }
    if !labels.isEmpty { labels.removeAll(keepingCapacity: true) }
    generation &+= 1
    onReset?()
  }

  mutating func pushLeaf(_ operation: Operation, _ elements: [Double]) -> Int32 {
    precondition(!elements.isEmpty, "a vector has at least one element")
    let index = reserve(operation, -1, -1, operation == .variable, elements.count)
    let start = Int(nodes[Int(index)].start)
    for (position, element) in elements.enumerated() { values[start + position] = element }
    return index
  }

  @inline(__always)
  func value(at index: Int32) -> Double {
    check(index)
    return values[Int(nodes[Int(index)].start)]
  }

  func gradient(at index: Int32) -> Double {
    check(index)
    return Int(index) < gradientCount ? gradients[Int(nodes[Int(index)].start)] : 0
  }

  @inline(__always)
  func check(_ index: Int32) {
    precondition(UInt(bitPattern: Int(index)) < UInt(bitPattern: nodeCount), "no such node on the tape")
  }

  /// Appends a scalar node with its value.
  @inline(__always)
  mutating func pushScalar(
    _ operation: Operation, _ left: Int32, _ right: Int32, _ needsGradient: Bool, _ value: Double
  ) -> Int32 {
    if nodeCount == nodeCapacity || valueCount == valueCapacity { grow(by: 1) }
    let index = nodeCount
    nodes[index] = Entry(
      operation: operation, needsGradient: needsGradient, left: left, right: right,
      start: Int32(truncatingIfNeeded: valueCount), count: 1)
    values[valueCount] = value
    nodeCount = index &+ 1
    valueCount &+= 1
    return Int32(truncatingIfNeeded: index)
  }

  /// Appends a node whose values are still to be written.
  mutating func reserve(
    _ operation: Operation, _ left: Int32, _ right: Int32, _ needsGradient: Bool, _ count: Int
  ) -> Int32 {
    if nodeCount == nodeCapacity || valueCount + count > valueCapacity { grow(by: count) }
    let index = nodeCount
    nodes[index] = Entry(
      operation: operation, needsGradient: needsGradient, left: left, right: right,
      start: Int32(valueCount), count: Int32(count))
    nodeCount += 1
    valueCount += count
    return Int32(index)
  }

  @inline(never)
  private mutating func grow(by count: Int) {
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
    onGrowth?(bytes)
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
