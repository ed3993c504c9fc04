import Foundation
import Testing
import XPertCore

/// Every operation against central finite differences, and its corners against the documented choice.
@Suite struct TapeGradientTests {
  typealias Formula = @Sendable ([Tape.Scalar], Tape) -> Tape.Scalar

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let operation: XPertCore.Operation
    let at: [Double]
    let formula: Formula
    var testDescription: String { "\(name) at \(at)" }
  }

  static func vector(_ x: [Tape.Scalar], _ tape: Tape) -> Tape.Vector { tape.stack(x) }

  /// Weights that make the sum of a vector sensitive to each element.
  static func weighted(_ v: Tape.Vector, _ tape: Tape) -> Tape.Scalar {
    v.dot(tape.constant((0..<v.count).map { 0.3 + Double($0 * $0) }))
  }

  static let cases: [Case] = [
    Case(name: "a + b", operation: .add, at: [1.5, -2]) { x, _ in x[0] + x[1] },
    Case(name: "a + 3", operation: .add, at: [1.5]) { x, _ in (x[0] + 3) * (3 + x[0]) },
    Case(name: "a - b", operation: .subtract, at: [1.5, -2]) { x, _ in (x[0] - x[1]) * x[1] },
    Case(name: "3 - a", operation: .subtract, at: [1.5]) { x, _ in (3 - x[0]) * (x[0] - 1) },
    Case(name: "a * b", operation: .multiply, at: [1.5, -2]) { x, _ in x[0] * x[1] },
    Case(name: "a * a", operation: .multiply, at: [1.5]) { x, _ in x[0] * x[0] },
    Case(name: "a / b", operation: .divide, at: [1.5, -2]) { x, _ in x[0] / x[1] },
    Case(name: "1 / a", operation: .divide, at: [-0.7]) { x, _ in 1 / x[0] + x[0] / 7 },
    Case(name: "a ^ b", operation: .power, at: [1.5, -2]) { x, _ in x[0].pow(x[1]) },
    Case(name: "a ^ 3", operation: .power, at: [-1.5]) { x, _ in x[0].pow(3) },
    Case(name: "a ^ 2", operation: .power, at: [0]) { x, _ in x[0].pow(2) },
    Case(name: "a ^ 0.5", operation: .power, at: [2]) { x, _ in x[0].pow(0.5) },
    Case(name: "min", operation: .minimum, at: [1, 2]) { x, _ in x[0].min(x[1]) + x[1].min(x[0]) * 3 },
    Case(name: "min with a number", operation: .minimum, at: [1]) { x, _ in x[0].min(4) + x[0].min(-4) },
    Case(name: "max", operation: .maximum, at: [1, 2]) { x, _ in x[0].max(x[1]) + x[1].max(x[0]) * 3 },
    Case(name: "max with a number", operation: .maximum, at: [1]) { x, _ in x[0].max(4) + x[0].max(-4) },
    Case(name: "-a", operation: .negate, at: [1.5]) { x, _ in -x[0] },
    Case(name: "log", operation: .log, at: [0.3]) { x, _ in x[0].log() },
    Case(name: "exp", operation: .exp, at: [-0.3]) { x, _ in x[0].exp() },
    Case(name: "sqrt", operation: .sqrt, at: [0.3]) { x, _ in x[0].sqrt() },
    Case(name: "square", operation: .square, at: [-0.3]) { x, _ in x[0].squared() },
    Case(name: "abs", operation: .abs, at: [-0.3, 2]) { x, _ in x[0].abs() + x[1].abs() * 2 },
    Case(name: "relu", operation: .relu, at: [-0.3, 2]) { x, _ in x[0].relu() + x[1].relu() * 2 },
    Case(name: "softplus", operation: .softplus, at: [-3, 2]) { x, _ in x[0].softplus() * x[1].softplus() },
    Case(name: "sigmoid", operation: .sigmoid, at: [-3, 2]) { x, _ in x[0].sigmoid() * x[1].sigmoid() },
    Case(name: "tanh", operation: .tanh, at: [-3, 2]) { x, _ in x[0].tanh() * x[1].tanh() },
    Case(name: "clamp", operation: .clamp, at: [-3, 0.5, 2]) { x, _ in
      x[0].clamped(to: -1...1) + 2 * x[1].clamped(to: -1...1) + x[2].clamped(to: -1...1)
    },
    Case(name: "sum", operation: .sum, at: [1, 2, 3]) { x, t in vector(x, t).sum().squared() },
    Case(name: "mean", operation: .sum, at: [1, 2, 3]) { x, t in vector(x, t).mean().squared() },
    Case(name: "dot", operation: .dot, at: [1, 2, 3]) { x, t in vector(x, t).dot(vector(x, t).exp()) },
    Case(name: "log_sum_exp", operation: .logSumExp, at: [1, -2, 3]) { x, t in vector(x, t).logSumExp() },
    Case(name: "largest", operation: .largest, at: [1, 5, 3]) { x, t in vector(x, t).largest() * 2 },
    Case(name: "smallest", operation: .smallest, at: [1, -5, 3]) { x, t in vector(x, t).smallest() * 2 },
    Case(name: "element", operation: .element, at: [1, 5, 3]) { x, t in vector(x, t)[1] * vector(x, t)[2] },
    Case(name: "softmax", operation: .softmax, at: [1, -1, 0.5]) { x, t in weighted(vector(x, t).softmax(), t)
    },
    Case(name: "gather", operation: .gather, at: [1, 5, 3]) { x, t in
      weighted(vector(x, t).squared().gather([2, 0, 2, 2]), t)
    },
    Case(name: "stack", operation: .stack, at: [1, 5]) { x, t in
      weighted(t.stack([x[1], t.constant(2), x[0], x[1]]), t)
    },
    Case(name: "vector arithmetic", operation: .multiply, at: [1, 2, 3]) { x, t in
      let v = vector(x, t)
      return weighted((v + v * v - v / (v + 1)) * x[1] - (x[0] - v) * (2 * v) + 1 / v - (-v), t)
    },
    Case(name: "vector with scalar", operation: .divide, at: [1, 2, 3]) { x, t in
      let v = vector(x, t)
      return weighted(v / x[2] + x[0] / v + x[1] * v + (x[0] + v) + (v - x[1]) + (3 - v) + (1 + v), t)
    },
    Case(name: "vector functions", operation: .log, at: [0.4, 1.2, 2]) { x, t in
      let v = vector(x, t)
      let a = v.log() + v.exp() + v.sqrt() + v.abs() + v.relu() + v.softplus() + v.sigmoid() + v.tanh()
      return weighted(a + v.pow(v) + v.pow(3) + v.min(1) + v.max(1) + v.clamped(to: 1...1.5), t)
    },
    Case(name: "vector min and max", operation: .minimum, at: [0.4, 1.2, 2]) { x, t in
      let (v, w) = (vector(x, t), t.stack([x[1], x[2], x[0]]))
      return weighted(v.min(w) * v.max(w * 2), t)
    },
  ]

  @Test("the gradient of every operation is that of finite differences", arguments: cases)
  func finiteDifferences(_ example: Case) {
    let tape = Tape(capacity: 1)
    func value(_ x: [Double]) -> Double {
      tape.reset()
      return example.formula(x.map { tape.variable($0) }, tape).value
    }
    let expected = example.at.indices.map { index -> Double in
      let step = 1e-5
      var (above, below) = (example.at, example.at)
      above[index] += step
      below[index] -= step
      return (value(above) - value(below)) / (2 * step)
    }
    tape.reset()
    let x = example.at.map { tape.variable($0) }
    tape.backward(from: example.formula(x, tape))
    for (scalar, number) in zip(x, expected) {
      #expect(abs(scalar.gradient - number) <= 1e-8 * max(1, abs(number)), "\(scalar.gradient) \(number)")
    }
  }

  @Test("no operation is without a finite-difference test")
  func allCovered() {
    let covered = Set(Self.cases.map(\.operation)).union([.constant, .variable])
    #expect(XPertCore.Operation.allCases.filter { !covered.contains($0) } == [])
  }

  @Test("values are those of the C library")
  func values() {
    let tape = Tape()
    let x = tape.variable(0.7)
    #expect((x + 2).value == 2.7 && (2 - x).value == 2 - 0.7 && (x / 3).value == 0.7 / 3)
    #expect(x.log().value == log(0.7) && x.exp().value == exp(0.7) && x.pow(1.7).value == pow(0.7, 1.7))
    #expect(x.sqrt().value == sqrt(0.7) && x.tanh().value == tanh(0.7))
    #expect(abs(x.softplus().value - log(1 + exp(0.7))) < 1e-15)
    #expect(tape.constant(-800).softplus().value == 0 && tape.constant(800).softplus().value == 800)
    #expect(tape.constant(-800).sigmoid().value == 0 && tape.constant(800).sigmoid().value == 1)
    #expect(tape.constant([1000, 1000]).logSumExp().value == 1000 + log(2))
    #expect(tape.constant([1000, 1000]).softmax().values == [0.5, 0.5])
    #expect(tape.constant([-Double.infinity, -.infinity]).logSumExp().value == -.infinity)
  }

  @Test("at corners the gradient is the documented one-sided derivative")
  func corners() {
    let tape = Tape()
    func slope(at x: Double, _ formula: (Tape.Scalar) -> Tape.Scalar) -> Double {
      tape.reset()
      let variable = tape.variable(x)
      tape.backward(from: formula(variable))
      return variable.gradient
    }
    #expect(slope(at: 0) { $0.abs() } == 0)
    #expect(slope(at: 0) { $0.relu() } == 0)
    #expect(slope(at: 1) { $0.min($0 * 2 - 1) } == 1, "the left operand of a tie")
    #expect(slope(at: 1) { $0.max($0 * 2 - 1) } == 1, "the left operand of a tie")
    #expect(slope(at: 1) { $0.clamped(to: 0...1) } == 1)
    #expect(slope(at: 1.5) { $0.clamped(to: 0...1) } == 0)
    #expect(slope(at: 0) { $0.pow(0) } == 0)
    #expect(slope(at: 0) { $0.pow(1) } == 1)
    #expect(slope(at: 2) { 0 * $0 + tape.constant(0).pow($0) } == 0)
    #expect(slope(at: 0) { $0.sqrt() } == .infinity)
    #expect(slope(at: 0) { tape.stack([$0, $0 * 3]).largest() } == 1, "the first of several")
  }

  @Test("the discarded branch of a max spreads no nan into the gradient")
  func discardedBranch() {
    let tape = Tape()
    let x = tape.variable(1)
    // The derivative of sqrt at 0 is infinite, and infinity times 0 would be nan.
    tape.backward(from: x.max((x - 1).sqrt()))
    #expect(x.gradient == 1)
    tape.backward(from: x + 0 * (x - 1).sqrt())
    #expect(x.gradient == 1)
  }

  @Test("min, max and clamp pass a nan on")
  func nanPropagates() {
    let tape = Tape()
    let nan = tape.constant(.nan)
    #expect(nan.min(1).value.isNaN && nan.max(1).value.isNaN && nan.clamped(to: 0...1).value.isNaN)
    #expect(tape.constant(1).min(nan).value.isNaN && tape.constant(1).max(nan).value.isNaN)
    #expect(tape.constant([1, .nan, 2]).largest().value.isNaN)
    #expect(tape.constant([1, .nan, 2]).logSumExp().value.isNaN)
    #expect(nan.relu().value.isNaN && nan.softplus().value.isNaN)
  }

  @Test("a second backward pass forgets the first")
  func twoPasses() {
    let tape = Tape()
    let x = tape.variable(3)
    let (a, b) = (x * 2, x.squared())
    tape.backward(from: b)
    #expect(x.gradient == 6)
    tape.backward(from: a)
    #expect(x.gradient == 2)
    #expect(b.gradient == 0, "b came after the root")
  }
}
