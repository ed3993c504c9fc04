import Testing

@testable import XPertCore
@testable import XPertLua

/// Descriptions of hardware: presets, sources, refusals.
@Suite struct HardwareTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("presets are what their publications state, and say where")
  func presets() throws {
    try fixture.run(
      """
      local paper, neurosim = xpert.hardware.xpert_dac_2023 {}, xpert.hardware.neurosim {}
      -- Table II as spec 10 gives it
      local stated = {
        device = "rram", cell_bits = 4, weight_bits = 8, crossbar = 64, crossbars_per_tile = 64, node_nm = 32,
        roadmap = "lstp", temperature_K = 300, r_on_ohm = 6000, on_off_ratio = 150, read_voltage_V = 0.5,
        access_voltage_V = 1.1, write_voltage_V = 2, clock_Hz = 1e9, read_mode = "parallel", calibrated = \
        true,
        synchronous = true, access = "transistor", flash_sensing = "current", activation = "chip",
        global_buffer = "register_file", tile_buffer = "register_file", mapping = "conventional",
        execution = "layer_by_layer", activation_function = "relu",
      }
      local different = { device = "sram", cell_bits = 1, crossbar = 128 }
      for name, value in pairs(stated) do
        assert(paper[name] == value, name)
        assert(neurosim[name] == (different[name] or value), name)
        assert(paper.sources[name]:find("spec 10 §1", 1, true) or name == "crossbars_per_tile", name)
        assert(neurosim.sources[name], name)
      end
      for name in pairs(paper.sources) do assert(stated[name] ~= nil, name) end
      assert(paper.sources.cell_bits == "XPert, Table II (spec 10 §1.1)")
      assert(neurosim.sources.device == "spec 10 §1.1, Q-C101")
      assert(tostring(paper) == tostring(xpert.hardware {}))
      """)
  }

  @Test("what the script says is said to come from it")
  func given() throws {
    try fixture.run(
      """
      local h = xpert.hardware.neurosim { node_nm = 22, r_on_kohm = 10, clock_MHz = 500 }
      assert(h.sources.node_nm == "the script" and h.sources.r_on_ohm == "the script" and \
      h.sources.clock_Hz == "the script")
      assert(h.sources.on_off_ratio == "spec 10 §1.4" and h.r_on_ohm == 10000)
      for _, text in ipairs { "field", "source", "the script", "spec 10 §1.2, Q-C103" } do
        assert(tostring(h):find(text, 1, true), text)
      end
      """)
  }

  @Test("the reference program's hardware evaluates")
  func neuroSim() throws {
    try fixture.run(
      """
      local n = xpert.network { input = { size = 16 }, classes = 10, layers = { { channels = 64 } } }
      local r = xpert.evaluate { network = n, hardware = xpert.hardware.neurosim {} }
      assert(r.area_mm2 > 0 and r.delay_ns > 0 and r:explain("area_mm2", "cells").value > 0)
      """)
  }

  @Test(
    "impossible hardware is refused with the rule that it breaks",
    arguments: [
      (
        "r_on_ohm = 1000",
        ": the access transistor (66.35 feature sizes wide for r_on_ohm = 1000.0) must fit into the cell "
          + "(12.0 feature sizes)"
      ),
      ("cell_bits = 3", ": weight_bits (8) must be a multiple of cell_bits (3)"),
      ("cell_bits = 16", ": weight_bits (8) must be a multiple of cell_bits (16)"),
      (
        "crossbars_per_tile = 9",
        ": crossbars_per_tile (9) must be the square of an even number, at most 4096: 4, 16, 36, 64 ..."
      ),
      (
        "device = 'sram', access = 'none'",
        ": access 'none' is for resistive cells: one of SRAM has its own transistors"
      ),
      ("node_nm = 33", ".node_nm: 130, 90, 65, 45, 32, 22, 14, 10, 7 expected, got 33"),
      ("temperature_K = 500", ".temperature_K: integer from 300 to 400 expected, got number (500)"),
      ("on_off_ratio = 1", ".on_off_ratio: number above 1, of at most 1e+09 expected, got number (1)"),
      ("crossbar = 7", ".crossbar: integer from 8 to 1024 expected, got number (7)"),
      ("clock_Hz = 0", ".clock_Hz = 0 Hz, out of range: Hz from 1 to 1e+12 expected"),
      (
        "mapping = 'novel'",
        ".mapping: unknown mapping 'novel': 'conventional' or 'kernel_positions' expected"
      ),
      ("pipeline_speedup_limit = 4", ".pipeline_speedup_limit: only execution 'pipelined' has one"),
      ("device = 'dram'", ".device: unknown memory device 'dram' (did you mean 'rram'?)"),
      ("r_on_kohm = 6, r_on_ohm = 6000", ": r_on_kohm and r_on_ohm are both given, one expected"),
    ])
  func refusals(options: String, message: String) {
    fixture.expect("xpert.hardware { \(options) }", "xpert.hardware\(message)")
    fixture.expect(
      "xpert.hardware.xpert_dac_2023 { \(options) }", "xpert.hardware.xpert_dac_2023\(message)")
  }

  @Test(
    "impossible layers are refused with the rule that they break",
    arguments: [
      (
        "column_sharing = 33",
        "column_sharing (33) must be at most 32, half of the crossbar's 64 columns: a tile's output buffer "
          + "needs at least "
          + "two lines"
      ),
      (
        "crossbar = 16, column_sharing = 16",
        "column_sharing (16) must be at most 8, half of the crossbar's 16 columns: a tile's output buffer "
          + "needs at least "
          + "two lines"
      ),
    ])
  func layers(options: String, message: String) {
    fixture.expect(
      "xpert.evaluate { network = xpert.network { input = { size = 8 }, classes = 10, "
        + "layers = { { channels = 8, \(options) } } } }", "xpert.evaluate: \(message)")
  }
}

