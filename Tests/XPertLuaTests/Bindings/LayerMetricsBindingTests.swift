import Testing

@testable import XPertLua

/// `m.layers[i]` in losses.
@Suite struct LayerMetricsBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("a loss reads metrics of layers: they add up to the chip's, and their gradients reach the choices")
  func loss() throws {
    try fixture.run(
      """
      local function near(a, b) return math.abs(a - b) <= 1e-9 * math.abs(b) end
      local count = 0
      local search = gradient(function(m)
        local delay, tiles, area = 0, 0, 0
        assert(#m.layers == 2 and m.layers[3] == nil)
        for _, layer in ipairs(m.layers) do
          delay, tiles, area = delay + layer.delay_us, tiles + layer.tiles, area + layer.area_mm2
          count = count + 1
        end
        assert(near(delay.value, m.delay_us.value) and near(tiles.value, m.tiles.value))
        assert(area.value < m.area_mm2.value and near(m.layers[1].energy_pJ.value, \
        m.layers[1].energy_nJ.value * 1000))
        return delay:log() + (m.layers[2].area_mm2 / 2 - 1)^2
      end, { steps = 10 })
      search:run()
      assert(count == 20)
      assert(search:audit().verdict:find("layers[i].area_mm2", 1, true), search:audit().verdict)
      -- what a baseline sees is the same
      xpert.search.random { supernet = space(), steps = 3, loss = function(m)
        assert(near((m.layers[1].delay_us + m.layers[2].delay_us).value, m.delay_us.value))
        return m.layers[1].delay_us
      end }:run()
      """)
  }

  @Test("a misspelt metric, and one kept from an earlier step, are answered")
  func messages() {
    fixture.expect(
      "xpert.search.gradient { supernet = space(), loss = function(m) return m.layers[1].delya_us end "
        + "}:run()",
      "xpert.LayerMetrics has no member 'delya_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "local kept; xpert.search.gradient { supernet = space(), loss = function(m) kept = kept or "
        + "m.layers[1] return kept.delay_us end }:run()",
      "cannot use metrics of an earlier step")
  }
}
