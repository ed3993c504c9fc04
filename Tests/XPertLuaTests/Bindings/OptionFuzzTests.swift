import Testing

@testable import XPertCore
@testable import LuaEmbedding
@testable import XPertLua

/// Odd values for every option of every constructor: each call succeeds or is refused with a position and a
/// path, and what was made can be used, or says why not. A crash would end the tests.
@Suite struct OptionFuzzTests {
  /// Lua expressions.
  private static let values = [
    "0", "-1", "1", "2", "3", "7", "16", "64", "65", "1000", "4096", "65536", "1e308", "-1e308", "5e-324",
    "0/0", "1/0",
    "-1/0", "math.maxinteger", "math.mininteger", "1.5", "1e-9", "''", "'x'", "'\\0'", "('x'):rep(1000)",
    "'\\xff'",
    "true", "false", "{}", "{ 1 }", "{ 1, nil, 3 }", "{ a = 1 }", "{ [1.5] = 1 }", "{ [true] = 1 }",
    "function() return 1 end", "function() return 0/0 end", "function() error('own') end", "print",
    "coroutine.create(print)", "io.stdout", "xpert.choice { 8, 16 }", "xpert.choice { 0/0 }",
    "xpert.choice { xpert.choice { 1 } }", "xpert.choice { 'sar', 'flash' }",
    "setmetatable({}, { __index = function() error('index') end, __len = function() error('len') end })",
    "setmetatable({}, { __tostring = function() error('tostring') end, __name = 5 })",
    "xpert.schedule.constant(0/0)", "xpert.schedule.constant(-1)",
    "xpert.schedule.linear { from = 0, to = 1 }",
    "xpert.hardware {}", "xpert.layer { channels = 8 }", "xpert", "xpert.hardware", "_G",
    "xpert.loss.target { area_mm2 = 1 }", "xpert.optim.sgd { lr = 1 }", "xpert.relaxation.gumbel {}",
    "{ size = 8 }", "{ size = 0 }", "{ size = 1, channels = 0/0 }", "{ density = 0 }",
    "{ density = 1, seed = 5, inputs = 'bits' }", "{ bit_density = 0 }", "{ filled_windows = 1e-9 }",
    "{ ['Q-C172'] = false }",
  ]

  /// Required options, by constructor.
  private static let required = [
    "xpert.layer": "channels = 8",
    "xpert.supernet": "input = { size = 8 }, classes = 10, layers = layers()",
    "xpert.network": "input = { size = 8 }, classes = 10, layers = { { channels = 8 } }",
    "xpert.evaluate": "network = network()",
    "xpert.loss.target": "area_mm2 = 5", "xpert.loss.hinge": "area_mm2 = 5",
    "xpert.loss.barrier": "area_mm2 = 5",
    "xpert.optim.sgd": "lr = 1", "xpert.optim.adam": "lr = 1",
    "xpert.schedule.linear": "from = 1, to = 2", "xpert.schedule.cosine": "from = 1, to = 2",
    "xpert.schedule.exponential": "from = 1, to = 2", "xpert.schedule.step": "from = 1, count = 2",
    "xpert.schedule.warmup": "fraction = 0.1, next = 2",
    "xpert.search.gradient": "supernet = space(), loss = function(m) return m.delay_us end",
    "xpert.search.random": "supernet = space(), minimize = 'edap'",
  ]

  private static let harness = """
    local function steps(search)
      for step in search:steps() do
        tostring(step)
        if step.index == 2 then break end
      end
      tostring(search:result())
    end
    local loss = function(m) return m.delay_us:log() end
    local wide = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 128 } } }
    local use = {
      ["xpert.Hardware"] = function(h)
        for _, convention in ipairs { "consistent", "whole_network", "published" } do
          pcall(xpert.evaluate, { network = wide, hardware = h, convention = convention })
        end
        steps(xpert.search.random { supernet = space(), hardware = h, minimize = "edap" })
      end,
      ["xpert.Layer"] = function(l)
        steps(gradient(loss, { supernet = xpert.supernet { input = { size = 8 }, classes = 10, layers = { \
        l, l } } }))
      end,
      ["xpert.Supernet"] = function(s) s:nodes(1) steps(gradient(loss, { supernet = s })) end,
      ["xpert.Network"] = function(n) tostring(n[1] or n[-1]) tostring(xpert.evaluate { network = n }) end,
      ["xpert.Report"] = function(r) return r.layers, r.components end,
      ["xpert.LossTerm"] = function(t) steps(gradient(t)) end,
      ["xpert.Optimizer"] = function(o) steps(gradient(loss, { optimizer = o })) end,
      ["xpert.Relaxation"] = function(r) steps(gradient(loss, { relaxation = r })) end,
      ["xpert.Schedule"] = function(s)
        for i = 0, 4 do s:at(i / 4) end
        steps(gradient(loss, { weights = { x = s } }))
      end,
      ["xpert.Search"] = steps,
    }
    print = function() end
    -- nil, or what is wrong
    function try(call)
      local ok, value = pcall(assert(load("return " .. call, "=fuzz.lua")))
      if not ok then
        local fine = type(value) == "string" and value:find("^fuzz%.lua:1: xpert%.[%w_.-]+[:%[ ]")
        return not fine and call .. " -> " .. tostring(value) or nil
      end
      tostring(value)
      local name = debug.getmetatable(value).__name
      ok, value = pcall(use[name] or error, value)
      local fine = ok or type(value) == "string" and value:find("^[%w_.]+:%d+: .")
      return not fine and "using " .. call .. " -> " .. tostring(value) or nil
    end
    """

