/// Reverse-mode automatic differentiation: a list of operations in the order in which they were computed.
///
/// Values are computed as an operation is pushed; ``backward(from:)-(Tape.Scalar)`` walks the list back. A
/// tape is meant to be reused: ``reset()`` forgets the nodes and keeps the memory, so that a search step
/// allocates nothing. A node is known by its index, and a handle is an index with the *generation* of the
/// tape in which it was made; each reset begins a new generation, which tells a handle that was kept too
/// long from a valid one.
///
/// Swift code uses ``Scalar`` and ``Vector``, which have operators. Bindings that hold indices themselves use
/// ``push(_:_:_:)`` and ``value(at:)``. Not thread-safe: a tape belongs to one thread.
public final class Tape {
  let storage: UnsafeMutablePointer<TapeStorage>

  /// - Parameter capacity: operations to make room for; the tape grows when it needs more.
  public init(capacity: Int = 256) {
    storage = .allocate(capacity: 1)
    storage.initialize(to: TapeStorage(capacity: Swift.max(capacity, 16)))
  }

  deinit {
    storage.pointee.deallocate()
    storage.deinitialize(count: 1)
    storage.deallocate()
  }

  /// Nodes on the tape.
  public var count: Int { storage.pointee.nodeCount }

  /// Begins at 1 and grows with every ``reset()``.
  public var generation: UInt32 { storage.pointee.generation }

  /// Forgets all nodes, keeps the memory and begins a new generation: earlier handles become invalid.
  public func reset() { storage.pointee.reset() }

  /// Bytes that it has allocated; they stay with ``reset()``.
  public var bytes: Int { storage.pointee.bytes }

  /// Called with every reset: whoever holds nodes by their index forgets them.
  public var onReset: (() -> Void)? {
    get { storage.pointee.onReset }
    set { storage.pointee.onReset = newValue }
  }

  /// Told the bytes whenever they have changed: for a program that counts its memory. Growing cannot be
  /// refused; what the tape is for can be ended afterwards.
  public var onGrowth: ((_ bytes: Int) -> Void)? {
    get { storage.pointee.onGrowth }
    set { storage.pointee.onGrowth = newValue }
  }

  /// As ``reset()``, and gives back the memory of more than `capacity` operations.
  public func shrink(to capacity: Int = 4096) { storage.pointee.shrink(to: Swift.max(capacity, 16)) }

  // MARK: Leaves

  /// A number without gradient.
  public func constant(_ value: Double) -> Scalar {
    Scalar(storage, storage.pointee.pushScalar(.constant, -1, -1, false, value))
  }

  /// A number whose gradient is wanted.
  ///
  /// - Parameter name: how messages call it; nil: by its value.
  public func variable(_ value: Double, name: String? = nil) -> Scalar {
    let index = storage.pointee.pushScalar(.variable, -1, -1, true, value)
    if let name { storage.pointee.labels.append((index, name)) }
    return Scalar(storage, index)
  }

  /// Numbers without gradient.
  public func constant(_ elements: [Double]) -> Vector {
    Vector(storage, storage.pointee.pushLeaf(.constant, elements))
  }

  /// Numbers whose gradients are wanted.
  public func variable(_ elements: [Double]) -> Vector {
    Vector(storage, storage.pointee.pushLeaf(.variable, elements))
  }

  /// A vector of several scalars.
  public func stack(_ scalars: [Scalar]) -> Vector {
    Vector(storage, storage.pointee.pushStack(scalars.map { $0.checked(with: storage) }))
  }

  // MARK: Gradients

  /// Computes the gradient of a scalar with respect to every node before it.
  ///
  /// Earlier gradients are overwritten. O(nodes up to the root).
  public func backward(from root: Scalar) { storage.pointee.backward(from: root.checked(with: storage)) }

  /// As ``backward(from:)-(Tape.Scalar)``, for bindings.
  public func backward(from root: Int32) { storage.pointee.backward(from: root) }

  // MARK: Access by index, for bindings

  /// Appends an operation and returns its node: the entry point for bindings that hold indices.
  ///
  /// Elementwise operations take scalars and vectors of equal length, and repeat a scalar next to a vector.
  /// The gradient flows to those operands that depend on a variable.
  ///
  /// - Precondition: both operands are on the tape, and `operation.isGeneric`.
  public func push(_ operation: Operation, _ left: Int32, _ right: Int32 = -1) -> Int32 {
    storage.pointee.push(operation, left, right)
  }

  /// Appends `a` limited to `lower ... upper`.
  ///
  /// - Precondition: `lower <= upper`.
  public func pushClamp(_ a: Int32, _ lower: Double, _ upper: Double) -> Int32 {
    storage.pointee.pushClamp(a, lower, upper)
  }

  /// The value of a scalar node, or of a vector's first element.
  public func value(at index: Int32) -> Double { storage.pointee.value(at: index) }

  /// The gradient of a scalar node after ``backward(from:)-(Int32)``; 0 for nodes that came after the root.
  public func gradient(at index: Int32) -> Double { storage.pointee.gradient(at: index) }

  /// Whether a variable is among what the node was computed from.
  public func needsGradient(at index: Int32) -> Bool {
    storage.pointee.check(index)
    return storage.pointee.nodes[Int(index)].needsGradient
  }

  /// Whether the node is a plain number (``constant(_:)->Tape.Scalar``).
  public func isConstant(at index: Int32) -> Bool {
    storage.pointee.check(index)
    return storage.pointee.nodes[Int(index)].operation == .constant
  }

  /// The handle of a node known by its index.
  public func scalar(at index: Int32) -> Scalar {
    storage.pointee.check(index)
    return Scalar(storage, index)
  }

  // MARK: Diagnosis

  /// The first operation, among those a scalar was computed from, whose result is not finite, as a script
  /// would write it with its operands' values: `log(-998.837)`. Nil if all are finite.
  public func firstNonFinite(from root: Scalar) -> (index: Int32, description: String)? {
    storage.pointee.firstNonFinite(from: root.checked(with: storage))
  }

  /// The operation at which the last backward pass first met a gradient that is not finite, described as by
  /// ``firstNonFinite(from:)``: the root's gradient is fine, and this operation's operands' gradients are
  /// not.
  public func firstNonFiniteGradient() -> (index: Int32, description: String)? {
    storage.pointee.firstNonFiniteGradient()
  }

  /// An operation with its operands' values.
  public func describe(_ index: Int32, element: Int = 0) -> String {
    storage.pointee.describe(index, element: element)
  }
}
