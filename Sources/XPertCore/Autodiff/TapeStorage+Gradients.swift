/// The gradient of every operation, a line each.
///
/// Edge cases, all pinned by tests: at a corner (`abs`, `relu` at 0; a tie of `min` and `max`) one of the two
/// one-sided derivatives is taken: 0 for `abs` and `relu`, the left operand for ties. `clamp` passes the
/// gradient on the closed interval. `a ^ 0` and the exponent of `0 ^ b` have gradient 0. A node whose own
/// gradient is exactly 0 passes nothing on, so that the discarded branch of a `max` cannot spread a nan.
extension TapeStorage {
  /// As ``Tape/backward(from:)-(Scalar)``.
  mutating func backward(from root: Int32) {
    check(root)
    let end = Int(nodes[Int(root)].start) + 1
    precondition(nodes[Int(root)].count == 1, "only a scalar has a gradient")
    gradients.update(repeating: 0, count: end)
    gradientCount = Int(root) + 1
    gradients[end - 1] = 1
    var index = Int(root)
    while index >= 0 {
      if nodes[index].needsGradient && nodes[index].operation != .variable { propagate(nodes[index]) }
      index -= 1
    }
  }

  private func propagate(_ node: Entry) {
    let pass = Pass(storage: self, node: node)
    switch node.operation {
    case .constant, .variable: break
    case .add: pass.each(left: { g, _, _, _ in g }, right: { g, _, _, _ in g })
    case .subtract: pass.each(left: { g, _, _, _ in g }, right: { g, _, _, _ in -g })
    case .multiply: pass.each(left: { g, _, b, _ in g * b }, right: { g, a, _, _ in g * a })
    case .divide: pass.each(left: { g, _, b, _ in g / b }, right: { g, _, b, y in -g * y / b })
    case .power:
      pass.each(
        left: { g, a, b, _ in b == 0 ? 0 : g * b * power(a, b - 1) },
        right: { g, a, _, y in a == 0 ? 0 : g * y * logarithm(a) })
    case .minimum: pass.each(left: { g, a, b, _ in a <= b ? g : 0 }, right: { g, a, b, _ in a <= b ? 0 : g })
    case .maximum: pass.each(left: { g, a, b, _ in a >= b ? g : 0 }, right: { g, a, b, _ in a >= b ? 0 : g })
    case .negate: pass.each { g, _, _ in -g }
    case .log: pass.each { g, a, _ in g / a }
    case .exp: pass.each { g, _, y in g * y }
    case .sqrt: pass.each { g, _, y in g / (2 * y) }
    case .square: pass.each { g, a, _ in g * 2 * a }
    case .abs: pass.each { g, a, _ in a > 0 ? g : a < 0 ? -g : 0 }
    case .relu: pass.each { g, a, _ in a > 0 ? g : 0 }
    case .softplus: pass.each { g, a, _ in g * Self.sigmoid(a) }
    case .sigmoid: pass.each { g, _, y in g * y * (1 - y) }
    case .tanh: pass.each { g, _, y in g * (1 - y * y) }
    case .clamp: pass.each { g, a, y in a == y ? g : 0 }
    case .sum: pass.spread { g, _, _ in g }
    case .dot: pass.cross { g, other in g * other }
    case .logSumExp: pass.spread { g, x, y in g * exponential(x - y) }
    case .largest, .smallest: pass.first { x, y in x == y }
    case .element: pass.at(position: Int(node.right))
    case .softmax: pass.softmax()
    case .gather: pass.gather(arguments)
    case .stack: pass.stack(arguments)
    }
  }

  /// One node's share of the backward pass. `g` is the node's gradient, `a` and `b` its operands' values, `y`
  /// its own value.
  private struct Pass {
    let nodes: UnsafeMutablePointer<Entry>
    let values: UnsafeMutablePointer<Double>
    let gradients: UnsafeMutablePointer<Double>
    let node: Entry

