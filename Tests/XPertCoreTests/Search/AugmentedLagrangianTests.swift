import Testing

@testable import XPertCore

@Suite struct AugmentedLagrangianTests {
  /// The term of a fresh object whose multipliers have followed `history`, at x.
  private func term(_ x: Double, lower: Double?, upper: Double?, history: [Double]) -> (
    value: Double, slope: Double
  ) {
    let lagrangian = AugmentedLagrangian(lower: lower, upper: upper, penalty: 3, rate: 2, interval: 1)
    let tape = Tape()
    for (step, past) in history.enumerated() {
      tape.reset()
      _ = lagrangian.term(tape.variable(past), step: step + 1)
    }
    tape.reset()
    let variable = tape.variable(x)
    let value = lagrangian.term(variable, step: history.count + 1)
    tape.backward(from: value)
    return (value.value, tape.gradient(at: variable.index))
  }

  @Test("the gradient is that of finite differences, with and without multipliers")
  func gradient() {
    let h = 1e-5
    for bounds in [(nil, 5.0), (4.0, nil), (4.0, 5.0), (5.0, 5.0)] as [(Double?, Double?)] {
      for history in [[], [7.0, 7.0], [2.0, 2.0]] {
        for x in [1.0, 3.9, 4.5, 5.3, 9.0] {
          let here = term(x, lower: bounds.0, upper: bounds.1, history: history)
          let difference =
            (term(x + h, lower: bounds.0, upper: bounds.1, history: history).value
              - term(x - h, lower: bounds.0, upper: bounds.1, history: history).value) / (2 * h)
          // At a kink of the slope the difference is off by half of the step times the jump of the curvature.
          #expect(abs(here.slope - difference) < 1e-6, "\(bounds) \(history) \(x)")
        }
      }
    }
  }

  @Test("the multiplier grows while the bound is broken, falls to zero when kept, and begins anew at step 1")
  func multipliers() {
    let lagrangian = AugmentedLagrangian(upper: 2, penalty: 1, rate: 0.5, interval: 2)
    let tape = Tape()
    func see(_ x: Double, _ step: Int) {
      tape.reset()
      _ = lagrangian.term(tape.variable(x), step: step)
    }
    for step in 1...3 { see(3, step) }
    // Mean violation 0.5 over two steps.
    #expect(lagrangian.multipliers.upper == 0.25)
    for step in 4...7 { see(3, step) }
    #expect(lagrangian.multipliers.upper == 0.75)
    for step in 8...20 { see(0.5, step) }
    #expect(lagrangian.multipliers.upper == 0)
    see(.infinity, 21)
    see(3, 22)
    #expect(lagrangian.multipliers.upper.isFinite)
    see(3, 1)
    #expect(lagrangian.multipliers.upper == 0)
  }

  @Test("minimising x^2 under x >= 2 by gradient steps ends at 2, where a fixed penalty ends short of it")
  func convergence() {
    let lagrangian = AugmentedLagrangian(lower: 2, penalty: 10, rate: 5, interval: 5)
    let tape = Tape()
    func descend(_ term: (Tape.Scalar, Int) -> Tape.Scalar) -> Double {
      var x = 0.5
      for step in 1...2000 {
        tape.reset()
        let variable = tape.variable(x)
        let loss = variable.squared() + term(variable, step)
        tape.backward(from: loss)
        x -= 0.02 * tape.gradient(at: variable.index)
      }
      return x
    }
    #expect(abs(descend { lagrangian.term($0, step: $1) } - 2) < 1e-6)
    #expect(descend { x, _ in 5 * (1 - x / 2).relu().squared() } < 1.2)
  }
}
