import Testing
import XPertCore

@Suite struct TapeTests {
  @Test("a reset begins a generation and forgets the nodes")
  func reset() {
    let tape = Tape()
    let x = tape.variable(2)
    #expect(x.generation == tape.generation && x.index == 0)
    tape.reset()
    #expect(tape.count == 0 && tape.generation == x.generation + 1)
    #expect(tape.variable(5).index == 0)
  }

  @Test("a tape that outgrows its memory keeps values and gradients")
  func growth() {
    let tape = Tape(capacity: 1)
    let x = tape.variable(1)
    var sum = x
    for _ in 0..<1000 { sum = sum + x }
    tape.backward(from: sum)
    #expect(sum.value == 1001 && x.gradient == 1001)
    for _ in 0..<5000 { _ = tape.constant(0) }
    #expect(x.gradient == 1001 && tape.constant(3).gradient == 0)
    let long = tape.variable(Array(repeating: 0.5, count: 100_000))
    tape.backward(from: long.sum())
    #expect(long.gradients.allSatisfy { $0 == 1 } && long.sum().value == 50_000)
  }

  @Test("bindings push by index, and see which nodes have a gradient")
  func indices() {
    let tape = Tape()
    let (x, two) = (tape.variable(3), tape.constant(2))
    let product = tape.push(.multiply, x.index, two.index)
    let root = tape.push(.log, product)
    #expect(tape.value(at: product) == 6 && tape.needsGradient(at: root))
    #expect(!tape.needsGradient(at: tape.push(.exp, two.index)) && tape.isConstant(at: two.index))
    tape.backward(from: root)
    #expect(tape.gradient(at: product) == 1.0 / 6 && tape.gradient(at: x.index) == 2.0 / 6)
    #expect(tape.gradient(at: two.index) == 0, "constants get no gradient")
    #expect(tape.scalar(at: root).value == tape.value(at: root))
  }

  struct Broken: Sendable, CustomTestStringConvertible {
    let description: String
    /// Evaluated at x = 1.
    let formula: @Sendable (Tape.Scalar, Tape) -> Tape.Scalar
    var testDescription: String { description }
  }

  static let broken: [Broken] = [
    Broken(description: "log(-998.837)") { x, _ in (x - 999.837).log() + 1 },
    Broken(description: "log(0)") { x, _ in (x - 1).log() * 2 },
    Broken(description: "1 / 0") { x, _ in 1 / (x - 1) },
    Broken(description: "0 / 0") { x, _ in (x - 1) / (x - 1) },
    Broken(description: "(-1) ^ 0.5") { x, _ in (-x).pow(0.5) },
    Broken(description: "1e+200 ^ 2") { x, _ in (x * 1e200).squared() },
    Broken(description: "sqrt(-1)") { x, _ in (-x).sqrt() },
    Broken(description: "exp(1000)") { x, _ in (1000 * x).exp() },
    Broken(description: "a constant is nan") { x, tape in x * tape.constant(.nan) },
    Broken(description: "area_mm2 is inf") { x, tape in x + tape.variable(.infinity, name: "area_mm2") },
    Broken(description: "log(-3) at element 2 of 3") { x, tape in
      tape.stack([x, -3 * x, -4 * x]).log().sum()
    },
    Broken(description: "sum of 2 numbers") { x, tape in (tape.stack([x, x]) * 1.5e308).sum() },
    Broken(description: "dot of 2 numbers") { x, tape in
      (tape.stack([x, x]) * 1e200).dot(tape.stack([x, x]) * 1e200)
    },
  ]

  @Test("the first number that is not finite is described with its operands", arguments: broken)
  func firstNonFinite(_ example: Broken) throws {
    let tape = Tape()
    let x = tape.variable(1)
    // Not among the ancestors of the loss, so not to blame.
    _ = (x - 2).log()
    let found = try #require(tape.firstNonFinite(from: example.formula(x, tape)))
    #expect(found.description == example.description)
  }

  @Test("every operation can be described")
  func descriptions() {
    let tape = Tape()
    let (x, v) = (tape.variable(-2), tape.constant([1, -2, 3]))
    func text(_ scalar: Tape.Scalar) -> String { tape.describe(scalar.index) }
    #expect(text(x + 1) == "(-2) + 1" && text(1 - x) == "1 - (-2)" && text(-x) == "-(-2)")
    #expect(text(x * 3) == "(-2) * 3" && text(x.min(3)) == "min(-2, 3)" && text(x.max(3)) == "max(-2, 3)")
    #expect(text(x.clamped(to: -1...1)) == "clamp(-2, -1, 1)" && text(x.squared()) == "(-2) ^ 2")
    #expect(text(x.abs()) == "abs(-2)" && text(x.softplus()) == "softplus(-2)")
    #expect(text(v.largest()) == "largest of 3 numbers" && text(v.logSumExp()) == "log_sum_exp of 3 numbers")
    #expect(text(v[1]) == "element 2 of 3")
    #expect(tape.describe((v * 2).index, element: 1) == "(-2) * 2 at element 2 of 3")
    #expect(tape.describe(v.softmax().index) == "softmax of 3 numbers at element 1 of 3")
    #expect(tape.describe(v.gather([0, 1]).index) == "gather of 2 numbers at element 1 of 2")
    #expect(tape.describe(v.clamped(to: -1...1).index, element: 2) == "clamp(3, -1, 1) at element 3 of 3")
  }

  @Test("a finite loss has no culprit")
  func finite() {
    let tape = Tape()
    let x = tape.variable(-1)
    _ = x.log()
    #expect(tape.firstNonFinite(from: x * 2) == nil)
  }

  @Test("a gradient that is not finite is traced to its operation")
  func gradientCulprit() throws {
    let tape = Tape()
    let x = tape.variable(1)
    tape.backward(from: (x - 1).sqrt() * 3)
    #expect(try #require(tape.firstNonFiniteGradient()).description == "sqrt(0)")
    tape.backward(from: x * 3)
    #expect(tape.firstNonFiniteGradient() == nil)
  }
}
