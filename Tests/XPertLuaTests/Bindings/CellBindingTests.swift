import Testing

@testable import XPertLua

/// `weight_bits` and `cell_bits` of layers.
@Suite struct CellBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("a layer's own bits: same for all as on such hardware; described, printed, and refused in files")
  func layers() throws {
    try fixture.run(
      """
      local function make(bits, cells)
        return xpert.network { input = { size = 8 }, classes = 10, layers = {
          { channels = 32, weight_bits = bits, cell_bits = cells }, { channels = 128, weight_bits = bits, \
          cell_bits = cells } } }
      end
      local own = make(4, 2)
      assert(own[1].weight_bits == 4 and own[3].cell_bits == 2 and make()[1].weight_bits == nil)
      for _, convention in ipairs { "consistent", "whole_network", "published" } do
        local a = xpert.evaluate { network = own, convention = convention }
        local b = xpert.evaluate { network = make(), convention = convention, hardware = xpert.hardware { \
        weight_bits = 4, cell_bits = 2 } }
        assert(math.abs(a.edap / b.edap - 1) < 1e-12 and a.tiles == b.tiles, convention)
      end
      assert(tostring(own):find("weight bits", 1, true) and not tostring(make()):find("weight bits", 1, true))
      assert(tostring(xpert.layer { channels = 8, weight_bits = xpert.choice { 4, 8 } }):find("weight_bits \
      4|8", 1, true))
      """)
    let path = fixture.folder["own.csv"]
    fixture.expect(
      "xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8, weight_bits = 4 } } "
        + "}:write_csv('\(path)')",
      "write_csv: layer 1 has weight_bits of its own, which no column of the file can say")
    fixture.expect(
      "xpert.evaluate { network = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels "
        + "= 8, "
        + "weight_bits = 6 } } } }", "xpert.evaluate: weight_bits (6) must be a multiple of cell_bits (4)")
    fixture.expect(
      "xpert.layer { channels = 8, weight_bits = 17 }",
      "xpert.layer.weight_bits: integer from 1 to 16 expected, got number (17)")
  }

  @Test("a search chooses weight bits per layer, names them, writes them, and costs what evaluate says")
  func search() throws {
    let (csv, json) = (fixture.folder["result.csv"], fixture.folder["result.json"])
    try fixture.run(
      """
      local space = xpert.supernet { input = { size = 8 }, classes = 10, layers = {
        { channels = 32, weight_bits = xpert.choice { 4, 8, 16 } },
        { channels = 64, weight_bits = xpert.choice { 4, 8 }, cell_bits = xpert.choice { 1, 2, 4 } } } }
      assert(space:nodes(1) == 3 and space:nodes(2) == 6 and tostring(space):find("weight bits", 1, true))
      local exact = xpert.search.random { supernet = space, minimize = "area_mm2", steps = 200, seed = 1 \
      }:run()
      assert(exact.best.network[1].weight_bits == 4 and exact.best.network[2].weight_bits == 4)
      assert(exact.best.network[2].cell_bits == 4)
      for _, candidate in ipairs(exact.candidates) do
        local report = xpert.evaluate { network = candidate.network }
        for _, name in ipairs { "area_mm2", "delay_ns", "energy_pJ", "leakage_uW" } do
          assert(math.abs(candidate[name] / report[name] - 1) < 1e-12, name)
        end
      end
      assert(exact:write_csv("\(csv)") and exact:write_json("\(json)"))
      """)
    for name in ["result.csv", "result.json"] {
      #expect(
        try fixture.folder.read(name).contains("flash/8/weight_bits=4 64/flash/8/weight_bits=4/cell_bits=4"))
    }
  }

  @Test("a node that cannot be built is refused with its layer; the published fits have one kind of cell")
  func refusals() {
    let space =
      "xpert.supernet { input = { size = 8 }, classes = 10, layers = { { channels = 8, "
      + "weight_bits = xpert.choice { 8, 6 } } } }"
    fixture.expect(
      "xpert.search.random { supernet = \(space), minimize = 'area_mm2' }",
      "xpert.search.random: layer 1 with channels 8, kernel 3, column_sharing 8, adc flash, adc_bits 6, "
        + "input_bits 8, "
        + "crossbar 64, weight_bits 6: weight_bits (6) must be a multiple of cell_bits (4); take the choice "
        + "out, or leave "
        + "out such nodes: impossible = \"drop\"")
    fixture.expect(
      "xpert.search.random { supernet = \(space), minimize = 'area_mm2', cost_model = 'published' }",
      "xpert.search.random.supernet.layers[1].weight_bits: the published fits hold for 8 only, got 6")
  }
}
