import Testing

@testable import XPertLua

/// `xpert.search.exact` and the baselines as scripts use them.
@Suite struct ExactBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  @Test("the exact search finds what an enumeration by many random steps finds, and proves it")
  func optimum() throws {
    try fixture.run(
      """
      local exact = xpert.search.exact {
        supernet = space(), minimize = "leakage_uW", relu_units = { min = 1536 }, tiles = 100,
      }
      local result = exact:run()
      local least
      local random = xpert.search.random {
        supernet = space(), minimize = "leakage_uW", steps = 400, seed = 1,
        accept = function(s) return s.relu_units >= 1536 and s.tiles <= 100 end,
      }
      local best = random:run().best
      assert(result.is_optimal and result.gap == 0 and not result.is_infeasible)
      assert(math.abs(result.achieved / best.leakage_uW - 1) < 1e-12)
      assert(result.best.leakage_uW == result.achieved and result.lower_bound <= result.achieved)
      assert(result.best.relu_units >= 1536 and result.metric == "leakage_uW")
      assert(result.certificate:find("optimal, by dynamic programming", 1, true), result.certificate)
      assert(tostring(result):find("lower bound", 1, true))
      """)
  }

  @Test("a front is sorted, undominated, and can be written and drawn")
  func front() throws {
    try fixture.run(
      """
      local exact = xpert.search.exact { supernet = xpert.backbone.vgg16 {
        channels = xpert.choice { 64, 128 }, column_sharing = xpert.choice { 2, 8 } },
        minimize = "delay_fit", cost_model = "published" }
      local front = exact:pareto { x = "area_mm2" }
      assert(#front > 3 and #front == #front.points)
      for i = 2, #front do
        assert(front.points[i].area_mm2 > front.points[i - 1].area_mm2)
        assert(front.points[i].delay_fit < front.points[i - 1].delay_fit)
      end
      assert(front.points[#front].delay_fit == exact:run().achieved)
      assert(front:write_csv("\(fixture.folder["front.csv"])"))
      assert(front:plot("\(fixture.folder["front.svg"])"))
      assert(tostring(front):find("front of " .. #front .. " candidates", 1, true))
      """)
    #expect(try fixture.folder.read("front.csv").hasPrefix("area_mm2"))
    #expect(try fixture.folder.read("front.svg").contains("<svg"))
  }

  @Test("nothing feasible is an outcome, not an error")
  func infeasible() throws {
    try fixture.run(
      """
      local result = xpert.search.exact { supernet = space(), minimize = "tiles", tiles = { max = 0 } }:run()
      assert(result.best == nil and result.achieved == nil and result.gap == nil)
      assert(result.is_infeasible and not result.is_optimal)
      assert(result.certificate:find("no candidate keeps the bounds", 1, true))
      """)
  }

  @Test("mistakes are told by name")
  func messages() {
    fixture.expect(
      "xpert.search.exact { supernet = space(), minimize = 'delya_us' }",
      "xpert.search.exact: the network has no metric 'delya_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "xpert.search.exact { supernet = space(), minimize = 'tiles', area = 3 }",
      "xpert.search.exact.area needs its unit: write area_mm2, area_um2")
    fixture.expect(
      "xpert.search.nsga2 { supernet = space(), objectives = { 'tiles' } }",
      "xpert.search.nsga2.objectives: at least two metrics expected, got 1")
    fixture.expect(
      "xpert.search.hill_climb { supernet = space() }",
      "xpert.search.hill_climb: 'loss' or 'minimize' expected, got neither")
    fixture.expect(
      "xpert.loss.augmented_lagrangian { penalty = 2 }",
      "xpert.loss.augmented_lagrangian: at least one bound expected, got none")
  }

  @Test(
    "baselines take the arguments of the random search, and the same seed gives the same candidates",
    arguments: ["hill_climb", "anneal", "evolution", "nsga2"])
  func baselines(name: String) throws {
    let objectives = name == "nsga2" ? "objectives = { 'area_mm2', 'delay_us' }," : ""
    try fixture.run(
      """
      local function run(seed)
        local search = xpert.search.\(name) {
          supernet = space(), minimize = "delay_us", steps = 60, seed = seed, \(objectives)
          loss = function(m) return m.delay_us:log() + m.area_mm2:log() end,
          accept = function(s) return s.tiles < 1000 end,
        }
        local steps = {}
        for step in search:steps() do steps[#steps + 1] = step.delay_us end
        return table.concat(steps, " "), search:result()
      end
      local first, result = run(1)
      assert(first == run(1) and first ~= run(2))
      assert(result.steps == 60 and result.best and #result.candidates <= 8)
      """)
  }

  @Test("starts, patience and polish are options of the gradient search")
  func gradientOptions() throws {
    try fixture.run(
      """
      local search = gradient(function(m) return m.delay_us:log() end,
        { steps = 40, seed = 1, starts = 2, polish = 0.25 })
      assert(search:run().steps == 40)
      local short = gradient(function(m) return m.delay_us:log() end, { steps = 400, seed = 1, patience = \
      20 })
      assert(short:run().steps < 400)
      """)
  }

  @Test("an augmented Lagrangian ends inside its bound where a fixed weight does not")
  func augmentedLagrangian() throws {
    try fixture.run(
      """
      local limit = 40
      local function best(loss)
        local supernet = xpert.backbone.vgg16 {
          channels = xpert.choice { 64, 128, 256, 512 }, column_sharing = xpert.choice { 2, 4, 8, 16, 32 } }
        local search = xpert.search.gradient {
          supernet = supernet, cost_model = "published", seed = 3, steps = 1000, loss = loss }
        local inside = 0
        for step in search:steps() do
          if step.index > 800 and step.area_mm2 <= limit then inside = inside + 1 end
        end
        return inside
      end
      -- Rewards capacity, so that the area presses against its limit.
      local function wish(m) return -2 * m.relu_units:log() end
      local term = xpert.loss.augmented_lagrangian { area_mm2 = limit }
      local fixed = xpert.loss.hinge { area_mm2 = limit }
      local with = best(function(m, w) return wish(m) + term(m, w) end)
      local without = best(function(m, w) return wish(m) + 0.1 * fixed(m, w) end)
      assert(with > 60 and without < 20, with .. " " .. without)
      """)
  }

  @Test("metrics of the simulated chip have a bracket, and print what it rests on")
  func chipMetrics() throws {
    try fixture.run(
      """
      local supernet = xpert.supernet {
        input = { channels = 3, size = 16 }, classes = 10,
        layers = {
          xpert.layer { channels = xpert.choice { 16, 64 }, column_sharing = xpert.choice { 2, 8 } },
          xpert.layer { channels = xpert.choice { 16, 64 }, adc = xpert.choice { "flash", "sar" } },
        },
      }
      local result = xpert.search.exact {
        supernet = supernet, minimize = "edap", relu_units = { min = 20000 }, area_mm2 = 20,
      }:run()
      assert(result.best and result.achieved == result.best.edap and result.best.relu_units >= 20000)
      assert(result.lower_bound <= result.achieved and result.gap < 0.05, result.gap)
      assert(result.certificate:find("by branch and bound over clock, tiles, bus and buffers", 1, true))
      """)
  }

  @Test(
    "metrics of the chip have a front of brackets, tightened by their neighbours, with a certificate"
  )
  func certifiedFront() throws {
    let text: String = try fixture.evaluate(
      """
      local function options(more)
        local options = { minimize = "delay_us", supernet = xpert.supernet {
          input = { channels = 3, size = 16 }, classes = 10,
          layers = {
            { channels = xpert.choice { 16, 64 }, column_sharing = xpert.choice { 2, 8, 32 }, adc = \
            xpert.choice { "flash", "sar" } },
            { channels = xpert.choice { 16, 64, 128 }, column_sharing = xpert.choice { 2, 8, 32 } },
          } } }
        for key, value in pairs(more or {}) do options[key] = value end
        return options
      end
      local front = xpert.search.exact(options { relu_units = { min = 8000 } }):pareto { x = "area_mm2", \
      points = 5 }
      assert(#front == 5 and #front.points == 5 and #front.limits == 5)
      -- All 108 candidates.
      local all = xpert.search.random(options { steps = 3000, seed = 1, accept = function(s) return \
      s.relu_units >= 8000 end }):run()
      assert(all.distinct_candidates == 108)
      for i, point in ipairs(front.points) do
        local least = math.huge
        for _, candidate in ipairs(all.candidates) do
          if candidate.area_mm2 <= front.limits[i] then least = math.min(least, candidate.delay_us) end
        end
        assert(point.lower_bound <= least * (1 + 1e-9) and point.achieved >= least * (1 - 1e-9), i)
        assert(point.achieved <= least * 1.001 and point.best.area_mm2 <= front.limits[i] and \
        point.best.relu_units >= 8000)
        if i > 1 then
          assert(front.limits[i] > front.limits[i - 1] and point.achieved <= front.points[i - 1].achieved)
          assert(point.lower_bound <= front.points[i - 1].lower_bound)
        end
      end
      assert(front:write_csv("\(fixture.folder["brackets.csv"])"))
      return tostring(front)
      """)
    #expect(text.hasPrefix("front of 5 brackets\narea_mm2 <="))
    #expect(
      text.contains(
        " above the least delay_us within its bound, by branch and bound over clock, tiles, bus and buffers"))
    #expect(
      try fixture.folder.read("brackets.csv").hasPrefix(
        "limit,area_mm2,delay_us,lower_bound,gap,architecture\n"))
    fixture.expect(
      "xpert.search.exact { supernet = space(), minimize = 'delay_us' }:pareto { x = 'area_mm2' }",
      "xpert.ExactSearch.pareto: 'delay_us' is not a sum over layers: no exact front is possible: "
        + "say points = 8 for brackets of one")
    fixture.expect(
      "xpert.search.exact { supernet = space(), minimize = 'delay_us', area_mm2 = { min = 1 } }:pareto { x "
        + "= 'area_mm2', points = 3 }",
      "xpert.ExactSearch.pareto: a front of small 'area_mm2' cannot have a lower bound on it")
  }

  @Test("a time limit ends an exact search, however large its effort")
  func interrupted() throws {
    let limited = try BindingFixture { $0.timeLimit = 1 }
    limited.state.startClock()
    let clock = ContinuousClock()
    let start = clock.now
    // 20 million prefixes take 26 s.
    limited.expect(
      "xpert.search.exact { supernet = xpert.backbone.vgg16 { channels = xpert.choice { 64, 128, 256, 512 }, "
        + "column_sharing = xpert.choice { 2, 4, 8, 16, 32 }, adc = xpert.choice { 'flash', 'sar' } }, "
        + "cost_model = 'published', minimize = 'delay_fit', effort = 20000000, relu_units = { min = 412672 "
        + "}, "
        + "area_mm2 = { min = 100, max = 100.0001 }, tiles = { min = 74, max = 74 } }:run()",
      "time limit of 1 s exceeded")
    #expect(clock.now - start < .seconds(15))
  }

  @Test("a front of nothing still knows its metrics")
  func emptyFront() {
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 3, accept = function() return "
        + "false end }"
        + ":run():pareto { metrics = { 'area_mm2', 'dely_us' } }",
      "xpert.Result.pareto.metrics: the network has no metric 'dely_us' (did you mean 'delay_us'?)")
  }

  @Test("the kept candidates of any search have a front of two or more metrics")
  func pareto() throws {
    try fixture.run(
      """
      local result = xpert.search.random { supernet = space(), minimize = "area_mm2", steps = 60, seed = 1 \
      }:run()
      local front = result:pareto { metrics = { "area_mm2", "delay_us", "energy_uJ" } }
      assert(#front > 1 and #front <= #result.candidates and front.points[1].area_mm2 == result.best.area_mm2)
      for _, point in ipairs(front.points) do
        for _, other in ipairs(result.candidates) do
          assert(not (other.area_mm2 < point.area_mm2 and other.delay_us <= point.delay_us
            and other.energy_uJ <= point.energy_uJ))
        end
      end
      assert(tostring(front):find("energy_uJ", 1, true))
      """)
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'area_mm2', steps = 5 }:run():pareto { metrics "
        + "= { 'area_mm2' } }",
      "xpert.Result.pareto.metrics: at least two metrics expected, got 1")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'area_mm2', steps = 5 }:run()"
        + ":pareto { metrics = { 'area_mm2', 'delya_us' } }",
      "xpert.Result.pareto.metrics: the network has no metric 'delya_us' (did you mean 'delay_us'?)")
  }
}
