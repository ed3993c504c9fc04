import Testing

@testable import XPertLua

/// Robust searches: `corners`, `m.worst`, and what results make of them.
@Suite struct CornerBindingTests {
  let fixture: BindingFixture

  init() throws {
    fixture = try BindingFixture()
    try fixture.run(
      """
      function near(a, b) return math.abs(a - b) <= 1e-9 * math.abs(b) end
      function plain(options)
        options.supernet, options.loss = options.supernet or space(), function(m) return m.area_mm2 end
        return options
      end
      corners = {
        weak = xpert.hardware { on_off_ratio = 5 },
        resistive = xpert.hardware { r_on_kohm = 20, temperature_K = 400 },
      }
      """)
  }

  @Test(
    "corners have the metrics of xpert.evaluate on their hardware, and the worst is the largest"
  )
  func evaluation() throws {
    try fixture.run(
      """
      local seen = 0
      local result = xpert.search.random { supernet = space(), corners = corners, steps = 30, minimize = \
      "worst.edap",
        accept = function(s)
          seen = seen + 1
          return s.worst.area_mm2 >= s.area_mm2 and s.corners.weak.delay_us > 0
        end }:run()
      assert(seen == 30)
      for _, candidate in ipairs(result.candidates) do
        local reports = { xpert.evaluate { network = candidate.network } }
        for name, hardware in xpert.sorted(corners) do
          local report = xpert.evaluate { network = candidate.network, hardware = hardware }
          reports[#reports + 1] = report
          for _, metric in ipairs { "area_mm2", "delay_us", "energy_pJ", "leakage_uW", "edap" } do
            assert(near(candidate.corners[name][metric], report[metric]), name .. " " .. metric)
          end
        end
        for _, metric in ipairs { "area_um2", "delay_ns", "energy_uJ", "leakage_mW", "edap", "tiles" } do
          local largest = 0
          for _, report in ipairs(reports) do largest = math.max(largest, report[metric]) end
          assert(near(candidate.worst[metric], largest), metric)
          assert(near(candidate[metric], reports[1][metric]))
        end
      end
      for i = 2, #result.candidates do
        assert(result.candidates[i - 1].worst.edap <= result.candidates[i].worst.edap)
      end
      """)
  }

  @Test("a loss reads nominal metrics, those of corners and the worst of all, and the audit names them")
  func loss() throws {
    try fixture.run(
      """
      local search = gradient(function(m, w, step)
        local largest = xpert.max(m.delay_us, m.corners.weak.delay_us, m.corners.resistive.delay_us)
        assert(m.worst.delay_us.value == largest.value and near(m.worst.delay_ns.value, 1000 * largest.value))
        assert(tostring(m.corners) == "xpert.MetricsByName: resistive, weak", tostring(m.corners))
        assert(tostring(m.worst):find("^xpert.ScopedMetrics: worst: area_mm2, "), tostring(m.worst))
        assert(m.corners.weak.relu_units.value == m.relu_units.value)
        assert(#m.layers == 2 and near((m.layers[1].delay_us + m.layers[2].delay_us).value, m.delay_us.value))
        return m.worst.delay_us:log() + m.corners.resistive.area_mm2:log() + 0.1 * m.area_mm2
      end, { corners = corners, steps = 40 })
      for step in search:steps() do
        assert(step.worst.delay_us >= step.delay_us and tostring(step.corners.weak):find("^weak: area_mm2 "))
      end
      local shares = search:audit().shares
      assert(shares["resistive.area_mm2"] > 0 and shares.area_mm2 > 0 and shares["worst.delay_us"] == nil)
      """)
  }

  @Test("a search by the metrics of a corner is the plain search on its hardware, bit for bit")
  func plain() throws {
    try fixture.run(
      """
      local function run(options, of)
        options.steps, options.seed = 60, 3
        return gradient(function(m) return of(m).delay_us:log() + of(m).area_mm2:log() end, options):run()
      end
      local plain = run({ hardware = corners.weak }, function(m) return m end)
      local corner = run({ corners = { weak = corners.weak } }, function(m) return m.corners.weak end)
      local worst = run({ hardware = corners.weak, corners = { same = corners.weak } }, function(m) return \
      m.worst end)
      for i = 1, 60 do assert(plain.history[i] == corner.history[i] and plain.history[i] == \
      worst.history[i]) end
      assert(plain.best.delay_us == corner.best.corners.weak.delay_us)
      """)
  }

