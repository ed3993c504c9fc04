import Testing

@testable import LuaEmbedding
@testable import XPertLua

/// Integers of a script, however far from sense, are answered and never stop the process.
@Suite struct ScriptIntegerTests {
  private static let numbers = [
    "math.mininteger", "math.maxinteger", "0", "-1", "2^31", "2^32", "2^53", "-2^63", "1e308", "0/0", "1/0",
    "1.5", "'10'", "'x'",
  ]

  /// Elements: beyond the last one nil, or an error of the script's.
  @Test("an element at a hostile position is nil or an error")
  func elements() throws {
    let fixture = try BindingFixture()
    try fixture.run(
      """
      local report = xpert.evaluate { network = network() }
      objects = {
        network(), xpert.choice { 1, 2 }, report.layers, report.components,
        report:explain("delay_ns"), report:breakdown("area_mm2"),
      }
      gradient(function(m)
        objects[#objects + 1] = m.layers
        for _, n in ipairs { \(Self.numbers.joined(separator: ", ")) } do
          local ok, value = pcall(function() return m.layers[n] end)
          assert(not ok or value == nil, tostring(n))
        end
        return m.delay_us
      end, { steps = 1 }):run()
      """)
    for number in Self.numbers {
      try fixture.run(
        """
        for i, object in ipairs(objects) do
          local ok, value = pcall(function() return object[\(number)] end)
          assert(not ok or value == nil, i .. " gives " .. tostring(value))
          assert(ok or type(value) == "string" and value:find("^spec.lua:%d+: "), value)
        end
        """)
    }
    #expect(try fixture.evaluate("return objects[1][3.0].channels", as: Int.self) == 10)
  }

  private static let calls = [
    "space():nodes(N)", "xpert.evaluate { network = network() }:explain('area_mm2', N)",
    "xpert.repeated(N, xpert.layer { channels = 8 })", "images:first(N)", "images:shuffled(N)",
    "xpert.trained.resnet('/nowhere', N)", "xpert.data.cifar10('/nowhere', N)",
    "xpert.schedule.step { from = 1, count = N }:at(0.5)", "xpert.schedule.linear { from = 0, to = 1 }:at(N)",
    "xpert.network { input = { size = N }, classes = 2, layers = { { channels = 8 } } }",
    "xpert.network { input = { size = 8 }, classes = 2, layers = { { channels = 8 } }, pool_after = { N } }",
    "xpert.network { input = { size = 8, channels = N }, classes = 2, layers = { { channels = N } } }",
    "xpert.network { input = { size = 8 }, classes = 2, "
      + "layers = { { channels = 8, residual = { layers = N } } } }",
    "xpert.layer { channels = 8, kernel = N, stride = N, padding = N, groups = N }",
    "xpert.hardware { crossbar = N }", "xpert.hardware { crossbars_per_tile = N }",
    "xpert.hardware { node_nm = N }", "xpert.hardware { temperature_K = N }",
    "xpert.search.exact { supernet = space(), minimize = 'tiles', effort = N }:run()",
    "xpert.search.exact { supernet = space(), minimize = 'delay_us', effort = N }:run()",
    "xpert.search.exact { supernet = space(), minimize = 'delay_us', tiles = N }:run()",
    "xpert.search.exact { supernet = space(), minimize = 'delay_us' }:pareto { x = 'area_mm2', points = N }",
    "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 2, seed = N }:run()",
    "xpert.search.evolution { supernet = space(), minimize = 'tiles', steps = 2, population = N }:run()",
    "gradient(function(m) return m.delay_us end, { steps = 2, patience = N }):run()",
    "gradient(function(m) return m.delay_us end, { steps = 2, starts = N }):run()",
    "gradient(xpert.loss.augmented_lagrangian { area_mm2 = 1, interval = N }, { steps = 2 }):run()",
    "gradient(function(m) return m.delay_us end, { steps = 2, seed = N }):run()",
    "gradient(function(m) return m.delay_us end, { weights = { a = N }, steps = 2 }):run()",
    "xpert.data.synthetic { images = 2, size = N }",
    "xpert.data.synthetic { images = 2, size = 8, classes = N }",
    "xpert.data.synthetic { images = 2, size = 8, seed = N }",
    "xpert.score.hamming { networks = network(), batch = 2, seed = N }",
    "xpert.evaluate { network = network(), traces = { seed = N } }",
    "xpert.table { columns = { 'a' }, rows = { { N } } }",
  ]

  @Test("a function given a hostile integer gives a value or an error of the script's", arguments: calls)
  func functions(call: String) throws {
    let fixture = try BindingFixture()
    try fixture.run("images = xpert.data.synthetic { images = 2, size = 8 }")
    for number in Self.numbers {
      try fixture.run(
        """
        N = \(number)
        local ok, value = pcall(function() return \(call) end)
        assert(ok or type(value) == "string" and #value > 0, "no message")
        """)
    }
  }
}
