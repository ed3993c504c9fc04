import Testing

@testable import XPertCore
@testable import XPertLua

@Suite struct ComparisonTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("reports side by side: ratios of totals, and what differs layer by layer")
  func reports() throws {
    try fixture.run(
      """
      local function report(second)
        return xpert.evaluate { network = xpert.network {
          input = { size = 8 }, classes = 10, layers = { { channels = 8 }, second },
        } }
      end
      local a = report { channels = 16 }
      local b = report { channels = 32, adc = "sar", column_sharing = 4 }
      local c = xpert.compare(a, b)
      for _, name in ipairs { "area_mm2", "delay_us", "energy_uJ", "edap", "tiles" } do
        assert(c.ratios[name] == b[name] / a[name] or math.abs(c.ratios[name] * a[name] / b[name] - 1) < \
        1e-12, name)
      end
      assert(#c.differences == 3 and #c.differences[1] == 0)
      assert(table.concat(c.differences[2], ", ")
        == "channels 16 -> 32, columns per ADC 8 -> 4, ADC flash -> SAR", table.concat(c.differences[2], ", \
        "))
      -- The classifier takes over the periphery of the last convolution, and gets its channels.
      assert(c.differences[3][1]:find "^inputs %d+ %-> %d+$", c.differences[3][1])
      assert(tostring(c):find "2 of 3 layers differ")
      local same = xpert.compare(a, a)
      assert(same.ratios.edap == 1 and tostring(same):find "0 of 3 layers differ")
      """)
  }

  @Test("what two searches found: the best candidates, or any")
  func results() throws {
    try fixture.run(
      """
      local small = gradient(function(m) return m.area_mm2 end, { steps = 200 }):run()
      local large = gradient(function(m) return -m.relu_units end, { steps = 200 }):run()
      local c = xpert.compare(small, large)
      assert(c.ratios.relu_units == large.best.relu_units / small.best.relu_units and c.ratios.relu_units > 1)
      assert(c.ratios.area_mm2 > 1)
      assert(c.differences[1][1] == "channels 8 -> 16", c.differences[1][1])
      assert(xpert.compare(small.best, large.candidates[1]).ratios.area_mm2 == c.ratios.area_mm2)
      """)
  }

  @Test("what cannot be compared is said")
  func refusals() {
    fixture.expect(
      "xpert.compare(1, 2)",
      "xpert.compare: argument 1: xpert.Report, xpert.Result or xpert.Candidate expected, got number (1)")
    fixture.expect(
      """
      local n = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 128 } } } \
      xpert.compare(xpert.evaluate { network = n }, \
      xpert.evaluate { network = n, convention = "whole_network" })
      """, "numbers of different conventions cannot be compared: consistent and whole_network")
    fixture.expect(
      """
      local r = gradient(function(m) return m.area_mm2 end, { accept = function() return false end }):run() \
      xpert.compare(r, r)
      """, "xpert.compare: argument 1 has no best candidate: its search accepted none")
  }
}
