import Foundation
import Testing

@testable import XPertLua

/// `traces = { layers = ... }`: the user's own weights and inputs.
@Suite struct OwnTraceTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  /// Tensors for `network()`: 3 -> 8 -> 16 channels on 8 x 8, then 1024 -> 10.
  private static let tensors = """
    local function list(n, f) local t = {} for i = 1, n do t[i] = f(i) end return t end
    local function tensors(input)
      local layers = {}
      for i, s in ipairs { { 8 * 27, 3 * 64 }, { 16 * 72, 8 * 64 }, { 10 * 1024, 1024 } } do
        layers[i] = { weights = list(s[1], function(k) return (k * 37 % 101) / 50 - 1 end), inputs = \
        list(s[2], input) }
      end
      return layers
    end

    """

  @Test("own data decide about energy, not about area and delay")
  func energies() throws {
    try fixture.run(
      Self.tensors + """
        local function evaluate(input, scale)
          local layers = tensors(input)
          for _, layer in ipairs(layers) do layer.input_scale = scale end
          return xpert.evaluate { network = network(), traces = { layers = layers } }
        end
        local expected = xpert.evaluate { network = network() }
        local zero, some = evaluate(function() return 0 end), evaluate(function(k) return k * 7919 % 128 / \
        128 end, 1)
        local all = evaluate(function() return 1 end)
        assert(zero.energy_pJ < some.energy_pJ and some.energy_pJ < all.energy_pJ)
        assert(math.abs(some.dynamic_energy_pJ / expected.dynamic_energy_pJ - 1) < 0.05)
        assert(all.area_mm2 == expected.area_mm2 and all.delay_ns == expected.delay_ns)
        local none = xpert.evaluate { network = network(), activity = { bit_density = 0 } }
        assert(math.abs(zero.dynamic_energy_pJ / none.dynamic_energy_pJ - 1) < 1e-12)
        -- Only the ratio to the scale counts.
        local doubled = evaluate(function(k) return k * 7919 % 128 / 64 end, 2)
        assert(doubled.dynamic_energy_pJ == some.dynamic_energy_pJ)
        """)
  }

  @Test("a .npy file stands for a list")
  func files() throws {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 8, 8), }"
    while (11 + header.utf8.count) % 64 != 0 { header += " " }
    header += "\n"
    let values = (1...192).map { Float($0 % 16) / 16 }
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + values.withUnsafeBytes(Array.init)
    let path = fixture.folder["inputs.npy"]
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try fixture.run(
      Self.tensors + """
        local function energy(first)
          local layers = tensors(function(k) return k % 16 / 16 end)
          layers[1].inputs = first or layers[1].inputs
          return xpert.evaluate { network = network(), traces = { layers = layers } }.dynamic_energy_pJ
        end
        assert(energy() == energy("\(path)"))
        """)
    let message = fixture.message(
      Self.tensors.replacing("\n", with: " ")
        + "local l = tensors(function() return 0 end) l[2].weights = '\(fixture.folder["none.npy"])' "
        + "xpert.evaluate { network = network(), traces = { layers = l } }")
    #expect(message.hasPrefix("spec.lua:1: xpert.evaluate.traces.layers[2].weights: "))
    #expect(message.hasSuffix("none.npy: cannot be read: No such file or directory"))
  }

  @Test("a scale of any size is a scale")
  func scales() throws {
    try fixture.run(
      Self.tensors + """
        for _, scale in ipairs { 1e-46, 1e-320, 1e300 } do
          local layers = tensors(function(k) return k % 2 end)
          layers[1].input_scale, layers[2].weight_scale = scale, scale
          local report = xpert.evaluate { network = network(), traces = { layers = layers } }
          assert(report.energy_pJ > 0 and report.energy_pJ < 1e30)
        end
        """)
    let message = fixture.message(
      Self.tensors.replacing("\n", with: " ")
        + "local l = tensors(function() return -1e308 end) xpert.evaluate { network = network(), traces = { "
        + "layers = l } }"
    )
    #expect(
      message
        == "spec.lua:1: xpert.evaluate.traces.layers[1].inputs: number 1 is -1e+308: at most 3.4e38 "
        + "expected, single precision"
    )
  }

  @Test("a .npy file of another shape is refused, though it has as many numbers")
  func shapes() throws {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (8, 8, 3), }"
    while (11 + header.utf8.count) % 64 != 0 { header += " " }
    header += "\n"
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [Float](repeating: 0.5, count: 192).withUnsafeBytes(Array.init)
    let path = fixture.folder["channels_last.npy"]
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let message = fixture.message(
      Self.tensors.replacing("\n", with: " ")
        + "local l = tensors(function() return 0 end) l[1].inputs = '\(path)' "
        + "xpert.evaluate { network = network(), traces = { layers = l } }")
    #expect(
      message
        == "spec.lua:1: xpert.evaluate.traces.layers[1].inputs: a file of shape (3, 8, 8) or (27, 64) "
        + "expected, got (8, 8, 3)"
    )
  }

  @Test("traces beyond the rule are refused")
  func tooLarge() {
    #expect(
      fixture.message(
        "xpert.evaluate { traces = {}, network = xpert.network { classes = 2, average_pool = true,"
          + " input = { size = 1024, channels = 128 }, layers = { { channels = 8 } } } }")
        == "spec.lua:1: xpert.evaluate: the traces of layer 1 must fit 2^33 bits of inputs: it has"
        + " 1152 rows x 8388608 vectors")
  }

  @Test(
    "what does not fit is refused with its place",
    arguments: [
      ("layers = {}", "xpert.evaluate.traces.layers: as many as the network has (3) expected, got 0"),
      (
        "layers = { {weights={}, inputs={}}, {weights={}, inputs={}}, {weights={}, inputs={}} }",
        "xpert.evaluate.traces.layers[1]: weights must have 216 numbers (8 outputs x 3 inputs x 3 x 3), got 0"
      ),
      ("layers = {}, seed = 3", "xpert.evaluate.traces: either 'layers' or 'seed' expected, got both"),
      ("layers = { { weights = {} } }", "xpert.evaluate.traces.layers[1] needs 'inputs'"),
      (
        "layers = { { weights = { 'a' }, inputs = {} } }",
        "xpert.evaluate.traces.layers[1].weights[1]: number expected, got string ('a')"
      ),
    ])
  func messages(traces: String, message: String) {
    fixture.expect("xpert.evaluate { network = network(), traces = { \(traces) } }", message)
  }
}
