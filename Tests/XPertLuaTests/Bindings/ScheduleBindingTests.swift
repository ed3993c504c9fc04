import Testing

@testable import XPertCore
@testable import XPertLua

/// Schedules, optimizers and relaxations against their formulas.
@Suite struct ScheduleBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test(
    "schedules follow their formulas",
    arguments: [
      ("constant(3)", "3", "constant 3"),
      ("linear { from = 1, to = 20 }", "1 + 19 * p", "linear from 1 to 20"),
      ("linear { from = 5, to = -1 }", "5 - 6 * p", "linear from 5 to -1"),
      (
        "cosine { from = 2, to = 0.5 }", "0.5 + 1.5 * (1 + math.cos(math.pi * p)) / 2", "cosine from 2 to 0.5"
      ),
      ("exponential { from = 5, to = 0.2 }", "5 * (0.2 / 5) ^ p", "exponential from 5 to 0.2"),
      ("exponential { from = -1, to = -8 }", "-1 * 8 ^ p", "exponential from -1 to -8"),
      ("step { from = 8, count = 4 }", "8 * 0.5 ^ math.min(math.floor(p * 4), 3)", "4 steps from 8 by 0.5"),
      ("step { from = 1, factor = 10, count = 2 }", "p < 0.5 and 1 or 10", "2 steps from 1 by 10"),
      ("warmup { fraction = 0.25, next = 4 }", "p < 0.25 and 16 * p or 4", "warm-up of 0.25"),
      (
        "warmup { fraction = 0.5, next = xpert.schedule.linear { from = 1, to = 3 } }",
        "p < 0.5 and 2 * p or 1 + 2 * (p - 0.5) / 0.5", "warm-up of 0.5"
      ),
      (
        "warmup { fraction = 0.5, next = function(p) return 1 + p end }",
        "p < 0.5 and 2 * p or 1 + (p - 0.5) / 0.5", "warm-up of 0.5"
      ),
      ("warmup { fraction = 0, next = 7 }", "7", "warm-up of 0"),
    ])
  func formulas(schedule: String, formula: String, text: String) throws {
    try fixture.run(
      """
      local schedule = xpert.schedule.\(schedule)
      collectgarbage() collectgarbage()
      for i = 0, 100 do
        local p = i / 100
        local expected = \(formula)
        assert(math.abs(schedule:at(p) - expected) <= 1e-12 * (1 + math.abs(expected)), p)
      end
      assert(tostring(schedule) == "\(text)", tostring(schedule))
      """)
  }

  @Test("a learning rate may be a number, a schedule or a function")
  func learningRates() throws {
    try fixture.run(
      """
      local function history(lr)
        return gradient(function(m) return m.delay_us:log() end,
          { steps = 30, seed = 2, optimizer = xpert.optim.sgd { lr = lr } }):run().history
      end
      local plain = history(2)
      for i, loss in ipairs(history(xpert.schedule.constant(2))) do assert(loss == plain[i]) end
      for i, loss in ipairs(history(function(p) assert(p >= 0 and p <= 1) return 2 end)) do assert(loss == \
      plain[i]) end
      """)
  }

  /// Runs a search step by step and hands over parameters, gradient and learning rate of every step.
  private func follow(
    _ optimizer: String, lr: (Double) -> Double,
    _ check: (_ before: [Double], _ gradient: [Double], _ after: [Double], _ lr: Double, _ step: Int) -> Void
  ) throws {
    try fixture.run(
      """
      s = gradient(function(m) return m.delay_us:log() end, { steps = 20, seed = 5, optimizer = \
      xpert.optim.\(optimizer) })
      step = s:steps()
      """)
    let object = try fixture.state.global("s", as: SearchObject.self)
    guard case .gradient(let search) = object.kind else { throw ScriptError("not a gradient search") }
    for index in 0..<20 {
      let before = search.architectureParameters.flatMap(\.self)
      try fixture.run("step()")
      check(
        before, search.architectureGradient.flatMap(\.self), search.architectureParameters.flatMap(\.self),
        lr(Double(index) / 19), index + 1)
    }
  }

  @Test("sgd with momentum and weight decay moves the parameters by its formula")
  func sgd() throws {
    var velocity = [Double](repeating: 0, count: 6)
    try follow(
      "sgd { lr = xpert.schedule.linear { from = 1, to = 2 }, momentum = 0.9, weight_decay = 0.01 }",
      lr: { 1 + $0 }
    ) { before, gradient, after, lr, step in
      for i in before.indices {
        velocity[i] = 0.9 * velocity[i] + gradient[i] + 0.01 * before[i]
        #expect(abs(after[i] - (before[i] - lr * velocity[i])) < 1e-12, "step \(step)")
      }
    }
  }

  @Test(
    "adam moves the parameters by its formula, with its defaults and with others",
    arguments: [
      ("adam { lr = 0.1 }", 0.9, 0.999, 1e-8, 0.0),
      (
        "adam { lr = 0.1, beta1 = 0.5, beta2 = 0.7, epsilon = 1e-3, weight_decay = 0.1 }", 0.5, 0.7, 1e-3, 0.1
      ),
    ])
  func adam(optimizer: String, beta1: Double, beta2: Double, epsilon: Double, decay: Double) throws {
    var first = [Double](repeating: 0, count: 6)
    var second = first
    var powers = (1.0, 1.0)
    try follow(optimizer, lr: { _ in 0.1 }) { before, gradient, after, lr, step in
      powers = (powers.0 * beta1, powers.1 * beta2)
      for i in before.indices {
        let slope = gradient[i] + decay * before[i]
        first[i] = beta1 * first[i] + (1 - beta1) * slope
        second[i] = beta2 * second[i] + (1 - beta2) * slope * slope
        let move = lr * first[i] / (1 - powers.0) / ((second[i] / (1 - powers.1)).squareRoot() + epsilon)
        #expect(abs(after[i] - (before[i] - move)) < 1e-12, "step \(step)")
      }
    }
  }

  @Test("without an optimizer the search takes the one that its reference names")
  func defaultOptimizer() throws {
    try fixture.run(
      """
      local function history(relaxation, optimizer)
        return gradient(function(m) return m.delay_us:log() end,
          { steps = 30, seed = 2, optimizer = optimizer, relaxation = relaxation }):run().history
      end
      local function same(a, b) for i = 1, 30 do assert(a[i] == b[i], i) end end
      same(history(), history(nil, xpert.optim.adam { lr = 0.02, beta2 = 0.9 }))
      same(history(), history(xpert.relaxation.straight_through {}))
      local expectation = xpert.relaxation.expectation {}
      same(history(expectation), history(expectation, xpert.optim.sgd { lr = 1.3, momentum = 0.9 }))
      -- and its own temperature
      same(history(expectation),
        history(xpert.relaxation.expectation { temperature = xpert.schedule.exponential { from = 5, to = \
        0.2 } }))
      """)
  }

  @Test("a temperature divides the parameters: at a high one all nodes are equally probable")
  func temperature() throws {
    try fixture.run(
      """
      local function distinct(temperature)
        return gradient(function(m) return m.delay_us:log() end, { steps = 200, seed = 3,
          optimizer = xpert.optim.sgd { lr = 5 }, relaxation = xpert.relaxation.straight_through { \
          temperature = temperature } })
          :run().distinct_candidates
      end
      assert(distinct(1e6) == 8 and distinct(0.01) < 8)
      """)
  }

  @Test("no schedule takes nan or an infinite number, wherever it stands")
  func finite() throws {
    let fixture = try BindingFixture()
    for value in ["0/0", "1/0", "-1/0"] {
      #expect(
        fixture.message("xpert.schedule.constant(\(value))")
          .contains("spec.lua:1: xpert.schedule.constant: finite number expected, got "))
      for call in [
        "linear { from = \(value), to = 1 }", "linear { from = 1, to = \(value) }",
        "cosine { from = \(value), to = 1 }", "exponential { from = 1, to = \(value) }",
        "step { from = \(value), count = 2 }", "step { from = 1, factor = \(value), count = 2 }",
        "warmup { fraction = 0.1, next = \(value) }",
      ] {
        #expect(fixture.message("xpert.schedule.\(call)").contains("finite number expected, got number ("))
      }
    }
  }
}
