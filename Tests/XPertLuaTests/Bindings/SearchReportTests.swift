import Foundation
import Testing

@testable import XPertLua

/// `search:report{...}`: a search beside baselines of equal budget and the exact optimum.
@Suite struct SearchReportTests {
  let fixture: BindingFixture

  init() throws {
    fixture = try BindingFixture()
    // `options(steps, more)`: VGG16 with 4 nodes per layer, the fits of the published program, at most 30
    // mm2.
    try fixture.run(
      """
      function options(steps, more)
        local options = {
          supernet = xpert.backbone.vgg16 { channels = xpert.choice { 64, 128 }, column_sharing = \
          xpert.choice { 2, 8 } },
          cost_model = "published", minimize = "delay_fit", steps = steps, seed = 5,
          loss = function(m) return m.delay_fit:log() + (m.area_mm2 / 30 - 1):relu()^2 end,
          accept = function(s) return s.area_mm2 <= 30 end,
        }
        for key, value in pairs(more or {}) do options[key] = value end
        return options
      end
      """)
  }

  @Test("distinct candidates and the feasible share are those that a script counts")
  func counts() throws {
    try fixture.run(
      """
      local search = xpert.search.gradient(options(300))
      local distinct, count, accepted = {}, 0, 0
      for step in search:steps() do
        local key = {}
        for i = 1, #step.network do
          local layer = step.network[i]
          key[#key + 1] = layer.channels .. "/" .. layer.column_sharing
        end
        key = table.concat(key, " ")
        if not distinct[key] then distinct[key], count = true, count + 1 end
        if step.area_mm2 <= 30 then accepted = accepted + 1 end
      end
      local report = search:report()
      assert(report.distinct_candidates == count, report.distinct_candidates .. " " .. count)
      assert(report.feasible_share == accepted / 300 and accepted > 0 and accepted < 300, accepted)
      assert(report.results.gradient.feasible_share == report.feasible_share)
      assert(report.audit.steps == 300 and report.audit.accepted_share == report.feasible_share)
      assert(report.best.delay_fit == search:result().best.delay_fit)
      """)
  }

  @Test("the audit of a polished search accepts as many steps as its report")
  func polished() throws {
    try fixture.run(
      """
      local report = xpert.search.gradient(options(100, { polish = 0.4 })):report()
      assert(report.audit.steps == 100 and report.audit.polishing_steps == 40)
      assert(report.audit.accepted_share == report.feasible_share and report.feasible_share > 0)
      """)
  }

  @Test("baselines are the searches of their own that a script would run with the same arguments")
  func baselines() throws {
    try fixture.run(
      """
      local names = { "random", "hill_climb", "anneal", "evolution" }
      local report = xpert.search.gradient(options(200)):report { baselines = names }
      for _, name in ipairs(names) do
        local own, reported = xpert.search[name](options(200)):run(), report.results[name]
        assert(own.best.delay_fit == reported.best.delay_fit and #own.candidates == #reported.candidates, \
        name)
        assert(own.accepted_steps == reported.accepted_steps and own.seed == reported.seed, name)
        assert(own.distinct_candidates == reported.distinct_candidates and reported.steps == 200, name)
        for step = 1, 200 do assert(own.history[step] == reported.history[step], name) end
      end
      assert(report.random.best.delay_fit == report.results.random.best.delay_fit)
      assert(report.exact == nil and report.gap == nil and next(report.gaps) == nil)
      """)
  }

  @Test("the exact optimum is that of xpert.search.exact, and gaps are measured from it")
  func exact() throws {
    try fixture.run(
      """
      local bounds = { supernet = options(1).supernet, cost_model = "published", minimize = "delay_fit", \
      area_mm2 = 30 }
      local exact = xpert.search.exact(bounds)
      local optimum = exact:run().achieved
      local report = xpert.search.hill_climb(options(200)):report { exact = { area_mm2 = { max = 30 } } }
      assert(report.exact.is_optimal and report.exact.achieved == optimum)
      assert(math.abs(report.gap - (report.best.delay_fit / optimum - 1)) < 1e-12 and report.gap > 0)
      assert(report.gaps.hill_climb == report.gap)
      assert(math.abs(report.gaps.random - (report.random.best.delay_fit / optimum - 1)) < 1e-12)
      assert(report.audit == nil and report.metric == "delay_fit")
      local again = xpert.search.hill_climb(options(200)):report { exact = exact }
      assert(again.gap == report.gap and tostring(again) == tostring(report))
      """)
  }

  @Test("an exact search that ends with a bracket shows its bound, and gaps are measured from there")
  func bracket() throws {
    try fixture.run(
      """
      local search = xpert.search.random { supernet = space(), minimize = "delay_us", steps = 60, seed = 1 }
      local report = search:report { exact = {} }
      assert(report.exact.lower_bound <= report.exact.achieved)
      assert(report.best.delay_us == report.exact.achieved)            -- 60 steps see all 8 candidates
      assert(math.abs(report.gap - (report.best.delay_us / report.exact.lower_bound - 1)) < 1e-12)
      assert(tostring(report):find("by branch and bound over clock, tiles, bus and buffers", 1, true))
      """)
  }

