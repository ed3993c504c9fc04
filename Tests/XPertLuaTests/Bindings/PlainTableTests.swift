import Testing

@testable import LuaEmbedding
@testable import XPertLua

/// `pairs(object)`, `object:to_table()` and `getmetatable(object)`.
@Suite struct PlainTableTests {
  /// Scripts that leave an object in `object`.
  private static let objects = [
    "xpert.evaluate { network = network() }", "xpert.evaluate { network = network() }.layers[1]",
    "network()", "space()", "xpert.layer { channels = 8 }", "xpert.hardware {}", "step", "step.weights",
    "search:result()", "search:result().best", "search:result().best.corners",
    "search:result().best.corners.hot", "search:report()",
    "xpert.search.exact { supernet = space(), minimize = 'tiles' }:run()",
    "xpert.evaluate { network = network() }:explain('delay_ns')",
    "xpert.evaluate { network = network() }:breakdown('area_mm2')",
  ]

  private static let prelude = """
    search = gradient(function(m, w) return m.delay_us + w.a * m.area_mm2 end,
      { weights = { a = 1 }, corners = { hot = xpert.hardware { on_off_ratio = 5 } } })
    for s in search:steps() do step = s end
    -- Whether cjson would take it.
    function check(value, path)
      if type(value) == "table" then
        assert(getmetatable(value) == nil, path)
        for key, entry in pairs(value) do
          assert(type(key) == "string" or math.type(key) == "integer", path)
          check(entry, path .. "." .. key)
        end
      else
        assert(type(value) == "string" or type(value) == "boolean" or math.type(value) == "integer"
          or value == value and math.abs(value) < math.huge, path .. " is a " .. type(value))
      end
    end
    """

  @Test("pairs gives what reading by name gives, sorted, and to_table plain values", arguments: objects)
  func members(object: String) throws {
    let fixture = try BindingFixture()
    try fixture.run(Self.prelude)
    try fixture.run(
      """
      object = \(object)
      local plain, count, last = object:to_table(), 0, nil
      check(plain, "object")
      for key, value in pairs(object) do
        count = count + 1
        local read = object[key]
        assert(type(read) == type(value) and (type(value) == "table" or type(value) == "userdata"
          or read == value or read ~= read), key)
        if type(key) == "string" then
          assert(last == nil or last < key, key)
          last = key
          if type(value) == "number" and value == value then assert(plain[key] == value, key) end
        end
      end
      assert(count > 0)
      """)
  }

  @Test("the layers of a report have every unit, and answer a wrong name")
  func layers() throws {
    let fixture = try BindingFixture()
    try fixture.run(
      """
      report = xpert.evaluate { network = network() }
      local layer, plain = report.layers[1], report:to_table()
      assert(math.abs(layer.delay_us * 1000 / layer.delay_ns - 1) < 1e-12 and layer.area_um2 > layer.area_mm2)
      assert(layer.leakage_mW < layer.leakage_uW and layer.dynamic_energy_uJ < layer.dynamic_energy_pJ)
      assert(#plain.layers == 3 and plain.layers[2].tiles == report.layers[2].tiles)
      assert(plain.area_mm2 == report.area_mm2 and plain.write_csv == nil)
      assert(#network():to_table().layers == 3 and network():to_table().layers[1].channels == 8)
      """)
    fixture.expect(
      "return report.layers[1].dealy_ns",
      "xpert.LayerReport has no member 'dealy_ns' (did you mean 'delay_ns'?)")
  }

  @Test("getmetatable gives a table with the name, which nothing can change", arguments: [false, true])
  func metatable(isSandboxed: Bool) throws {
    let fixture = try BindingFixture { $0.isSandboxed = isSandboxed }
    try fixture.run(
      """
      local hardware = xpert.hardware {}
      local metatable = getmetatable(hardware)
      assert(metatable.__name == "xpert.Hardware" and metatable.__pairs and metatable.__index == nil)
      assert(metatable.__gc == nil and getmetatable(metatable) == false)
      local ok, message = pcall(function() metatable.__name = "x" end)
      assert(not ok and message:find("the metatable of xpert.Hardware cannot be changed"), message)
      assert(not pcall(setmetatable, metatable, {}))
      -- What it holds is as safe as the operators themselves.
      for _, other in ipairs { 1, "x", {}, print, network() } do
        assert(not pcall(metatable.__pairs, other) and not pcall(metatable.__tostring, other))
      end
      rawset(metatable, "__name", "xpert.Report")
      assert(tostring(hardware):find("node_nm") and not pcall(function() return hardware.area_mm2 end))
      """)
  }

  @Test("two designs of different kinds are refused, with the way out")
  func comparison() throws {
    let fixture = try BindingFixture()
    try fixture.run(
      "r = xpert.search.random { supernet = space(), steps = 2, minimize = 'edap' }:run() "
        + "e = xpert.evaluate { network = network() }"
    )
    fixture.expect(
      "xpert.compare(r, e)",
      "xpert.compare: two reports, or two that searches found, expected, got xpert.Result and xpert.Report:"
        + " evaluate the candidate's network, and compare the reports")
    #expect(fixture.message("xpert.compare(e, r.best)").contains("got xpert.Report and xpert.Candidate"))
  }

  @Test("a small space is proven by looking at all of it, and its front with EDAP is drawn")
  func enumeration() throws {
    let fixture = try BindingFixture()
    try fixture.run(
      """
      local small = xpert.supernet { input = { size = 16 }, classes = 10,
        layers = { { channels = 64, column_sharing = 8, adc = xpert.choice { "flash", "sar" } } } }
      local least = math.huge
      for _, adc in ipairs { "flash", "sar" } do
        local network = xpert.network { input = { size = 16 }, classes = 10,
          layers = { { channels = 64, column_sharing = 8, adc = adc } } }
        least = math.min(least, xpert.evaluate { network = network }.area_mm2)
      end
      local found = xpert.search.exact { supernet = small, minimize = "area_mm2" }:run()
      assert(found.is_optimal and found.gap == 0 and math.abs(found.achieved / least - 1) < 1e-9)
      local result = xpert.search.random { supernet = space(), steps = 20, minimize = "edap" }:run()
      assert(result:pareto { metrics = { "area_mm2", "edap" } }:plot "\(fixture.folder["front.svg"])")
      """)
    #expect(try fixture.folder.read("front.svg").contains("EDAP"))
  }

  @Test("ResNet-18 is refused for images that its stem is not meant for")
  func stem() throws {
    let message = try BindingFixture().message(
      "return xpert.backbone.resnet18 { input = { size = 224 }, classes = 1000 }")
    #expect(
      message.hasPrefix("spec.lua:1: xpert.backbone.resnet18.input.size: at most 64 expected, got 224: "))
  }

  @Test("explanations of H-trees say what their numbers follow from")
  func trees() throws {
    try BindingFixture().run(
      """
      local report = xpert.evaluate { network = network() }
      for _, name in ipairs { "chip H-tree", "tile H-tree" } do
        for _, quantity in ipairs { "area_mm2", "dynamic_energy_pJ" } do
          local found = 0
          local function visit(e)
            if #e == 0 then
              local names = {}
              for _, input in ipairs(e.inputs) do names[input.name] = input.value end
              assert(names.width and (names.levels or names.stages), name .. " " .. quantity)
              found = found + 1
            end
            for i = 1, #e do visit(e[i]) end
          end
          visit(report:explain(quantity, name))
          assert(found > 0)
        end
      end
      """)
  }
}
