import Testing

@testable import XPertLua

/// Mapping and execution, as hardware says them.
@Suite struct FlowBindingTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  private static let vgg = """
    local layers = {}
    for i, channels in ipairs { 64, 64, 128, 128 } do layers[i] = { channels = channels } end
    local network = xpert.network { input = { size = 32 }, classes = 10, layers = layers, pool_after = { 2, \
    4 } }

    """

  @Test("every convention that can evaluates kernel positions and pipelines; reports and manifests say so")
  func evaluate() throws {
    try fixture.run(
      Self.vgg + """
        local function evaluate(convention, options)
          return xpert.evaluate { network = network, hardware = xpert.hardware(options), convention = \
          convention }
        end
        for _, convention in ipairs { "consistent", "whole_network" } do
          local plain, kernels = evaluate(convention, {}), evaluate(convention, { mapping = \
          "kernel_positions" })
          local pipeline = evaluate(convention, { execution = "pipelined" })
          local both = evaluate(convention, { mapping = "kernel_positions", execution = "pipelined", \
          pipeline_speedup_limit = 2 })
          assert(kernels.area_mm2 ~= plain.area_mm2 and kernels.delay_ns ~= plain.delay_ns)
          assert(pipeline.delay_ns < plain.delay_ns and both.delay_ns < kernels.delay_ns)
          local slowest = 0
          for _, layer in ipairs(pipeline.layers) do slowest = math.max(slowest, layer.delay_ns) end
          assert(pipeline.delay_ns == slowest and pipeline.frames_per_s > plain.frames_per_s)
          assert(tostring(pipeline):find("delay, image to image", 1, true))
          assert(pipeline:explain("delay_ms")[1].value * 1e6 - slowest < 1e-9 * slowest)
        end
        assert(evaluate("published", { mapping = "kernel_positions" }).delay_ns > 0)
        local hardware = xpert.hardware { mapping = "kernel_positions", execution = "pipelined", \
        pipeline_speedup_limit = 3 }
        assert(hardware.mapping == "kernel_positions" and hardware.execution == "pipelined")
        assert(hardware.pipeline_speedup_limit == 3 and xpert.hardware {}.pipeline_speedup_limit == nil)
        assert(hardware.sources.mapping == "the script" and \
        tostring(hardware):find("pipeline_speedup_limit", 1, true))
        """)
  }

  @Test("what cannot be combined is refused with the rule")
  func refusals() throws {
    #expect(
      fixture.message(
        Self.vgg + "xpert.evaluate { network = network, convention = 'published', "
          + "hardware = xpert.hardware { execution = 'pipelined' } }")
        == "spec.lua:4: xpert.evaluate: the convention 'published' must run layer by layer: every layer has "
        + "a chip of "
        + "its own there, and a pipeline needs all of them on one")
    fixture.expect(
      "xpert.search.gradient { supernet = space(), loss = function(m) return m.area_mm2 end, "
        + "hardware = xpert.hardware { execution = 'pipelined' } }",
      "xpert.search.gradient.hardware: a search must run layer by layer: the delay of a pipeline is that of "
        + "its slowest "
        + "layer and no sum over layers; xpert.evaluate takes pipelines")
    fixture.expect(
      "local r = xpert.evaluate { network = network(), hardware = xpert.hardware { execution = 'pipelined' "
        + "} }"
        + " r:breakdown('delay_ns')",
      "xpert.Report.breakdown: 'delay_ns' of a pipeline is that of its slowest layer and no sum: area, "
        + "dynamic_energy "
        + "or leakage expected")
    fixture.expect(
      "xpert.evaluate { network = network(), convention = 'whole_network', "
        + "hardware = xpert.hardware { mapping = 'kernel_positions' } }",
      "xpert.evaluate: the widest layer whose kernel has 9 positions (32 cell columns) must need a "
        + "processing element of "
        + "at least two crossbars per side (128 cells)")
  }

  @Test("a search takes the mapping as a setting of the hardware: its candidates cost what evaluate says")
  func search() throws {
    try fixture.run(
      """
      local hardware = xpert.hardware { mapping = "kernel_positions" }
      local space = xpert.supernet { input = { size = 8 }, classes = 10, layers = {
        { channels = xpert.choice { 16, 32 }, kernel = xpert.choice { 3, 5 } }, { channels = xpert.choice { \
        16, 32 } } } }
      local result = xpert.search.random { supernet = space, hardware = hardware, minimize = "edap", steps \
      = 8, seed = 1 }:run()
      local report = xpert.evaluate { network = result.best.network, hardware = hardware }
      for _, name in ipairs { "area_mm2", "delay_ns", "energy_pJ" } do
        assert(math.abs(result.best[name] / report[name] - 1) < 1e-12, name)
      end
      assert(result.manifest.mapping == "kernel_positions")
      """)
  }
}