  @Test("a report is a table to read, and two files")
  func text() throws {
    let folder = fixture.folder
    let text: String = try fixture.evaluate(
      """
      local report = xpert.search.gradient(options(200)):report {
        baselines = { "random", "anneal" }, exact = { area_mm2 = { max = 30 } } }
      assert(report:write_csv("\(folder["report.csv"])") and report:write_json("\(folder["report.json"])"))
      return tostring(report)
      """)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[0] == "least delay_fit, 200 steps each, seed 5")
    #expect(
      lines[1].split(separator: " ") == ["method", "delay_fit", "gap", "(%)", "feasible", "(%)", "distinct"])
    #expect(lines[3...6].map { $0.split(separator: " ")[0] } == ["gradient", "random", "anneal", "exact"])
    #expect(
      lines[7] == "exact: optimal, by dynamic programming over layers, channels and the bounded metrics")
    #expect(
      try folder.read("report.csv").hasPrefix(
        "method,delay_fit,gap,feasible_share,distinct_candidates,steps\ngradient,"))
    let json = try JSONSerialization.jsonObject(with: Data(folder.read("report.json").utf8)) as? [String: Any]
    #expect(
      (json?["rows"] as? [[String: Any]])?.map { $0["method"] as? String } == [
        "gradient", "random", "anneal", "exact", "lower bound",
      ])
    #expect((json?["manifest"] as? [String: Any])?["seed"] as? Int == 5)
  }

  @Test("bounds that are not those of accept are told")
  func otherBounds() throws {
    try fixture.run(
      """
      local wider = xpert.search.random(options(50)):report { exact = {} }
      assert(tostring(wider):find("accept refuses the exact optimum: the bounds of 'exact' admit what \
      accept excludes", 1, true), tostring(wider))
      local tighter = xpert.search.random(options(50)):report { exact = { delay_fit = { min = 1e4 } } }
      assert(tostring(tighter):find("candidates were accepted that the bounds of 'exact' exclude", 1, \
      true), tostring(tighter))
      local lowest = xpert.search.random(options(50)):report { exact = { delay_fit = { min = \
      wider.best.delay_fit + 1 } } }
      assert(lowest.gap < 0)
      assert(tostring(lowest):find("accept admits what the bounds of 'exact' exclude", 1, true), \
      tostring(lowest))
      local same = xpert.search.random(options(50)):report { exact = { area_mm2 = { max = 30 } } }
      assert(not tostring(same):find("accept", 1, true), tostring(same))
      """)
  }

  @Test("a report takes the remaining steps, and a search that found nothing has one, too")
  func remaining() throws {
    try fixture.run(
      """
      local search = xpert.search.random(options(80, { accept = function() return false end }))
      for step in search:steps() do if step.index == 10 then break end end
      local report = search:report { exact = { area_mm2 = 30 } }
      assert(search.steps_taken == 80 and report.best == nil and report.gap == nil and \
      report.feasible_share == 0)
      assert(report.distinct_candidates > 1 and report.random.steps == 80)
      local lossy = xpert.search.gradient { supernet = space(), loss = function(m) return m.delay_us:log() \
      end, steps = 20, seed = 1 }
      local report = lossy:report()
      assert(report.metric == "loss" and tostring(report):find("least loss, 20 steps each, seed 1", 1, true))
      """)
  }

  @Test("a search for a front has a report, by its first objective where nothing else ranks")
  func front() throws {
    try fixture.run(
      """
      local function options(more)
        local options = { supernet = space(), objectives = { "area_mm2", "delay_us" }, steps = 60, seed = 1 }
        for key, value in pairs(more or {}) do options[key] = value end
        return options
      end
      local report = xpert.search.nsga2(options()):report { baselines = { "random", "hill_climb" }, exact = \
      {} }
      assert(report.metric == "area_mm2" and report.gap >= 0 and report.results.nsga2.steps == 60)
      assert(report.random.best.area_mm2 >= report.exact.lower_bound)
      assert(xpert.search.nsga2(options { minimize = "edap" }):report().metric == "edap")
      assert(xpert.search.nsga2(options { loss = function(m) return m.edap end }):report().metric == "loss")
      """)
    fixture.expect(
      "xpert.search.nsga2 { supernet = space(), objectives = { 'area_mm2', 'dely_us' }, minimize = 'edap' }",
      "xpert.search.nsga2.objectives: the network has no metric 'dely_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "xpert.search.nsga2 { supernet = space(), objectives = { 'area_mm2', 'delay_us' }, minimize = 'edaq' }",
      "xpert.search.nsga2.minimize: the network has no metric 'edaq' (did you mean 'edap'?)")
  }

  @Test("mistakes are told by name")
  func messages() {
    fixture.expect(
      "gradient(function(m) return m.delay_us end):report { exact = {} }",
      "xpert.Search.report.exact: the search ranks candidates by its loss, of which no exact optimum is "
        + "known: "
        + "say what is to be small, minimize = \"delay_us\"")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 2 }:report { exact = { area = "
        + "3 } }",
      "xpert.Search.report.exact.area needs its unit: write area_mm2, area_um2")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 2 }:report { baselines = { "
        + "'anneel' } }",
      "xpert.Search.report.baselines[1]: unknown baseline 'anneel' (did you mean 'anneal'?)")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 2 }"
        + ":report { exact = xpert.search.exact { supernet = space(), minimize = 'macs' } }",
      "xpert.Search.report.exact: a search for the least tiles expected, got one for the least macs")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'tiles', steps = 2 }"
        + ":report { exact = xpert.search.exact { supernet = xpert.backbone.vgg8 {}, minimize = 'tiles' } }",
      "xpert.Search.report.exact: a search of the same supernet, hardware, cost model and activity expected")
    fixture.expect(
      "xpert.search.random { supernet = space(), minimize = 'energy_pJ', steps = 2 }"
        + ":report { exact = xpert.search.exact { supernet = space(), minimize = 'energy_pJ', activity = { "
        + "bit_density = 0.9 } } }",
      "xpert.Search.report.exact: a search of the same supernet, hardware, cost model and activity expected")
    fixture.expect(
      "search = gradient(function(m) if inside then search:report() end return m.delay_us end) inside = "
        + "true search:run()",
      "xpert.Search: no step may be taken inside a step (in loss, accept or a schedule)")
  }
}
