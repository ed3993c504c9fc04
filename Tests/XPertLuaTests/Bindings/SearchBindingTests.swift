import Testing

@testable import XPertCore
@testable import XPertLua

/// Searches as scripts run them: steps, results, determinism, life and death.
@Suite struct SearchBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  // MARK: Determinism

  private func files(of search: String, seed: Int, in folder: TemporaryFolder) throws -> (
    json: String, csv: String
  ) {
    let fixture = try BindingFixture { $0.seed = seed }
    try fixture.run(
      """
      local result = \(search):run()
      assert(result:write_json("\(folder["r.json"])"))
      assert(result:write_csv("\(folder["r.csv"])"))
      """)
    return (try folder.read("r.json"), try folder.read("r.csv"))
  }

  @Test(
    "same script and same seed, same bytes; another seed, other ones",
    arguments: ["straight_through", "gumbel", "expectation", "published"])
  func determinism(relaxation: String) throws {
    let search =
      "gradient(function(m) return m.delay_us:log() + m.area_mm2:log() end, "
      + "{ steps = 40, relaxation = xpert.relaxation.\(relaxation) {} })"
    let folder = TemporaryFolder()
    let first = try files(of: search, seed: 1, in: folder)
    #expect(try files(of: search, seed: 1, in: folder) == first)
    let other = try files(of: search, seed: 2, in: folder)
    #expect(other.json != first.json)
    #expect(other.csv != first.csv)
    #expect(first.json.contains("\"seed\" : 1"))
  }

  @Test("a seed in the script wins over that of the command line, and is what the result says")
  func seeds() throws {
    let search = "gradient(function(m) return m.delay_us:log() end, { steps = 20, seed = 7 })"
    let folder = TemporaryFolder()
    #expect(try files(of: search, seed: 1, in: folder) == files(of: search, seed: 2, in: folder))
    for (seed, fixture) in [
      (5, try BindingFixture { $0.seed = 5 }), (-5, try BindingFixture { $0.seed = -5 }),
    ] {
      try fixture.run(
        """
        local result = xpert.search.random { supernet = space(), minimize = "edap", steps = 3 }:run()
        assert(result.seed == \(seed) and result.manifest.seed == "\(seed)", result.seed)
        assert(tostring(result):find("seed \(seed)", 1, true))
        """)
    }
  }

  // MARK: Steps

  @Test("a loop over the steps may be left and taken up again, and ends where run would")
  func resuming() throws {
    try fixture.run(
      """
      local function make() return gradient(function(m) return m.delay_us:log() end, { steps = 10, seed = 4 \
      }) end
      local search, seen = make(), {}
      for step in search:steps() do
        seen[#seen + 1] = step.index
        if step.index == 3 then break end
      end
      assert(search.steps_taken == 3 and search.step_count == 10)
      local early = search:result()
      for step in search:steps() do seen[#seen + 1] = step.index end
      assert(table.concat(seen, " ") == "1 2 3 4 5 6 7 8 9 10")
      for step in search:steps() do error("no step is left") end
      assert(#early.history == 3 and early.steps == 3)
      local all, whole = search:result(), make():run()
      assert(#all.history == 10)
      for i = 1, 10 do assert(all.history[i] == whole.history[i]) end
      assert(search:run().steps == 10, "run after the end gives the result again")
      """)
  }

  @Test("a step is described by plain numbers and its candidate")
  func steps() throws {
    try fixture.run(
      """
      local losses, progress = {}, {}
      local search = gradient(function(m, w, index)
        losses[index] = (w.a * m.delay_us):log()
        progress[index] = w.p
        return losses[index]
      end, { steps = 5, weights = { a = xpert.schedule.linear { from = 1, to = 3 }, p = function(p) return \
      p end } })
      for step in search:steps() do
        assert(step.progress == (step.index - 1) / 4 and step.weights.p == step.progress)
        assert(step.weights.a == 1 + 2 * step.progress)
        assert(step.loss == losses[step.index].value and progress[step.index] == step.progress)
        assert(math.abs(math.exp(step.loss) / (step.weights.a * step.delay_us) - 1) < 1e-12)
        assert(step.accepted and #step.network == 3)
        local report = xpert.evaluate { network = step.network }
        for _, name in ipairs { "area_mm2", "delay_us", "energy_uJ", "tiles", "edap", "relu_units", "macs" \
        } do
          assert(math.abs(report[name] / step[name] - 1) < 1e-9, name)
        end
        assert(tostring(step):find("^step " .. step.index .. ": loss "))
      end
      """)
  }

  @Test("accept sees the candidate, and what it says decides what is kept")
  func accept() throws {
    try fixture.run(
      """
      local seen = 0
      local result = gradient(function(m) return m.delay_us end, { steps = 30, accept = function(step)
        seen = seen + 1
        assert(step.index == seen)
        return step.area_mm2 < 4
      end }):run()
      assert(seen == 30)
      for _, candidate in ipairs(result.candidates) do assert(candidate.area_mm2 < 4) end
      assert(result.accepted_steps > 0 and result.accepted_steps < 30, result.accepted_steps)

      local none = gradient(function(m) return m.delay_us end, { accept = function() return false end }):run()
      assert(none.best == nil and #none.candidates == 0 and none.accepted_steps == 0)
      assert(tostring(none):find("no candidate was accepted"))
      """)
  }

  @Test("a step says what has been kept so far, and the best of it")
  func kept() throws {
    try fixture.run(
      """
      local search = gradient(function(m) return m.delay_us end, {
        steps = 30, minimize = "delay_ns", accept = function(step) return step.index > 10 end,
      })
      for step in search:steps() do
        if step.index <= 10 then
          assert(tostring(step):find("(not accepted); none kept", 1, true), tostring(step))
        else
          local result = search:result()
          local kept = ("; kept %d, best delay_ns %.4g"):format(#result.candidates, result.best.delay_ns)
          assert(tostring(step):sub(-#kept) == kept, tostring(step) .. kept)
        end
      end
      """)
  }

  @Test("the best candidate has the least loss, or the least of the metric to minimize")
  func ranking() throws {
    try fixture.run(
      """
      for _, metric in ipairs { "loss", "delay_us", "area_mm2", "edap", "energy_pJ", "tiles" } do
        local result = gradient(function(m) return -m.area_mm2 end,
          { steps = 60, minimize = metric ~= "loss" and metric or nil }):run()
        local last = -math.huge
        for _, candidate in ipairs(result.candidates) do
          assert(candidate[metric] >= last)
          last = candidate[metric]
        end
        assert(result.best[metric] == result.candidates[1][metric])
        local best = result.best
        assert(#best.nodes == 2 and best.step >= 1 and best.network[1].channels >= 8)
        assert(tostring(best):find("^candidate of step " .. best.step))
      end
      """)
  }

  @Test("random search has the same interface, with a loss or a metric")
  func random() throws {
    try fixture.run(
      """
      local result = xpert.search.random { supernet = space(), minimize = "edap", steps = 200, seed = 2 \
      }:run()
      assert(result.distinct_candidates == 8 and #result.candidates == 8, "the whole space")
      assert(result.best.loss ~= result.best.loss, "no loss")
      -- the optimum of the space, by enumeration
      local best = math.huge
      for _, candidate in ipairs(result.candidates) do best = math.min(best, xpert.evaluate { network = \
      candidate.network }.edap) end
      assert(math.abs(result.best.edap / best - 1) < 1e-9)

      local search = xpert.search.random { supernet = space(), steps = 5, seed = 2, loss = function(m, w) \
      return w.a * m.delay_us end,
        weights = { a = 2 } }
      for step in search:steps() do assert(step.loss == 2 * step.delay_us and step.weights.a == 2) end
      assert(search:result().steps == 5)
      """)
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'edap' }:audit()",
      "only a gradient search can be audited")
  }

  @Test("a gradient search over a small space finds its optimum, with every relaxation that has a gradient")
  func optimum() throws {
    try fixture.run(
      """
      local target = xpert.search.random { supernet = space(), minimize = "edap", steps = 200 \
      }:run().best.edap
      for _, relaxation in ipairs { "straight_through", "gumbel", "expectation" } do
        local result = gradient(function(m) return m.edap:log() end,
          { steps = 200, seed = 1, relaxation = xpert.relaxation[relaxation] {} }):run()
        assert(result.best.edap <= target * (1 + 1e-12), relaxation)
      end
      """)
  }

  @Test("the audit finds a gradient, or says why there is none")
  func audit() throws {
    try fixture.run(
      """
      local search = gradient(function(m) return m.delay_us:log() + 1e-9 * m.area_mm2 end, { steps = 20 })
      search:run()
      local audit = search:audit()
      assert(audit.steps == 20 and audit.depends_on_metrics and audit.gradient_norm > 0 and \
      audit.zero_gradient_steps == 0)
      assert(audit.shares.delay_us > 0.99 and audit.shares.area_mm2 < 0.01)
      assert(audit.accepted_share == 1 and audit.distinct_candidates >= 1)
      assert(audit.verdict:find("depends on the metrics: delay_us 100 %%"), audit.verdict)

      search = gradient(function(m) return m.delay_us:log() end, { steps = 20, relaxation = \
      xpert.relaxation.published {} })
      local result = search:run()
      audit = search:audit()
      assert(not audit.depends_on_metrics and audit.gradient_norm == 0 and audit.zero_gradient_steps == 20)
      assert(audit.verdict:find("the gradient is zero: the relaxation 'published' passes every node of a \
      layer the same cost", 1, true))
      assert(tostring(result):find("the gradient is zero", 1, true))
      assert(tostring(gradient(function(m) return m.delay_us end):audit()):find("no step was taken"))

      search = gradient(function(m) return (m.delay_us - 1e9):relu() end, { steps = 5 })
      search:run()
      assert(search:audit().verdict:find("the loss does not change with any metric", 1, true))
      """)
  }

  // MARK: Callbacks

  @Test("a step inside a step is refused, wherever it is tried")
  func steppingInsideSteps() {
    let message = "xpert.Search: no step may be taken inside a step (in loss, accept or a schedule)"
    for source in [
      "s = gradient(function(m) s:run() return m.delay_us end) s:run()",
      "s = gradient(function(m) for step in s:steps() do end return m.delay_us end) s:run()",
      "s = gradient(function(m) return m.delay_us end, { accept = function() s:run() return true end }) "
        + "s:run()",
      "s = gradient(function(m) return m.delay_us end, { optimizer = xpert.optim.sgd { lr = function() "
        + "s:run() return 1 end } }) s:run()",
      "s = gradient(function(m) return m.delay_us end, { weights = { a = function() s:run() return 1 end } "
        + "}) s:run()",
      "s = gradient(function(m) return m.delay_us end, { relaxation = xpert.relaxation.gumbel { temperature "
        + "= function() s:run() return 1 end } }) s:run()",
      "s = xpert.search.random { supernet = space(), minimize = 'edap', accept = function() s:run() end } "
        + "s:run()",
    ] { fixture.expect(source, message) }
  }

  @Test("after an error in a step the search goes on")
  func recovery() throws {
    try fixture.run(
      """
      local broken = true
      local search = gradient(function(m) if broken then error("once") end return m.delay_us end)
      assert(not pcall(search.run, search))
      assert(search.steps_taken == 0)
      broken = false
      assert(search:run().steps == 3)
      """)
  }

  @Test("two searches may take their steps in turn")
  func interleaving() throws {
    try fixture.run(
      """
      local function make() return gradient(function(m) return m.delay_us:log() end, { steps = 20, seed = 4 \
      }) end
      local alone = make():run().history
      local a, b = make(), make()
      local nextA, nextB = a:steps(), b:steps()
      for i = 1, 20 do
        local x, y = nextA(), nextB()
        assert(x.loss == alone[i] and y.loss == alone[i])
      end
      assert(nextA() == nil and nextB() == nil)
      """)
  }

  @Test("searches run in coroutines, and the body of a loop may yield")
  func coroutines() throws {
    try fixture.run(
      """
      local walk = coroutine.wrap(function()
        for step in gradient(function(m) return m.delay_us end):steps() do coroutine.yield(step.index) end
        return "end"
      end)
      assert(walk() == 1 and walk() == 2 and walk() == 3 and walk() == "end")
      -- a search made in one coroutine and run in another
      local search
      coroutine.wrap(function() search = gradient(function(m) return m.delay_us end) end)()
      collectgarbage() collectgarbage()
      coroutine.wrap(function() search:run() end)()
      assert(search.steps_taken == 3)
      """)
    fixture.expect(
      "coroutine.wrap(function() gradient(function(m) coroutine.yield() return m.delay_us end):run() end)()",
      "attempt to yield across a C-call boundary")
  }

  // MARK: Memory

  @Test("a search that nothing refers to is collected, with its functions, in spite of cycles")
  func collection() throws {
    try fixture.run(
      """
      local alive = setmetatable({}, { __mode = "k" })
      local function use()
        local search
        local own = {}
        alive[own] = true
        search = gradient(function(m) own.search = search return m.delay_us * 1 end, {
          accept = function(s) return own ~= search end,
          optimizer = xpert.optim.sgd { lr = function(p) own.p = p return 1 end },
          weights = { a = function(p) return own and search and 1 end },
          relaxation = xpert.relaxation.gumbel { temperature = function() return own and 1 end },
        })
        alive[search] = true
        local result = search:run()
        alive[result] = true
        for step in search:steps() do end
        return result.best.network
      end
      for i = 1, 5 do use() end
      collectgarbage() collectgarbage()
      assert(next(alive) == nil)
      """)
  }

  @Test("what a search needs is kept alive by it alone")
  func keeping() throws {
    try fixture.run(
      """
      local search = xpert.search.gradient {
        supernet = space(), steps = 5,
        loss = xpert.loss.sum { xpert.loss.barrier { area_mm2 = 50, sharpness = function(p) return 1 + p \
        end } },
        optimizer = xpert.optim.adam { lr = xpert.schedule.warmup { fraction = 0.2, next = function(p) \
        return 1 - p / 2 end } },
        weights = { a = xpert.schedule.warmup { fraction = 0.5, next = function(p) return p end } },
      }
      for i = 1, 100 do local x = { {} } end
      collectgarbage() collectgarbage()
      local step = search:steps()
      for i = 1, 5 do
        step()
        collectgarbage()
      end
      assert(search:result().steps == 5)
      """)
  }

  @Test("a thousand searches leave no memory behind")
  func leaks() throws {
    try fixture.run(
      "function once() return gradient(function(m) return m.delay_us end, { steps = 2 }):run() end")
    try fixture.run("for i = 1, 1000 do once() end")
    fixture.state.collectGarbage()
    fixture.state.collectGarbage()
    let before = fixture.state.memoryUsed
    try fixture.run("for i = 1, 1000 do once() end")
    fixture.state.collectGarbage()
    fixture.state.collectGarbage()
    #expect(fixture.state.memoryUsed < before + 10_000, "\(before) \(fixture.state.memoryUsed)")
  }

  // MARK: Results

  @Test("everything printable is a readable table")
  func printing() throws {
    let text = try fixture.evaluate(
      """
      local search = gradient(function(m) return m.delay_us:log() end, { seed = 1 })
      local before = tostring(search)
      local result = search:run()
      return table.concat({ before, tostring(search), tostring(result), tostring(result.best.network), \
      tostring(space()),
        tostring(xpert.hardware {}), tostring(xpert.layer { channels = xpert.choice { 8, 16 }, crossbar = \
        32 }),
        tostring(xpert.repeated(3, xpert.layer { channels = 8 })), tostring(xpert.choice { 1, "a" }),
        tostring(xpert.optim.sgd { lr = 1, momentum = 0.9 }), tostring(xpert.relaxation.gumbel {}),
        tostring(xpert.schedule.warmup { fraction = 0.1, next = 1 }), tostring(search:audit()) }, "\\n")
      """, as: String.self)
    for line in [
      "xpert.Search: 0 of 3 steps", "xpert.Search: 3 of 3 steps", "best candidates",
      "candidates kept (seed 1, consistent)",
      "layer    size  channels  kernel  pool  crossbar  CS   ADC    ADC bits  input bits  nodes",
      "network: 2 convolutions, 1 fully connected", "network: 3 channels of 8 x 8, 10 classes",
      "crossbar -: the hardware's", "10^0.9 candidates", "r_on_ohm             6000",
      "layer: channels 8|16, kernel 3, stride 1, column_sharing 8, adc flash, adc_bits 6, input_bits 8, "
        + "crossbar 32",
      "3 layers: channels 8, kernel 3, stride 1, column_sharing 8, adc flash, adc_bits 6, input_bits 8, "
        + "crossbar of the hardware",
      "xpert.choice { 1, \"a\" }", "sgd, momentum 0.9", "relaxation gumbel", "warm-up of 0.1",
      "the gradient depends on the metrics: delay_us 100 %",
    ] {
      #expect(text.contains(line), "\(line)")
    }
  }

  @Test("the manifest holds what made the result")
  func manifest() throws {
    let text = "-- a script\n"
    let script = try fixture.folder.write(text, to: "script.lua")
    try fixture.run(
      """
      arg = { [-1] = "xpert-lua", [0] = "\(script)", "50" }
      local m = gradient(function(m) return m.delay_us end, { seed = 9 }):run().manifest
      assert(m.version == xpert.version and m.Lua:find("^Lua 5%.4") and m.seed == "9" and m.convention == \
      "consistent")
      assert(m.script == "\(script)" and m["command line"] == "\(script) 50")
      assert(m["script SHA-256"] == "\(SHA256.hexDigest(of: Array(text.utf8)))")
      assert(gradient(function(m) return m.tiles end, { cost_model = "complete", supernet = \
      xpert.backbone.vgg11 {} })
        :run().manifest.convention == "published cost fits, complete")
      """)
  }

  @Test("every option of the hardware is in the manifest, under its name")
  func manifestHardware() throws {
    try fixture.run(
      """
      local function manifest(options)
        options.r_on_ohm = options.r_on_ohm or 20000
        return xpert.search.random { supernet = space(), minimize = "edap", steps = 1, hardware = \
        xpert.hardware(options) }
          :run().manifest
      end
      local plain = manifest {}
      for option, value in xpert.sorted {
        node_nm = 22, roadmap = "hp", temperature_K = 350, device = "fefet", cell_bits = 2, weight_bits = 4,
        crossbar = 32, crossbars_per_tile = 16, r_on_ohm = 20000.000001, on_off_ratio = 151, read_voltage_V \
        = 0.4,
        write_voltage_V = 2.5, access_voltage_V = 1.2, flash_sensing = "voltage", synchronous = false,
        clock_Hz = 5e8, calibrated = false, activation = "tile", global_buffer = "sram", tile_buffer = "sram",
        access = "none", read_mode = "sequential",
      } do
        local entry = manifest { [option] = value }
        assert(xpert.hardware { [option] = value, r_on_kohm = option ~= "r_on_ohm" and 20
          or nil }[option] == value, option)
        for name, text in pairs(plain) do
          assert((name == option) == (entry[name] ~= text), option .. ": " .. name .. " " .. text .. " " .. \
          entry[name])
        end
        assert(entry[option] == tostring(value) or tonumber(entry[option]) == value, option)
      end
      """)
  }

  @Test("without a script the manifest names none, and what is no file is not read")
  func manifestWithoutScript() throws {
    for arguments in ["nil", "{ [0] = 'xpert-lua' }", "{ [-1] = 'xpert-lua', [0] = '/dev/zero' }", "5"] {
      try fixture.run(
        """
        arg = \(arguments)
        local m = gradient(function(m) return m.delay_us end):run().manifest
        assert(m.script == nil and m["script SHA-256"] == nil)
        """)
    }
  }

  @Test("a manifest says what was expected of the inputs, as that of a report does")
  func activity() throws {
    try fixture.run(
      """
      local options = { supernet = space(), minimize = "energy_pJ", steps = 2, activity = { bit_density = \
      0.9 } }
      local manifest = xpert.search.random(options):run().manifest
      assert(manifest["activity.bit_density"] == "0.9" and manifest["activity.filled_windows"] == "1")
      options = { supernet = xpert.backbone.vgg16 {}, minimize = "tiles", steps = 2, cost_model = \
      "published" }
      assert(xpert.search.random(options):run().manifest["activity.bit_density"] == nil)
      """)
  }

  @Test("a time limit ends the tabulation of a large space, not only the steps")
  func tabulationIsInterrupted() throws {
    let fixture = try BindingFixture { $0.timeLimit = 0.2 }
    fixture.expect(
      "xpert.search.random { minimize = 'edap', supernet = xpert.backbone.vgg16 { "
        + "channels = xpert.choice { 64, 128, 256, 512 }, column_sharing = xpert.choice { 2, 4, 8, 16, 32 }, "
        + "adc_bits = xpert.choice { 3, 4, 5, 6, 7, 8 }, input_bits = xpert.choice { 4, 5, 6, 7, 8 } } }",
      "time limit of 0.2 s exceeded")
  }
}
