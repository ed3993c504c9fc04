import XPertKernels

/// Architecture parameters alpha[layer][node] with what belongs to them, in the padded layout of
/// ``PackedCostTable``.
final class ArchitectureParameters {
  let space: PackedCostTable
  let count: Int
  let alpha: UnsafeMutablePointer<Double>
  /// softmax of alpha (plus noise) over temperature; 0 in the padding.
  let probability: UnsafeMutablePointer<Double>
  /// d loss / d probability.
  let cost: UnsafeMutablePointer<Double>
  /// d loss / d alpha.
  let gradient: UnsafeMutablePointer<Double>
  /// Gumbel noise.
  let noise: UnsafeMutablePointer<Double>
  private let padding: [Int]

  private typealias Lanes = VectorMath.Lanes

  init(space: PackedCostTable) {
    self.space = space
    count = space.parameterCount
    alpha = PackedCostTable.allocate(count)
    probability = PackedCostTable.allocate(count)
    cost = PackedCostTable.allocate(count)
    gradient = PackedCostTable.allocate(count)
    noise = PackedCostTable.allocate(count)
    padding = space.layers.flatMap { Array($0.offset + $0.nodeCount..<$0.offset + $0.stride) }
  }

  deinit {
    for pointer in [alpha, probability, cost, gradient, noise] { pointer.deallocate() }
  }

  func initialize(spread: Double, generator: inout RandomGenerator) {
    for layer in space.layers {
      for node in 0..<layer.nodeCount { alpha[layer.offset + node] = spread * generator.normal() }
    }
    restorePadding()
  }

  /// Keeps the padding out of every maximum.
  func restorePadding() {
    for index in padding { alpha[index] = -1e30 }
  }

  /// probability = softmax(alpha / temperature) for every layer.
  func softmax(temperature: Double) { softmax(of: alpha, temperature: temperature) }

  /// probability = softmax((alpha + noise) / temperature); the candidate takes the largest of alpha + noise.
  func gumbelSoftmax(
    temperature: Double, generator: inout RandomGenerator, candidate: UnsafeMutablePointer<Int>
  ) {
    for index in 0..<count { noise[index] = generator.openUniform() }
    for block in 0..<count / 8 {
      let uniform = load(noise, block)
      store(load(alpha, block) - VectorMath.log(-VectorMath.log(uniform)), noise, block)
    }
    for (index, layer) in space.layers.enumerated() {
      candidate[index] = argmax(noise + layer.offset, layer.nodeCount)
    }
    softmax(of: noise, temperature: temperature)
  }

  private func softmax(of logits: UnsafeMutablePointer<Double>, temperature: Double) {
    for layer in space.layers {
      xk_softmax(logits + layer.offset, 1 / temperature, probability + layer.offset, layer.stride)
    }
  }

  /// Draws a node per layer with its probability.
  func sample(generator: inout RandomGenerator, into candidate: UnsafeMutablePointer<Int>) {
    for index in space.layers.indices {
      let layer = space.layers[index]
      let p = probability + layer.offset
      var rest = generator.uniform()
      var node = 0
      // The last node takes what rounding leaves over, unless it is impossible.
      while node < layer.nodeCount - 1 {
        rest -= p[node]
        if rest < 0 { break }
        node += 1
      }
      while p[node] == 0 && node > 0 { node -= 1 }
      candidate[index] = node
    }
  }

  /// The most probable node of every layer, the first of equals.
  func mostProbable(into candidate: UnsafeMutablePointer<Int>) {
    for (index, layer) in space.layers.enumerated() {
      candidate[index] = argmax(alpha + layer.offset, layer.nodeCount)
    }
  }

  /// gradient = d loss / d alpha from `cost`: p (c - sum of p c) / temperature, exactly zero where all nodes
  /// of a layer have the same cost.
  func backward(temperature: Double) {
    for layer in space.layers {
      xk_softmax_gradient(
        probability + layer.offset, cost + layer.offset, 1 / temperature, gradient + layer.offset,
        layer.stride)
    }
  }

  /// Follows the gradient.
  ///
  /// - Throws: as ``Optimizer/update(_:gradient:state:progress:)``; ``SearchError/diverged(step:)`` if a
  ///   parameter has overflowed.
  func update(by optimizer: Optimizer, state: inout Optimizer.State, progress: Double, step: Int) throws {
    try optimizer.update(
      UnsafeMutableBufferPointer(start: alpha, count: count),
      gradient: UnsafeBufferPointer(start: gradient, count: count), state: &state, progress: progress)
    restorePadding()
    guard isFinite else { throw SearchError.diverged(step: step) }
  }

  /// Whether no parameter has overflowed.
  var isFinite: Bool {
    var total = Lanes(repeating: 0)
    for block in 0..<count / 8 { total += load(alpha, block) * 0 }
    return VectorMath.sum(total) == 0
  }

  /// Euclidean norm of the gradient, at every scale: 0 only if the gradient is.
  var gradientNorm: Double {
    let norm = squaredNorm.squareRoot()
    guard norm < 1e-140 || norm > 1e140 else { return norm }
    // Squares that underflow or overflow.
    var largest = 0.0
    for index in 0..<count { largest = max(largest, abs(gradient[index])) }
    guard largest > 0, largest.isFinite else { return norm }
    var total = 0.0
    for index in 0..<count { total += (gradient[index] / largest) * (gradient[index] / largest) }
    return largest * total.squareRoot()
  }

  private var squaredNorm: Double {
    var total = Lanes(repeating: 0)
    for block in 0..<count / 8 {
      let value = load(gradient, block)
      total += value * value
    }
    return VectorMath.sum(total)
  }

  /// Whether one node of every layer has probability 1.
  var isCertain: Bool {
    space.layers.allSatisfy { layer in (0..<layer.nodeCount).contains { probability[layer.offset + $0] == 1 }
    }
  }

  /// Whether every layer passes all its nodes the same cost.
  var hasUniformCost: Bool {
    space.layers.allSatisfy { layer in
      (1..<max(1, layer.nodeCount)).allSatisfy { cost[layer.offset + $0] == cost[layer.offset] }
    }
  }

  private func argmax(_ row: UnsafeMutablePointer<Double>, _ count: Int) -> Int {
    var best = 0
    for node in 1..<max(1, count) where row[node] > row[best] { best = node }
    return best
  }

  @inline(__always)
  private func load(_ pointer: UnsafeMutablePointer<Double>, _ block: Int) -> Lanes {
    VectorMath.load(pointer + block * 8)
  }

  @inline(__always)
  private func store(_ value: Lanes, _ pointer: UnsafeMutablePointer<Double>, _ block: Int) {
    VectorMath.store(value, pointer + block * 8)
  }
}
