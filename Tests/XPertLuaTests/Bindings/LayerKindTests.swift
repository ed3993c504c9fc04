import Testing

@testable import XPertCore
@testable import XPertLua

@Suite struct LayerKindTests {
  let fixture: BindingFixture
  init() throws { fixture = try BindingFixture() }

  @Test("residual, grouped, depthwise and fully connected layers are written as tables")
  func kinds() throws {
    try fixture.run(
      """
      network = xpert.network {
        input = { size = 16 }, classes = 10, average_pool = true,
        layers = {
          { channels = 16 }, { channels = 16 }, { residual = {} },
          { channels = 32, stride = 2 }, { channels = 32, residual = { projection = true } },
          { kind = "depthwise" }, { channels = 64, kernel = 1, groups = 4 },
        },
      }
      """)
    #expect(try fixture.evaluate("return #network") == 9)
    #expect(try fixture.evaluate("return network[3].adds_shortcut and network[3].channels == 16") == true)
    #expect(try fixture.evaluate("return network[5].projection and network[5].kernel == 1") == true)
    #expect(try fixture.evaluate("return network[7].groups") == 32)
    #expect(try fixture.evaluate("return network[8].groups") == 4)
    let weights = 3 * 16 * 9 + 2 * 16 * 16 * 9 + 16 * 32 * 9 + 16 * 32 + 32 * 32 * 9 + 32 * 9 + 8 * 64 + 640
    #expect(try fixture.evaluate("return network.weights") == weights)
    #expect(try fixture.evaluate("return xpert.evaluate { network = network }.weights") == weights)
    #expect(
      try fixture.evaluate("return tostring(xpert.layer { residual = { projection = true }, channels = 8 })")
        == "layer: channels 8, kernel 3, stride 1, residual over 2, projected, column_sharing 8, adc flash,"
        + " adc_bits 6, input_bits 8, crossbar of the hardware")
  }

  @Test("backbones have the weights of the published networks")
  func backbones() throws {
    for (name, weights) in [
      ("vgg8", 12_973_440), ("vgg11", 9_222_848), ("vgg16", 14_715_584), ("resnet18", 11_164_352),
      ("resnet20", 270_896),
    ] {
      let found: Int = try fixture.evaluate(
        """
        local search = xpert.search.random { supernet = xpert.backbone.\(name) {}, minimize = "edap", steps \
        = 1 }
        return search:run().best.network.weights
        """)
      #expect(found == weights, "\(name)")
    }
  }

  @Test("a residual network with choices of width, kernel and crossbar can be searched by its gradient")
  func search() throws {
    try fixture.run(
      """
      local supernet = xpert.backbone.resnet20 {
        channels = xpert.choice { 8, 16 }, kernel = xpert.choice { 3, 5 }, crossbar = xpert.choice { 32, 64 },
        adc_bits = "full",
      }
      result = gradient(function(m) return m.edap:log() end, { supernet = supernet, steps = 20 }):run()
      best = result.best.network
      report = xpert.evaluate { network = best }
      """)
    #expect(try fixture.evaluate("return math.abs(report.edap / result.best.edap - 1) < 1e-12") == true)
    #expect(try fixture.evaluate("return best[1].adc_bits == (best[1].crossbar == 32 and 9 or 10)") == true)
  }

  @Test("full precision follows from crossbar and cells of the hardware that evaluates")
  func fullPrecision() throws {
    try fixture.run(
      """
      full = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8, adc_bits = \
      "full" } } }
      function bits(n) return xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = \
      8, adc_bits = n } } } end
      function area(n, h) return xpert.evaluate { network = n, hardware = h }.area_mm2 end
      """)
    #expect(try fixture.evaluate("return full[1].adc_bits == nil") == true)
    for (hardware, bits) in [
      ("{ cell_bits = 2 }", 8), ("{ cell_bits = 1, crossbar = 128 }", 7), ("{}", 10),
      ("{ device = 'sram' }", 6),
    ] {
      #expect(
        try fixture.evaluate(
          "return area(full, xpert.hardware \(hardware)) == area(bits(\(bits)), xpert.hardware \(hardware))")
          == true)
    }
  }

  @Test("what does not go together is refused with the rule")
  func messages() throws {
    fixture.expect("xpert.layer { kernel = 3 }", "xpert.layer needs 'channels'")
    fixture.expect(
      "xpert.layer { kind = 'depthwize' }",
      "xpert.layer.kind: unknown kind of layer 'depthwize' (did you mean 'depthwise'?)")
    fixture.expect(
      "xpert.layer { channels = 8, kind = 'fully_connected', kernel = 3 }",
      "xpert.layer.kernel: a fully connected layer has none")
    fixture.expect(
      "xpert.layer { channels = 8, adc_bits = xpert.choice { 4, 'full' } }",
      "xpert.layer.adc_bits: 'full' follows from the crossbar and cannot be one of several choices")
    fixture.expect(
      "xpert.layer { channels = 8, residual = { projected = true } }",
      "xpert.layer.residual has no field 'projected' (did you mean 'projection'?)")
    fixture.expect(
      "xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8, groups = 2 } } }",
      "xpert.network.layers[1].groups: 2 must divide the channels of input (3) and output (8)")
    fixture.expect(
      """
      local n = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 9, groups = 3 } \
      } } \
      n:write_csv("n.csv")
      """, "write_csv: layer 1 has 3 groups, which no column of the file can say")
    fixture.expect(
      """
      local n = xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 9, groups = 3 } \
      } } \
      xpert.evaluate { network = n, convention = "whole_network" }
      """,
      "xpert.evaluate: in the convention 'whole_network' all layers must be plain convolutions or fully"
        + " connected: layer 1 has 3 groups")
  }
}
