import Testing

@testable import XPertLua

/// `impossible = "drop"`: spaces with nodes that the simulator cannot build.
@Suite struct ImpossibleNodeBindingTests {
  let fixture: BindingFixture

  init() throws {
    fixture = try BindingFixture()
    try fixture.run(
      """
      function partly()
        return xpert.supernet { input = { size = 8 }, classes = 10, layers = {
          { channels = xpert.choice { 8, 16 }, column_sharing = xpert.choice { 4, 8 }, crossbar = \
          xpert.choice { 8, 64 } },
          { channels = xpert.choice { 8, 16 } },
        } }
      end
      sentence = "left out as impossible: 2 of 10 nodes"
      """)
  }

  @Test("a search over what is left says so in its result, its files and its manifest")
  func drop() throws {
    let folder = fixture.folder
    try fixture.run(
      """
      local search = xpert.search.gradient {
        supernet = partly(), impossible = "drop", minimize = "delay_us", steps = 80, seed = 1,
        loss = function(m) return m.delay_us:log() + m.area_mm2:log() end,
      }
      local result = search:run()
      assert(result.distinct_candidates > 8 and result.distinct_candidates <= 12, result.distinct_candidates)
      for _, candidate in ipairs(result.candidates) do
        local layer = candidate.network[1]
        assert(not (layer.crossbar == 8 and layer.column_sharing == 8))
      end
      assert(#result.left_out == 2 and result.left_out[1] == sentence)
      assert(result.left_out[2]:find("  2 of layer 1: column_sharing (8) must be at most 4", 1, true), \
      result.left_out[2])
      assert(tostring(result):find(sentence, 1, true) and tostring(search:report()):find(sentence, 1, true))
      assert(result.manifest.nodes:find(sentence, 1, true))
      assert(result:write_json("\(folder["result.json"])") and result:report("\(folder["result.html"])"))
      """)
    #expect(try folder.read("result.json").contains("left out as impossible: 2 of 10 nodes; 2 of layer 1"))
    #expect(try folder.read("result.html").contains("left out as impossible: 2 of 10 nodes"))
  }

  @Test("the exact search proves its optimum over what is left")
  func exact() throws {
    try fixture.run(
      """
      local result = xpert.search.exact { supernet = partly(), impossible = "drop", minimize = "leakage_uW" \
      }:run()
      local random = xpert.search.random {
        supernet = partly(), impossible = "drop", minimize = "leakage_uW", steps = 300, seed = 1 }:run()
      assert(result.is_optimal and result.achieved == random.best.leakage_uW and random.distinct_candidates \
      == 12)
      assert(result.left_out[1] == sentence and tostring(result):find(sentence, 1, true))
      """)
  }

  @Test("a space without impossible nodes is the same with and without the option")
  func nothing() throws {
    try fixture.run(
      """
      local function run(impossible)
        return xpert.search.random { supernet = space(), impossible = impossible, minimize = "delay_us", \
        steps = 40, seed = 3 }:run()
      end
      local with, without = run("drop"), run("error")
      assert(#with.left_out == 0 and tostring(with) == tostring(without) and with.manifest.nodes == nil)
      """)
  }

  @Test("what a corner cannot have is left out on all chips")
  func corners() throws {
    try fixture.run(
      """
      local result = xpert.search.random {
        supernet = partly(), corners = { slow = xpert.hardware { r_on_ohm = 12000 } }, impossible = "drop",
        minimize = "worst.delay_us", steps = 200, seed = 1,
      }:run()
      assert(result.distinct_candidates == 12 and result.left_out[1] == sentence)
      """)
  }

  @Test("without the option the space is refused, with the way on")
  func refusal() {
    fixture.expect(
      "xpert.search.random { supernet = partly(), minimize = 'area_mm2' }",
      "xpert.search.random: layer 1 with channels 8, kernel 3, column_sharing 8, adc flash, adc_bits 6, "
        + "input_bits 8, "
        + "crossbar 8: column_sharing (8) must be at most 4, half of the crossbar's 8 columns: a tile's "
        + "output buffer "
        + "needs at least two lines; take the choice out, or leave out such nodes: impossible = \"drop\"")
    fixture.expect(
      "xpert.search.random { supernet = partly(), minimize = 'area_mm2', impossible = 'dropp' }",
      "xpert.search.random.impossible: unknown way 'dropp' (did you mean 'drop'?)")
  }
}
