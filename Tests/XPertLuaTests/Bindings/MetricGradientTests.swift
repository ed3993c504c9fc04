import Testing

@testable import XPertLua

/// A metric is one node per step, by whichever way a script reads it.
@Suite struct MetricGradientTests {
  @Test("metrics read again after the step have the gradient of those that the loss used")
  func readAgain() throws {
    try BindingFixture().run(
      """
      local M, kept
      local hot = { hot = xpert.hardware { on_off_ratio = 5 } }
      local search = gradient(function(m)
        M, kept = m, { m.edap, m.worst.delay_us, m.corners.hot.edap, m.layers[1].energy_nJ, m.area_mm2 }
        return 1e6 * kept[1] + kept[2]^2 + 1e3 * kept[3] + 2 * kept[4] + 3 * kept[5]
      end, { corners = hot, steps = 1 })
      search:steps()()
      local again = { M.edap, M.worst.delay_us, M.corners.hot.edap, M.layers[1].energy_nJ, M.area_mm2 }
      for i, metric in ipairs(kept) do
        assert(metric.grad == again[i].grad and metric.grad ~= 0, i .. ": " .. metric.grad)
      end
      assert(kept[1].grad == 1e6 and kept[3].grad == 1e3)
      """)
  }

  @Test("the units of a quantity agree about its derivative, those too that the loss did not use")
  func units() throws {
    try BindingFixture().run(
      """
      local M
      local search = gradient(function(m)
        M = m
        return m.delay_us * m.delay_us + m.delay_ns + 5 * m.layers[2].area_um2
      end, { steps = 1 })
      search:steps()()
      local function near(a, b) return math.abs(a - b) <= 1e-12 * math.abs(b) end
      local slope = 2 * M.delay_us.value + 1000
      assert(near(M.delay_us.grad, slope) and near(M.delay_ns.grad, slope / 1000))
      assert(near(M.delay_ms.grad, slope * 1000))
      assert(M.layers[2].area_um2.grad == 5 and near(M.layers[2].area_mm2.grad, 5e6))
      assert(M.layers[1].area_um2.grad == 0)
      """)
  }
}
