import Testing

@testable import XPertCore
@testable import XPertLua

/// `xpert.evaluate`: conventions, reports, and the numbers of the papers.
@Suite struct EvaluationTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  /// Layers of the published example (spec 15 §2): written size, channels in and out, column sharing, ADC
  /// type, input bits, ADC precision; then the size in the auxiliary row.
  private static let published: [(Int, Int, Int, Int, Int, Int, Int, auxiliary: Int)] = [
    (34, 3, 128, 16, 1, 4, 6, 34), (34, 128, 128, 16, 1, 5, 6, 34), (18, 128, 256, 4, 1, 4, 6, 18),
    (18, 256, 64, 4, 1, 4, 6, 18), (10, 64, 64, 8, 1, 4, 6, 10), (10, 64, 256, 2, 1, 4, 6, 10),
    (10, 256, 512, 4, 2, 4, 5, 10), (8, 512, 64, 16, 1, 4, 5, 6), (8, 64, 256, 4, 2, 4, 5, 6),
    (8, 256, 512, 32, 1, 4, 5, 6), (8, 512, 512, 2, 2, 4, 5, 4), (8, 512, 128, 32, 2, 4, 5, 4),
    (8, 128, 128, 16, 2, 4, 5, 4),
  ]

  static let publishedFile = published.map { size, input, output, sharing, adc, bits, precision, auxiliary in
    let periphery = "\(sharing),\(adc),\(bits),\(precision)"
    return "\(size),\(size),\(input),3,3,\(output),0,1,\(periphery)\n"
      + "\(auxiliary),\(auxiliary),64,3,3,512,0,1,\(periphery)\n"
  }.joined()

  @Test("a backbone without choices is a network; one with choices is refused")
  func backbone() throws {
    try fixture.run(
      """
      local whole = xpert.evaluate { network = xpert.backbone.vgg8 {}, hardware = xpert.hardware.neurosim {} }
      assert(#whole.layers >= 7 and whole.area_mm2 > 0)
      """)
    #expect(
      fixture.message(
        "xpert.evaluate { network = xpert.backbone.vgg8 { adc = xpert.choice { 'flash', 'sar' } } }")
        == "spec.lua:1: xpert.evaluate.network: a network without choices expected: layer 1 has 2 nodes")
  }

  @Test("a result's file says which data and quirks it rests on")
  func manifest() throws {
    let path = fixture.folder["report.json"]
    try fixture.run(
      """
      local network = xpert.backbone.vgg8 {}
      assert(xpert.evaluate { network = network, hardware = xpert.hardware { crossbar = 128 },
        activity = { bit_density = 0.25 } }:write_json("\(path)"))
      """)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.contains("\"activity.bit_density\""))
    #expect(text.contains("\"dynamic_energy_pJ\""))
  }

  @Test("a cell of SRAM has one bit, and the sigmoid is a circuit of its own")
  func fields() throws {
    #expect(
      fixture.message("xpert.hardware { device = 'sram', cell_bits = 4 }")
        == "spec.lua:1: xpert.hardware.cell_bits: 1 expected, got 4: a cell of SRAM holds one bit")
    try fixture.run(
      """
      assert(xpert.hardware { device = "sram" }.sources.cell_bits == "a cell of SRAM holds one bit")
      local function area(f)
        return xpert.evaluate { network = network(), hardware = xpert.hardware { activation_function = f } \
        }.area_mm2
      end
      assert(area "sigmoid" > area "relu")
      -- Rows read one by one: converters tell the levels of a cell apart.
      local sequential = xpert.hardware { read_mode = "sequential" }
      local text = tostring(xpert.evaluate { network = network(), hardware = sequential \
      }:explain("area_mm2", "flash ADC"):full())
      assert(text:find("levels 16", 1, true), text)
      """)
  }

  @Test("a network file that would lose something is not written")
  func lossless() {
    let head = "xpert.network { classes = 2, input = { size = 8 }, layers = { "
    #expect(
      fixture.message(head + "{ channels = 8, adc_bits = 'full' } } }:write_csv 'n.csv'").hasPrefix(
        "spec.lua:1: write_csv: layer 1 has ADCs of \"full\" precision"))
    #expect(
      fixture.message(head + "{ channels = 8, crossbar = 32 }, { channels = 8 } } }:write_csv 'n.csv'")
        == "spec.lua:1: write_csv: layers have crossbars of different sizes, which no column of the file "
        + "can say"
    )
  }

  @Test("the published example has the delay of its paper in the published convention")
  func publishedExample() throws {
    let path = try fixture.folder.write(Self.publishedFile, to: "NetWork_custom.csv")
    try fixture.run(
      """
      local network = xpert.network.read_csv("\(path)")
      assert(#network == 13 and #network.warnings == 0)
      assert(network[8].input_height == 4 and network[11].input_height == 2 and network[7].pooled and \
      network[7].adc == "sar")
      local report = xpert.evaluate { network = network, convention = "published", quirks = { ["Q-C172"] = \
      false } }
      assert(#report.layers == 13)
      assert(math.abs(report.delay_ns / 2.15892e6 - 1) < 1e-4, report.delay_ns)
      -- 41.8 mm2 of tiles, 1.512e9 operations (spec 15 section 9)
      assert(math.abs(report.area_mm2 / 41.8 - 1) < 2e-3, report.area_mm2)
      assert(math.abs(report.operations / 1.512e9 - 1) < 1e-3, report.operations)
      assert(report.convention == "published")
      -- as many levels as 2 to the precision
      local levels = xpert.evaluate { network = network, convention = "published", quirks = { ["Q-C172"] = \
      false, ["Q-C102"] = false } }
      assert(math.abs(levels.delay_ns / 2.901e6 - 1) < 1e-3 and math.abs(levels.area_mm2 / 67.3 - 1) < 2e-3)
      -- the released program leaves the last layer out
      assert(#xpert.evaluate { network = network, convention = "published" }.layers == 12)
      """)
  }

  @Test(
    "the paper's homogeneous VGG16 in the whole-network convention",
    arguments: [
      (4, 203.8, 4.273e6), (8, 135.2, 3.194e6), (16, 93.3, 3.755e6), (32, 80.6, 5.045e6),
    ])
  func wholeNetwork(sharing: Int, area: Double, delay: Double) throws {
    // Maps of 4 and 2 pixels count as 6 in the paper's network (spec 15 §9), so it is written as a file.
    let sizes = [34, 34, 18, 18, 10, 10, 10, 8, 8, 8, 8, 8, 8]
    let pooled: Set = [2, 4, 7, 10, 13]
    var channels = 3
    var file = ""
    for (index, (size, output)) in zip(sizes, Backbone.vgg16Channels).enumerated() {
      file +=
        "\(size),\(size),\(channels),3,3,\(output),\(pooled.contains(index + 1) ? 1 : 0),1,\(sharing),1,8,6\n"
      channels = output
    }
    let path = try fixture.folder.write(file + "1,1,512,1,1,10,0,1,\(sharing),1,8,6\n", to: "vgg16.csv")
    try fixture.run(
      """
      local network = xpert.network.read_csv("\(path)")
      local report = xpert.evaluate { network = network, convention = "whole_network" }
      assert(math.abs(report.area_mm2 / \(area) - 1) < 1e-3, report.area_mm2)
      assert(math.abs(report.delay_ns / \(delay) - 1) < 1e-3, report.delay_ns)
      assert(report.tiles == 122, report.tiles)
      """)
  }

  @Test(
    "whole_network refuses layers with different peripheries, and published those with different crossbars")
  func heterogeneous() {
    let layers = { (other: String) in
      "local n = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8 }, { "
        + "channels = 16, \(other) } } }"
    }
    for other in ["adc = 'sar'", "column_sharing = 4", "adc_bits = 5", "input_bits = 4", "crossbar = 32"] {
      fixture.expect(
        "\(layers(other)) xpert.evaluate { network = n, convention = 'whole_network' }",
        "xpert.evaluate: in the convention 'whole_network' all layers must have the same periphery: "
          + "layer 2 differs from layer 1")
    }
    fixture.expect(
      "\(layers("crossbar = 32")) xpert.evaluate { network = n, convention = 'published' }",
      "xpert.evaluate: in the convention 'published' all layers must have the same crossbar")
  }

  @Test("a report's parts add up, its units are units of one number, and it prints as tables")
  func report() throws {
    try fixture.run(
      """
      local report = xpert.evaluate { network = network() }
      local function near(a, b) return math.abs(a - b) <= 1e-9 * math.max(math.abs(a), math.abs(b)) end
      local delay, tiles, area, energy = 0, 0, 0, 0
      for _, layer in ipairs(report.layers) do delay, tiles = delay + layer.delay_ns, tiles + layer.tiles end
      assert(#report.layers == 3 and near(delay, report.delay_ns) and tiles == report.tiles)
      for _, part in ipairs(report.components) do
        assert(type(part.component) == "string" and type(part.level) == "string" and type(part.category) == \
        "string")
        area, energy = area + part.area_mm2, energy + part.dynamic_energy_pJ
      end
      assert(near(area, report.area_mm2) and near(energy, report.dynamic_energy_pJ))
      assert(near(report.energy_pJ, report.dynamic_energy_pJ + report.leakage_energy_pJ))
      assert(near(report.area_um2, report.area_mm2 * 1e6) and near(report.energy_uJ, report.energy_pJ / 1e6))
      assert(near(report.delay_ms, report.delay_ns / 1e6) and near(report.leakage_mW, report.leakage_uW / \
      1e3))
      assert(near(report.edap, report.energy_mJ * report.delay_ms * report.area_mm2))
      assert(near(report.frames_per_s, 1e9 / report.delay_ns) and near(report.tops, report.operations / \
      report.delay_ns / 1e3))
      assert(near(report.tops_per_mm2, report.tops / report.area_mm2))
      assert(near(report.tops_per_W, report.operations / report.energy_pJ))
      assert(report.weights == network().weights and report.macs == network().macs and report.relu_units == \
      network().relu_units)
      assert(report.utilisation > 0 and report.utilisation <= 1 and report.clock_period_ns >= 1)
      local text = tostring(report)
      for _, title in ipairs { "network, convention consistent", "EDAP", "layers", "components", "conv 1", \
      "classifier", "flash ADC" } do
        assert(text:find(title, 1, true), title)
      end
      """)
  }

  @Test("a layer takes the hardware's crossbar unless it has one of its own, also from a file")
  func crossbars() throws {
    let path = fixture.folder["n.csv"]
    try fixture.run(
      """
      local function area(network, crossbar)
        return xpert.evaluate { network = network, hardware = xpert.hardware { crossbar = crossbar } \
        }.area_mm2
      end
      local function make(crossbar)
        return xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8, crossbar = \
        crossbar }, { channels = 16, crossbar = crossbar } } }
      end
      local open = make(nil)
      assert(open[1].crossbar == nil and make(32)[1].crossbar == 32)
      assert(area(open, 32) == area(make(32), 64) and area(open, 128) == area(make(128), 64) and area(open, \
      32) ~= area(open, 64))
      assert(open:write_csv("\(path)", "xpertsim"))
      local read = xpert.network.read_csv("\(path)")
      assert(read[1].crossbar == nil and area(read, 128) == area(open, 128))
      -- a column sharing that only a large crossbar allows
      local wide = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8, \
      column_sharing = 128 } } }
      assert(area(wide, 256) > 0)
      assert(tostring(wide):find("crossbar -: the hardware's", 1, true))
      local candidate = gradient(function(m) return m.delay_us end, { hardware = xpert.hardware { crossbar \
      = 32 } }):run().best.network
      assert(candidate[1].crossbar == 32)
      """)
    #expect(
      fixture.message(
        "xpert.evaluate { network = xpert.network { input = { size = 8 }, classes = 10, "
          + "layers = { { channels = 8, column_sharing = 128 } } } }"
      ).hasPrefix("spec.lua:1: xpert.evaluate: "))
  }

  @Test("repeated layers are one entry and count as many")
  func repeated() throws {
    try fixture.run(
      """
      local a, b = xpert.layer { channels = 8 }, xpert.layer { channels = 16 }
      local n = xpert.network { input = { size = 16 }, classes = 10, pool_after = { 2, 5 },
        layers = { xpert.repeated(2, a), xpert.repeated(3, b), { channels = 32 } } }
      assert(#n == 7)
      local channels, pools = {}, {}
      for i, layer in ipairs(n) do channels[i], pools[i] = layer.channels, layer.pooled and 1 or 0 end
      assert(table.concat(channels, " ") == "8 8 16 16 16 32 10" and table.concat(pools) == "0100100")
      assert(xpert.repeated(2, xpert.repeated(3, a)).count == 6 and a.count == 1)
      assert(n[8] == nil and n[0] == nil and n[-1] == nil)
      """)
    fixture.expect(
      "xpert.repeated(1000, xpert.repeated(5, xpert.layer { channels = 8 }))",
      "xpert.repeated: at most 4096 layers expected, got 5000")
  }

  @Test("traces are reproducible, and expectations agree with them")
  func traces() throws {
    try fixture.run(
      """
      local function energy(options)
        options.network = options.network or network()
        return xpert.evaluate(options).dynamic_energy_uJ
      end
      assert(energy { traces = { seed = 3 } } == energy { traces = { seed = 3 } })
      assert(energy { traces = { seed = 3 } } ~= energy { traces = { seed = 4 } })
      assert(energy { traces = { density = 0 } } < energy { traces = { density = 0.5 } })
      assert(energy { traces = { weights = "bell" } } ~= energy { traces = { weights = "uniform" } })
      local expected, traced = energy {}, energy { traces = { inputs = "activations", density = 1 } }
      assert(math.abs(expected / traced - 1) < 0.02, expected / traced)
      assert(energy { activity = { bit_density = 0.1 } } < energy { activity = { bit_density = 0.9 } })
      -- delay and area do not depend on the data here
      assert(xpert.evaluate { network = network(), traces = { seed = 3 } }.area_mm2 == xpert.evaluate { \
      network = network() }.area_mm2)
      """)
  }

  @Test("a network without a window is refused instead of evaluated to an infinite TOPS")
  func noWindows() throws {
    let path = try fixture.folder.write("32,32,3,3,3,64,0,64\n", to: "strided.csv")
    fixture.expect(
      "xpert.evaluate { network = xpert.network.read_csv('\(path)'), convention = 'published' }",
      "xpert.evaluate: a layer must have at least one window: as the convention 'published' counts them, "
        + "the network has none")
    try fixture.run("assert(xpert.evaluate { network = xpert.network.read_csv('\(path)') }.tops < 1)")
  }

  @Test("the paper's VGG16, as the example evaluates it")
  func vgg16() throws {
    try fixture.run(
      """
      local search = xpert.search.random { supernet = xpert.backbone.vgg16 {}, minimize = "edap", steps = 1 }
      local network = search:run().best.network
      local report = xpert.evaluate { network = network }
      assert(#network == 14 and report.tiles == 122 and network.relu_units == 276480)
      assert(math.abs(report.area_mm2 / 135 - 1) < 0.01)
      assert(xpert.backbone.vgg16 {}.candidates_log10 == 0 and #xpert.backbone.vgg16 {} == 13 and \
      #xpert.backbone.vgg11 {} == 8)
      local phase1 = xpert.backbone.vgg16 { channels = xpert.choice { 64, 128, 256, 512 },
        column_sharing = xpert.choice { 2, 4, 8, 16, 32 }, adc = xpert.choice { "flash", "sar" } }
      assert(phase1:nodes(1) == 40 and math.abs(phase1.candidates_log10 - 13 * math.log(40, 10)) < 1e-9)
      """)
  }
}