  private func tables(_ module: LuaModule) -> [OptionTable] {
    (module.call?.options.map { [$0] } ?? [])
      + module.entries.flatMap { entry -> [OptionTable] in
        switch entry.content {
        case .constructor(let table): [table]
        case .module(let inner): tables(inner)
        case .function, .value: []
        }
      }
  }

  @Test(
    "every option of every constructor takes or refuses every odd value",
    arguments: [
      "xpert.hardware", "xpert.layer", "xpert.supernet", "xpert.network", "xpert.backbone", "xpert.evaluate",
      "xpert.loss", "xpert.optim", "xpert.relaxation", "xpert.schedule", "xpert.search",
    ])
  func options(part: String) throws {
    let fixture = try BindingFixture()
    try fixture.run(Self.harness)
    let tried = try fixture.state.function("try")
    let tables = tables(fixture.module).filter { $0.name == part || $0.name.hasPrefix(part + ".") }
    #expect(!tables.isEmpty)
    for table in tables {
      // The same description as xpert.hardware, and a supernet that is searched in a second.
      if table.name == "xpert.hardware.xpert_dac_2023" || table.name == "xpert.backbone.vgg16" { continue }
      let base = Self.required[table.name] ?? ""
      for option in table.keys {
        // A large network takes its time, and there is one in the tests of networks.
        for value in Self.values where !(table.name.hasPrefix("xpert.backbone") && value == "65536") {
          // A second bound would only be refused as such.
          let fields = table.name.hasPrefix("xpert.loss") && option.contains("_") ? "" : base + ", "
          let call = "\(table.name) { \(fields.drop { $0 == "," || $0 == " " })\(option) = \(value) }"
          let problem: String? = try tried.call(call)
          #expect(problem == nil)
        }
      }
      for value in Self.values {
        let problem: String? = try tried.call("\(table.name) { \(value) }")
        #expect(problem == nil)
        let other: String? = try tried.call("\(table.name)(\(value))")
        #expect(other == nil)
      }
    }
  }

  @Test("hardware of random numbers can be evaluated or is refused")
  func randomHardware() throws {
    let fixture = try BindingFixture()
    try fixture.run(Self.harness)
    var generator = RandomGenerator(seed: 11)
    let tried = try fixture.state.function("try")
    let table = try #require(tables(fixture.module).first { $0.name == "xpert.hardware" })
    for _ in 0..<300 {
      var fields: [String] = []
      for option in table.options where generator.uniform() < 0.4 {
        switch option.kinds[0] {
        case .integer(let range):
          let (low, high) = (range?.lower ?? 0, range?.upper ?? 200)
          // Half of the numbers are small.
          let span = generator.uniform() < 0.5 ? min(high, low + 16) : high
          fields.append("\(option.key) = \(Int(low + (span - low) * generator.uniform()))")
        case .number:
          let exponent = 24 * generator.uniform() - 12
          fields.append("\(option.spellings[0]) = 1 * 10 ^ \(exponent)")
        case .enumeration(_, let names):
          fields.append("\(option.key) = '\(names[generator.index(below: names.count)])'")
        case .boolean: fields.append("\(option.key) = \(generator.uniform() < 0.5)")
        default: break
        }
      }
      let problem: String? = try tried.call("xpert.hardware { \(fields.joined(separator: ", ")) }")
      #expect(problem == nil)
    }
  }
}
