import Testing

@testable import XPertLua

/// Scripts that keep what they make.
private let keeping: [(name: String, source: String)] = [
  (
    "image sets",
    "local d = xpert.data.synthetic { images = 400 } while true do k[#k + 1] = d:shuffled(#k) end"
  ),
  (
    "reports",
    "local n = network() while true do k[#k + 1] = xpert.evaluate { network = n } end"
  ),
  (
    "supernets",
    """
    local l = xpert.repeated(500, xpert.layer { channels = 8, column_sharing = xpert.choice { 4, 8, 16 } })
    while true do k[#k + 1] = xpert.supernet { input = { size = 4 }, classes = 2, layers = { l } } end
    """
  ),
  (
    "charts",
    """
    local x = {} for i = 1, 5000 do x[i] = i end
    while true do k[#k + 1] = xpert.chart { x = "a", y = "b", series = { { name = "s", x = x, y = x } } } end
    """
  ),
  ("a tape", "gradient(function(m) local x = m.area_mm2 while true do x = x + 1 end end):run()"),
  (
    "searches",
    """
    while true do
      k[#k + 1] = xpert.search.gradient {
        supernet = space(), loss = function(m) return m.area_mm2 end, steps = 20000 }
    end
    """
  ),
]

/// What the objects of `xpert` hold counts against the memory limit, and what cannot fit is refused before it
/// begins.
@Suite struct MemoryLimitTests {
  @Test(
    "what is kept ends with one error at its line, and the state stays usable", arguments: keeping.map(\.name)
  )
  func kept(name: String) throws {
    let fixture = try BindingFixture { $0.memoryLimit = 8 << 20 }
    let source = keeping.first { $0.name == name }!.source
    do {
      try fixture.run("k = {}\n" + source, line: 1)
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.kind == .memory, "\(error.message)")
      #expect(error.message.hasPrefix("spec.lua:") && error.message.contains("not enough memory"))
    }
    try fixture.run("k = nil collectgarbage() assert(pcall(xpert.data.synthetic, { images = 100 }))")
    #expect(try fixture.evaluate("return 1 + 1", as: Int.self) == 2)
  }

  @Test("a call that could never fit is refused at once, limit or not, and pcall catches it")
  func refused() throws {
    let huge = """
      local layers = { { channels = 65536 }, { channels = 65536 } }
      n = xpert.network { input = { size = 1 }, classes = 1, layers = layers }
      d = xpert.data.synthetic { images = 8, classes = 1, size = 8 }
      """
    for limit in [nil, 64 << 20] {
      let fixture = try BindingFixture { $0.memoryLimit = limit }
      try fixture.run(huge)
      let most = limit == nil ? "this machine has" : "the limit is 64 MB"
      for (call, size) in [
        ("xpert.train { network = n, data = d, epochs = 1 }", "xpert.train needs 720"),
        ("xpert.score.hamming { networks = n, batch = 8 }", "xpert.score.hamming needs 288"),
        ("xpert.evaluate { network = n, traces = {} }", "xpert.evaluate.traces needs 144"),
      ] {
        let message = fixture.message(call, line: 7)
        #expect(message.hasPrefix("spec.lua:7: not enough memory: \(size)"), "\(message)")
        #expect(message.contains(" GB, \(most)"), "\(message)")
        try fixture.run("assert(not pcall(function() \(call) end))")
      }
      let search = "xpert.search.random { supernet = space(), steps = 100000000, minimize = 'area_mm2' }"
      if limit != nil { #expect(fixture.message(search).contains("xpert.search.random needs ")) }
      #expect(try fixture.evaluate("return #d", as: Int.self) == 8)
    }
  }

  @Test("a shuffle that would not fit is refused before it is made")
  func shuffles() throws {
    let fixture = try BindingFixture { $0.memoryLimit = 8 << 20 }
    try fixture.run("d = xpert.data.synthetic { images = 1700 }")  // 5 MB
    #expect(
      fixture.message("e = d:shuffled(1)").contains("xpert.ImageSet:shuffled needs 5 MB, the limit is 8 MB"))
    try fixture.run("e = d:first(100):shuffled(1) assert(#e == 100)")
  }

  @Test("an endless loop of slow functions ends with the time limit")
  func time() throws {
    let limited = try BindingFixture { $0.timeLimit = 0.5 }
    let start = ContinuousClock.now
    limited.state.startClock()
    let message = limited.message(
      "local d = xpert.data.synthetic { images = 100 } while true do d:shuffled(1) end")
    #expect(message.contains("time limit of 0.5 s exceeded"), "\(message)")
    #expect(ContinuousClock.now - start < .seconds(3))
  }
}