/// Charts and tables that scripts make.
@Suite struct FigureBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("a table aligns numbers right and words left")
  func table() throws {
    let text = try fixture.evaluate(
      """
      local t = xpert.table { title = "t", columns = { "name", "value", "ok" },
        rows = { { "a", 1.23456, true }, { "bcd", 12 }, { "e", "-", false } } }
      assert(#t == 3)
      return tostring(t)
      """, as: String.self)
    #expect(
      text == """
        t
        name  value  ok
        ----  -----  ---
        a     1.235  yes
        bcd      12
        e         -  no
        """)
    fixture.expect(
      "xpert.table { columns = { 'a' }, rows = { { 1 }, { 1, 2 } } }",
      "xpert.table: rows[2]: at most 1 cells expected, as many as columns, got 2")
  }

  @Test("a chart is written as SVG")
  func chart() throws {
    let path = fixture.folder["c.svg"]
    try fixture.run(
      """
      local c = xpert.chart { title = "t", x = "columns", x_log = true, y = "area", y_unit = "mm2",
        series = { { name = "flash", x = { 1, 2, 4 }, y = { 3, 2, 1 } }, { name = "sar", x = { 1 }, y = { 2 \
        } } } }
      assert(c:write_svg("\(path)") == true and c.svg:find("flash", 1, true) and tostring(c):find("2 \
      curves", 1, true))
      local ok, why = c:write_svg("\(fixture.folder["none/c.svg"])")
      assert(ok == nil and why:find("cannot be written", 1, true))
      """)
    #expect(try fixture.folder.read("c.svg").hasPrefix("<svg"))
    fixture.expect(
      "xpert.chart { x = 'a', y = 'b', series = {} }", "xpert.chart.series: 1 to 6 curves expected, got 0")
    fixture.expect(
      "xpert.chart { x = 'a', y = 'b', series = { { name = 'n', x = { 1, 2 }, y = { 1 } } } }",
      "xpert.chart.series[1]: as many x (2) as y (1) expected")
  }
}
