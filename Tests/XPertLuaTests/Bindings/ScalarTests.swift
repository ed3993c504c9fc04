import Testing

@testable import XPertCore
@testable import XPertLua

/// Differentiable scalars as scripts use them.
@Suite struct ScalarTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  /// Functions of one positive number, written so that they take scalars and numbers alike.
  static let functions = [
    "x + 3", "3 - x", "-x", "x * x", "2 / x", "x / 2", "x ^ 2.5", "2 ^ (x / 10)", "xpert.log(x)",
    "xpert.exp(x / 10)",
    "xpert.sqrt(x)", "xpert.abs(1 - x)", "xpert.relu(x - 2)", "xpert.relu(2 - x)", "xpert.softplus(x - 10)",
    "xpert.min(x, 3, 100)", "xpert.max(x, 3)", "xpert.max(3, 2 * x, x)",
    "xpert.log(1 + xpert.exp(x / 7)) * x ^ 0.5 - xpert.sqrt(x) / (1 + x)",
  ]

  @Test(
    "every function has the value of its plain counterpart and the derivative of finite differences",
    arguments: functions)
  func derivatives(of expression: String) throws {
    try fixture.run(
      """
      local function f(x) return \(expression) end
      local x, y
      gradient(function(m) x = m.delay_us  y = f(x)  return y + 1e-3 * x end, { steps = 1 }):run()
      local v = x.value
      local h = v * 1e-5
      assert(math.abs(y.value - f(v)) <= 1e-14 * math.abs(f(v)), "value")
      local slope = (f(v + h) - f(v - h)) / (2 * h) + 1e-3
      assert(math.abs(x.grad - slope) <= 1e-6 * (1 + math.abs(slope)), ("%s: %.10g %.10g"):format("slope", \
      x.grad, slope))
      """)
  }

  @Test("methods are the functions")
  func methods() throws {
    try fixture.run(
      """
      gradient(function(m)
        local x = m.delay_us
        for _, name in ipairs { "log", "exp", "sqrt", "abs", "relu", "softplus" } do
          assert(x[name](x) == xpert[name](x), name)
          assert(math.abs(x[name](x).value - xpert[name](x.value)) <= 1e-14 * x[name](x).value, name)
        end
        assert(x:min(3).value == 3 and x:max(3) == x and x:min(x + 1) == x and x:max(x + 1).value == \
        x.value + 1)
        assert(x:clamp(1, 2).value == 2 and x:clamp(50, 60).value == 50 and x:clamp(1, 1e9) == x)
        return x
      end):run()
      """)
  }

  @Test("for plain numbers the functions give plain numbers")
  func plainNumbers() throws {
    try fixture.run(
      """
      assert(xpert.log(math.exp(1)) == 1 and xpert.exp(0) == 1 and xpert.sqrt(16) == 4 and xpert.abs(-2) == 2)
      assert(xpert.relu(-1) == 0 and xpert.relu(3) == 3 and xpert.min(3, 1, 2) == 1 and xpert.max(3, 1, 2) \
      == 3)
      assert(math.abs(xpert.softplus(0) - math.log(2)) < 1e-15)
      assert(xpert.softplus(1000) == 1000 and xpert.softplus(-1000) == 0)
      assert(xpert.log(-1) ~= xpert.log(-1) and xpert.log(0) == -math.huge)
      """)
  }

  @Test("comparisons choose by value, with numbers on either side")
  func comparisons() throws {
    try fixture.run(
      """
      gradient(function(m)
        local x = m.delay_us
        local v = x.value
        assert(x > 1 and 1 < x and x >= v and x <= v and not (x < v) and x < x + 1 and x + 0 == x and x + 1 \
        ~= x)
        assert(tostring(x):match("^xpert%.Scalar%(%d+%.?%d*%)$"), tostring(x))
        return x
      end):run()
      """)
  }

  @Test("clamp passes the gradient inside its limits and none outside")
  func clamp() throws {
    try fixture.run(
      """
      local x, y
      local function grad(low, high)
        gradient(function(m) x = m.delay_us  y = x:clamp(low, high)  return y + 1e-6 * x end, { steps = 1 \
        }):run()
        return x.grad - 1e-6
      end
      assert(math.abs(grad(1, 1e6) - 1) < 1e-12 and math.abs(grad(1, 2)) < 1e-12 and math.abs(grad(1e5, \
      1e6)) < 1e-12)
      """)
    for (arguments, message) in [
      ("0/0, 1", "bad argument #1 to 'clamp' (number expected, got nan)"),
      ("1, 0/0", "bad argument #2 to 'clamp' (number expected, got nan)"),
      ("1", "bad argument #2 to 'clamp' (number expected, got no value)"),
    ] {
      #expect(
        fixture.message("gradient(function(m) return m.delay_us:clamp(\(arguments)) end):run()")
          == "spec.lua:1: \(message)")
    }
  }

  @Test("the same metric is one variable, whatever its unit; EDAP is made of the three others")
  func metrics() throws {
    try fixture.run(
      """
      local kept = {}
      gradient(function(m)
        assert(m.delay_us == m.delay_us)
        local ns, us, ms = m.delay_ns.value, m.delay_us.value, m.delay_ms.value
        assert(math.abs(ns / us - 1000) < 1e-9 and math.abs(us / ms - 1000) < 1e-9)
        assert(math.abs(m.area_um2.value / m.area_mm2.value - 1e6) < 1e-6)
        local edap = m.energy_mJ.value * m.delay_ms.value * m.area_mm2.value
        assert(math.abs(m.edap.value / edap - 1) < 1e-12)
        kept = { edap = m.edap, area = m.area_mm2 }
        return m.edap
      end, { steps = 1 }):run()
      -- d edap / d area = edap / area
      assert(math.abs(kept.area.grad * kept.area.value / kept.edap.value - 1) < 1e-12)
      """)
  }

  @Test("a scalar's gradient can be read until the next step begins, and is 0 for what the loss does not use")
  func gradients() throws {
    try fixture.run(
      """
      local area, tiles, late, metrics
      local search = gradient(function(m)
        area, tiles, metrics = m.area_mm2, m.tiles, m
        return 3 * area
      end)
      for step in search:steps() do
        assert(area.grad == 3 and tiles.grad == 0 and metrics.area_mm2.grad == 3 and metrics.delay_us.grad \
        == 0)
        assert((area * 2).grad == 0)
      end
      assert(search.steps_taken == 3)
      """)
  }

  @Test("a loss of a hundred thousand operations")
  func longLoss() throws {
    try fixture.run(
      """
      local x
      gradient(function(m)
        x = m.delay_us
        local sum = x
        for i = 1, 100000 do sum = sum + x * 1e-5 end
        return sum
      end, { steps = 2 }):run()
      assert(math.abs(x.grad - 2) < 1e-9)
      """)
  }
}
