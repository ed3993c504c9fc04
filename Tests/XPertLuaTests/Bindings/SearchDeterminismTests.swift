import Foundation
import Testing

@testable import XPertCore
@testable import XPertLua

/// Same seed, same bits: alone, on two threads at once, and for any number of threads that a search uses.
@Suite struct SearchDeterminismTests {
  /// Everything that a search did, in numbers written with all their digits.
  private static let script = """
    local function digits(values)
      local text = {}
      for i, value in ipairs(values) do text[i] = ("%a"):format(value) end
      return table.concat(text, " ")
    end
    local lines = {}
    local function loss(m, w) return m.delay_us:log() + w.a * m.area_mm2:log() + \
    m.layers[1].energy_nJ:log() end
    for _, method in ipairs { "gradient", "random", "hill_climb", "anneal", "evolution" } do
      local search = xpert.search[method] {
        supernet = space(), loss = loss, weights = { a = xpert.schedule.linear { from = 0.5, to = 2 } }, \
        steps = 60, seed = 7 }
      local result = search:run()
      lines[#lines + 1] = method .. " " .. digits(result.history) .. " " .. digits(result.best.nodes)
    end
    local exact = xpert.search.exact { supernet = space(), minimize = "edap" }:run()
    lines[#lines + 1] = digits { exact.achieved, exact.lower_bound } .. tostring(exact)
    return table.concat(lines, "\\n")
    """

  @Test("searches on two threads at once have the bits that one alone has")
  func concurrentSearches() throws {
    let alone: String = try BindingFixture().evaluate(Self.script)
    #expect(alone.contains("0x1."))
    let results = Results()
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      let text = try? BindingFixture().evaluate(Self.script, as: String.self)
      results.set(index, text ?? "failed")
    }
    for index in 0..<4 { #expect(results.values[index] == alone) }
  }

  @Test("the precision search, which runs on several threads, has the same bits on one and on two")
  func precision() throws {
    let fixture = try BindingFixture()
    try Safetensors.write(InferenceBindingTests.tensors, to: fixture.folder["net.safetensors"])
    try fixture.run(
      """
      local net = xpert.trained.resnet("\(fixture.folder["net.safetensors"])", 8)
      local images = xpert.data.synthetic { images = 30, size = 8, classes = 3, noise = 0.2 }
      local function run(threads)
        local result = xpert.search.precision {
          network = net, data = images, calibration = images:first(8), steps = 6, seed = 1, threads = threads,
          choices = { input_bits = { 4, 8 }, adc_bits = { 6, 8 } }, weights = { lambda2 = 0.01 },
          noise = { sigma = 0.2 },
          loss = function(m, w) return m.cross_entropy + w.lambda2 * m.delay_us end,
        }:run()
        local text = {}
        for i, loss in ipairs(result.history) do text[i] = ("%a"):format(loss) end
        return table.concat(text, " ") .. tostring(result)
      end
      local one = run(1)
      assert(one:find("0x1.", 1, true) and one == run(2) and one == run(3), one)
      """)
  }

  private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var values: [Int: String] = [:]

    func set(_ index: Int, _ value: String) {
      lock.lock()
      values[index] = value
      lock.unlock()
    }
  }
}
