import Testing

@testable import XPertLua

/// `report:explain` and `report:breakdown`.
@Suite struct ExplanationBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("explanations can be walked: parts, leaves, inputs, and they add up in their unit")
  func walk() throws {
    try fixture.run(
      """
      local report = xpert.evaluate { network = network() }
      local function near(a, b) return math.abs(a - b) <= 1e-14 * math.abs(b) end
      for _, name in ipairs { "area_mm2", "delay_ns", "energy_pJ", "dynamic_energy_uJ", "leakage_energy_pJ",
                              "leakage_uW", "clock_period_ns", "operations" } do
        local e, sum = report:explain(name), 0
        assert(near(e.value, report[name]), name)
        for _, leaf in ipairs(e:leaves()) do
          assert(leaf.source ~= "" and leaf.formula ~= "" and #leaf == 0, leaf.name)
          sum = sum + leaf.value
        end
        assert(near(sum, report[name]), name)
        local parts = 0
        for _, part in ipairs(e) do parts = parts + part.value end
        assert(#e == 0 or near(parts, e.value), name)
      end
      local e = report:explain("delay_us")
      assert(e.unit == "us" and e.combination == "sum" and #e == 3 and e[1].name == "conv 1, 3 -> 8" and \
      e[4] == nil)
      assert(e[3].name == "classifier, 1024 -> 10")
      local conversions = e[1][1]
      assert(conversions.name == "crossbar: conversions" and conversions.combination == "leaf")
      assert(conversions.inputs[1].name == "windows" and conversions.inputs[1].value == 64)
      assert(report:explain("tops").unit == nil and report:explain("tops").combination == "formula")
      assert(near(report:explain("delay_ns", 2).value, report.layers[2].delay_ns))
      assert(near(report:explain("edap").value, report.edap) and report:explain("tops_per_W").value == \
      report.tops_per_W)
      local adc = report:explain("area_mm2", "flash ADC")
      for _, part in ipairs(report.components) do
        if part.component == "flash ADC" then assert(near(adc.value, part.area_mm2)) end
      end
      """)
  }

  @Test("an explanation prints as a tree with units, shares and sources")
  func printing() throws {
    let text = try fixture.evaluate(
      "return tostring(xpert.evaluate { network = network() }:explain('delay_us'))", as: String.self)
    for part in [
      "network, convention consistent\n", "delay  ", "├─ conv 1, 3 -> 8", "└─ ", " µs", "100.0 %",
      "clock period ",
      "spec 14 §8", "smaller parts",
    ] { #expect(text.contains(part), "\(part)") }
    let lengths = try fixture.evaluate(
      """
      local e = xpert.evaluate { network = network() }:explain('energy_uJ')
      return { #tostring(e), #e:full() }
      """, as: [Int].self)
    #expect(lengths[0] < lengths[1])
  }

  @Test("a breakdown has circuits and layers, and its totals are the report's")
  func breakdown() throws {
    try fixture.run(
      """
      local report = xpert.evaluate { network = network() }
      local function near(a, b) return math.abs(a - b) <= 1e-14 * math.abs(b) end
      for _, name in ipairs { "area_mm2", "delay_us", "dynamic_energy_uJ", "leakage_uW" } do
        local table, sum = report:breakdown(name), 0
        assert(near(table.total, report[name]), name)
        for _, row in ipairs(table) do
          assert(#row.layers == 3 and row.level and row.component and row.shared >= 0)
          sum = sum + row.total
        end
        assert(near(sum, report[name]), name)
        assert(#table.layers == 3 and near(table.layers[2], report:explain(name, 2).value), name)
      end
      local text = tostring(report:breakdown("area_mm2"))
      for _, word in ipairs { "area, mm²", "shared", "total", "flash ADC", "processing element" } do
        assert(text:find(word, 1, true), word)
      end
      assert(report:breakdown("area_um2").unit == "um2" and report:breakdown("area_mm2")[1000] == nil)
      """)
  }

  @Test(
    "what cannot be explained is said",
    arguments: [
      (
        "'delay'",
        "xpert.Report.explain: 'delay' needs its unit: 'delay_ns', 'delay_us' or 'delay_ms' expected"
      ),
      ("'dealy_ns'", "xpert.Report.explain: unknown quantity 'dealy_ns' (did you mean 'delay_ns'?)"),
      ("'delay_ns', 4", "xpert.Report.explain: the layer (4) must be between 1 and 3"),
      (
        "'area_mm2', 'flash adc'",
        "xpert.Report.explain: unknown circuit 'flash adc' (did you mean 'flash ADC'?)"
      ),
      (
        "'area_mm2', 'H-tree'",
        "xpert.Report.explain: there are several circuits 'H-tree': 'tile H-tree' or 'chip H-tree' expected"
      ),
      (
        "'delay_ns', 'flash ADC'",
        "xpert.Report.explain: 'delay_ns' has no part for a circuit: area, energy or leakage expected"
      ),
      (
        "'area_mm2', true",
        "bad argument #2 to 'explain' (number of a layer or name of a circuit expected, got boolean (true))"
      ),
    ])
  func messages(arguments: String, message: String) {
    fixture.expect("xpert.evaluate { network = network() }:explain(\(arguments))", message)
  }

  @Test("only what adds up has a breakdown")
  func breakdownMessages() {
    fixture.expect(
      "xpert.evaluate { network = network() }:breakdown('edap')",
      "xpert.Report.breakdown: unknown quantity 'edap': one of area_mm2, area_um2, delay_ns, delay_us, "
        + "delay_ms, "
        + "leakage_uW, leakage_mW, dynamic_energy_pJ, dynamic_energy_nJ, dynamic_energy_uJ, "
        + "dynamic_energy_mJ expected"
    )
  }

  @Test("enlarged maps can be asked for in whole networks, and inputs may be all zero")
  func quirksOfWholeNetworks() throws {
    try fixture.run(
      """
      -- Maps of 4 pixels count as 6 only where that is asked for.
      local n = xpert.network { input = { size = 8 }, classes = 10, pool_after = { 1 },
        layers = { { channels = 64 }, { channels = 128 } } }
      local plain = xpert.evaluate { network = n, convention = "whole_network" }
      local enlarged = xpert.evaluate { network = n, convention = "whole_network", quirks = { ["Q-C171"] = \
      true } }
      local off = xpert.evaluate { network = n, convention = "whole_network", quirks = { ["Q-C171"] = false \
      } }
      assert(plain.delay_ns == off.delay_ns and enlarged.delay_ns > plain.delay_ns)
      assert(enlarged.layers[2].operations == 2 * 8 * 8 * 64 * 9 * 128)
      assert(plain.layers[2].operations == 2 * 6 * 6 * 64 * 9 * 128)
      -- No ones at all is the same from expectations and from traces.
      local zero = xpert.evaluate { network = n, activity = { bit_density = 0 } }
      local traced = xpert.evaluate { network = n, traces = { inputs = "bits", density = 0 } }
      assert(math.abs(zero.energy_pJ / traced.energy_pJ - 1) < 1e-12, zero.energy_pJ / traced.energy_pJ)
      assert(zero.delay_ns == traced.delay_ns and zero.energy_pJ < xpert.evaluate { network = n }.energy_pJ)
      """)
    fixture.expect(
      "xpert.evaluate { network = network(), convention = 'whole_network', quirks = { ['Q-C102'] = true } }",
      "xpert.evaluate.quirks: 'Q-C102' cannot be switched in the convention 'whole_network': Q-C171 can")
  }
}