  @Test("all searches take corners, and ready-made losses take their metrics")
  func searches() throws {
    try fixture.run(
      """
      for _, name in ipairs { "random", "hill_climb", "anneal", "evolution", "nsga2" } do
        local options = { supernet = space(), corners = corners, steps = 20, minimize = "worst.delay_us" }
        if name == "nsga2" then options.objectives = { "worst.delay_us", "weak.area_mm2" } end
        local result = xpert.search[name](options):run()
        assert(result.best.worst.delay_us > 0, name)
        local front = result:pareto { metrics = { "worst.delay_us", "weak.energy_pJ" } }
        assert(#front >= 1 and tostring(front):find("worst.delay_us"))
      end
      local term = xpert.loss.target { area_mm2 = 10 }
      gradient(function(m, w)
        local x = m.worst.area_mm2
        assert(near(term(m.worst, w).value, ((x / 10 - 1)^2).value))
        assert(near(term(m, w).value, ((m.area_mm2 / 10 - 1)^2).value))
        return term(m.worst, w) + term(m.corners.weak, w)
      end, { corners = corners }):run()
      """)
  }

  @Test("files name the corners; same script and same seed, same bytes")
  func files() throws {
    func files(_ folder: TemporaryFolder) throws -> (csv: String, json: String, front: String) {
      let fixture = try BindingFixture()
      try fixture.run(
        """
        local result = gradient(function(m) return m.worst.delay_us:log() + m.area_mm2:log() end, {
          corners = { hot = xpert.hardware { r_on_kohm = 20, temperature_K = 400 } }, steps = 40, seed = 2,
          minimize = "worst.edap",
        }):run()
        assert(result:write_json("\(folder["r.json"])"))
        assert(result:write_csv("\(folder["r.csv"])"))
        local front = result:pareto { metrics = { "worst.delay_us", "hot.area_mm2" } }
        assert(front:write_csv("\(folder["f.csv"])") and front:plot("\(folder["f.svg"])"))
        assert(result:plot("\(folder["r.svg"])") and result:report("\(folder["r.html"])"))
        assert(result.manifest["hot.temperature_K"] == "400" and result.manifest.temperature_K == "300")
        assert(result.manifest["hot.node_nm"] == nil)
        assert(tostring(result):find("worst.delay_us"))
        """)
      return (try folder.read("r.csv"), try folder.read("r.json"), try folder.read("f.csv"))
    }
    let folder = TemporaryFolder()
    let first = try files(folder)
    let again = try files(folder)
    #expect(first == again)
    let columns = first.csv.prefix { $0 != "\n" }.split(separator: ",").map(String.init)
    #expect(columns.prefix(4) == ["rank", "step", "loss", "area_mm2"])
    #expect(
      columns.contains("hot.delay_us") && columns.contains("worst.edap") && columns.last == "architecture")
    #expect(!columns.contains("worst.relu_units") && Set(columns).count == columns.count)
    #expect(first.front.hasPrefix("area_mm2,") && first.json.contains("\"hot.temperature_K\" : \"400\""))
    #expect(try folder.read("r.html").contains("worst.delay_us"))
  }

  @Test("a report sets a robust search beside baselines of equal budget, by the worst value")
  func report() throws {
    try fixture.run(
      """
      local report = gradient(function(m) return m.worst.delay_us:log() end, {
        corners = corners, minimize = "worst.delay_us", steps = 30 }):report { baselines = { "random", \
        "anneal" } }
      assert(report.metric == "worst.delay_us" and tostring(report):find("least worst.delay_us, 30 steps \
      each"))
      for _, name in ipairs { "gradient", "random", "anneal" } do
        assert(report.results[name].best.worst.delay_us >= report.results[name].best.corners.weak.delay_us)
      end
      """)
    fixture.expect(
      "gradient(function(m) return m.worst.tiles end, { corners = corners, minimize = 'tiles' }):report { "
        + "exact = {} }",
      "xpert.Search.report.exact: a search with corners or several networks has no exact optimum to compare "
        + "with"
    )
  }

  @Test("a corner must leave the layers as they are")
  func layers() throws {
    fixture.expect(
      "xpert.search.gradient(plain { corners = { wide = xpert.hardware { crossbar = 128 } } })",
      "xpert.search.gradient.corners.wide: crossbar is 128, and 64 in the hardware: a corner must leave the "
        + "layers as they are"
    )
    fixture.expect(
      "xpert.search.gradient(plain { corners = { coarse = xpert.hardware { weight_bits = 4 } } })",
      "xpert.search.gradient.corners.coarse: weight_bits is 4, and 8 in the hardware: a corner must leave "
        + "the layers as they are"
    )
    fixture.expect(
      """
      xpert.search.gradient(plain { supernet = xpert.supernet { input = { size = 8 }, classes = 10, \
      layers = { { channels = 8, adc_bits = 'full' } } }, corners = { fine = xpert.hardware { cell_bits = 2 \
      } } })
      """,
      "xpert.search.gradient.corners.fine: cell_bits is 2, and 4 in the hardware: a corner must leave the "
        + "layers as they are"
    )
    // Where the layers say what they have, the hardware's does not matter.
    try fixture.run(
      """
      local supernet = xpert.supernet { input = { size = 8 }, classes = 10, layers = {
        { channels = 8, crossbar = 64, weight_bits = 8, adc = xpert.choice { "flash", "sar" } } } }
      gradient(function(m) return m.worst.area_mm2 end, {
        supernet = supernet, corners = { other = xpert.hardware { crossbar = 128, weight_bits = 4, \
        cell_bits = 2 } },
      }):run()
      """)
  }

  @Test("what corners cannot be, and what there is none of, is answered")
  func messages() {
    fixture.expect(
      "xpert.search.gradient(plain { corners = {} })",
      "xpert.search.gradient.corners: at least one expected, by name")
    fixture.expect(
      "xpert.search.gradient(plain { corners = { hot = 400 } })",
      "xpert.search.gradient.corners.hot: xpert.Hardware expected, got number (400)")
    fixture.expect(
      "xpert.search.gradient(plain { corners = { worst = xpert.hardware {} } })",
      "xpert.search.gradient.corners: 'worst' cannot be a name: it has a meaning of its own")
    fixture.expect(
      "xpert.search.gradient(plain { corners = { ['400 K'] = xpert.hardware {} } })",
      "xpert.search.gradient.corners: '400 K' cannot be a name: letters, digits and '_' expected, as in "
        + "names of variables"
    )
    fixture.expect(
      "xpert.search.gradient(plain { corners = { p = xpert.hardware { execution = 'pipelined' } } })",
      "xpert.search.gradient.corners.p: a search must run layer by layer: the delay of a pipeline is that "
        + "of its"
        + " slowest layer and no sum over layers; xpert.evaluate takes pipelines")
    fixture.expect(
      "xpert.search.random { supernet = xpert.backbone.vgg16 {}, cost_model = 'published', minimize = "
        + "'tiles', corners = { hot = xpert.hardware {} } }",
      "xpert.search.random.corners: the published fits hold for the paper's hardware only")
    fixture.expect(
      "xpert.search.gradient(plain { corners = corners, minimize = 'worts.delay_us' })",
      "xpert.search.gradient.minimize: the network has no metric 'worts.delay_us' (did you mean "
        + "'worst.delay_us'?)"
    )
    fixture.expect(
      "gradient(function(m) return m.corners.weka.area_mm2 end, { corners = corners }):run()",
      "xpert.MetricsByName has no member 'weka' (did you mean 'weak'?)")
    fixture.expect(
      "gradient(function(m) return m.worst.delya_us end, { corners = corners }):run()",
      "xpert.ScopedMetrics has no member 'delya_us' (did you mean 'delay_us'?)")
    fixture.expect(
      "gradient(function(m) return m.worst.relu_units end, { corners = corners }):run()",
      "'relu_units' has no worst value: more of it is not worse")
    fixture.expect(
      "gradient(function(m) return m.area_mm2 end, { corners = corners, accept = function(s) return "
        + "s.worst.macs end }):run()",
      "'macs' has no worst value: more of it is not worse")
    fixture.expect(
      "gradient(function(m) return m.corners.hot.area_mm2 end):run()",
      "this search has no corners: they are given as corners = { name = hardware }")
    fixture.expect(
      "gradient(function(m) return m.worst.area_mm2 end):run()",
      "this search has neither corners nor several networks to be the worst of: they are given as"
        + " corners = { name = hardware }, networks = { name = supernet }")
    fixture.expect(
      "gradient(function(m) return m.corners.weak.layers[1].area_mm2 end, { corners = corners }):run()",
      "'weak' has no metrics of single layers")
    fixture.expect(
      "local kept; gradient(function(m) kept = kept or m.worst return kept.delay_us end, { corners = "
        + "corners }):run()",
      "cannot use metrics of an earlier step")
    fixture.expect(
      "local r = gradient(function(m) return m.area_mm2 end, { corners = corners }):run() "
        + "print(r.best.corners.weak.network)",
      "'weak' has no network of its own")
    #expect(
      fixture.message("xpert.search.exact { supernet = space(), minimize = 'tiles', corners = corners }")
        .hasPrefix("spec.lua:1: xpert.search.exact has no field 'corners'"))
  }
}