    @inline(__always)
    init(storage: borrowing TapeStorage, node: Entry) {
      self.node = node
      nodes = storage.nodes
      values = storage.values
      gradients = storage.gradients
    }

    @inline(__always) var count: Int { Int(node.count) }
    @inline(__always) var y: UnsafeMutablePointer<Double> { values + Int(node.start) }
    @inline(__always) var g: UnsafeMutablePointer<Double> { gradients + Int(node.start) }

    @inline(__always)
    func each(_ rule: (_ g: Double, _ a: Double, _ y: Double) -> Double) {
      let start = Int(nodes[Int(node.left)].start)
      for i in 0..<count where g[i] != 0 { gradients[start + i] += rule(g[i], values[start + i], y[i]) }
    }

    @inline(__always)
    func each(
      left: (_ g: Double, _ a: Double, _ b: Double, _ y: Double) -> Double,
      right: (_ g: Double, _ a: Double, _ b: Double, _ y: Double) -> Double
    ) {
      let (a, b) = (nodes[Int(node.left)], nodes[Int(node.right)])
      let (startA, startB) = (Int(a.start), Int(b.start))
      let (stepA, stepB) = (a.count == 1 ? 0 : 1, b.count == 1 ? 0 : 1)
      for i in 0..<count where g[i] != 0 {
        let (atA, atB) = (startA + i * stepA, startB + i * stepB)
        if a.needsGradient { gradients[atA] += left(g[i], values[atA], values[atB], y[i]) }
        if b.needsGradient { gradients[atB] += right(g[i], values[atA], values[atB], y[i]) }
      }
    }

    /// From a scalar to every element of the operand.
    @inline(__always)
    func spread(_ rule: (_ g: Double, _ x: Double, _ y: Double) -> Double) {
      guard g[0] != 0 else { return }
      let operand = nodes[Int(node.left)]
      let start = Int(operand.start)
      for i in 0..<Int(operand.count) { gradients[start + i] += rule(g[0], values[start + i], y[0]) }
    }

    /// From a scalar to the elements of two operands.
    @inline(__always)
    func cross(_ rule: (_ g: Double, _ other: Double) -> Double) {
      guard g[0] != 0 else { return }
      let (a, b) = (nodes[Int(node.left)], nodes[Int(node.right)])
      let (startA, startB) = (Int(a.start), Int(b.start))
      for i in 0..<Int(a.count) {
        if a.needsGradient { gradients[startA + i] += rule(g[0], values[startB + i]) }
        if b.needsGradient { gradients[startB + i] += rule(g[0], values[startA + i]) }
      }
    }

    /// From a scalar to the first element that qualifies.
    func first(_ qualifies: (_ x: Double, _ y: Double) -> Bool) {
      let operand = nodes[Int(node.left)]
      for i in Int(operand.start)..<Int(operand.start + operand.count) where qualifies(values[i], y[0]) {
        gradients[i] += g[0]
        return
      }
    }

    func at(position: Int) { gradients[Int(nodes[Int(node.left)].start) + position] += g[0] }

    /// d y[i] / d x[j] = y[i] ((i == j) - y[j]).
    func softmax() {
      let start = Int(nodes[Int(node.left)].start)
      var mean = 0.0
      for i in 0..<count { mean += g[i] * y[i] }
      for i in 0..<count { gradients[start + i] += y[i] * (g[i] - mean) }
    }

    func gather(_ arguments: [Int32]) {
      let start = Int(nodes[Int(node.left)].start)
      for i in 0..<count { gradients[start + Int(arguments[Int(node.right) + i])] += g[i] }
    }

    func stack(_ arguments: [Int32]) {
      for i in 0..<count {
        let operand = nodes[Int(arguments[Int(node.right) + i])]
        if operand.needsGradient { gradients[Int(operand.start)] += g[i] }
      }
    }
  }
}
