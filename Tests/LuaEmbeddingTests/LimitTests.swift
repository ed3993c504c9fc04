import LuaTestSupport
import Testing

@testable import LuaEmbedding

private final class Probe: LuaObject {
  let counter: Counter
  init(_ counter: Counter) {
    self.counter = counter
    counter.value += 1
  }
  deinit { counter.value -= 1 }

  static let luaType = LuaType<Probe>("lab.Probe") { type in
    type.property("value") { _ in 1 }
    type.method("call") { (probe: Probe) in 1 }
  }
}

/// Limits on time and memory, and the ways around them that do not work.
@Suite(.serialized) struct LimitTests {
  private static let limit = 0.05

  private func limited(_ sandbox: Bool = false) -> LuaState {
    var configuration = LuaState.Configuration()
    configuration.timeLimit = Self.limit
    configuration.isSandboxed = sandbox
    return LuaState(configuration)
  }

  @Test("no script outlives its time limit", arguments: EscapeAttempt.all)
  func escapes(attempt: EscapeAttempt) throws {
    let state = limited()
    try state.setFrameFunction("call") { frame in
      try LuaReference(popping: frame).call()
      return 0
    }
    let clock = ContinuousClock()
    let start = clock.now
    state.startClock()
    let message = throwsMessage(state, attempt.source)
    let seconds =
      Double((clock.now - start).components.attoseconds) / 1e18
      + Double((clock.now - start).components.seconds)
    #expect(message.contains("time limit of 0.05 s exceeded"), "\(message)")
    #expect(seconds >= Self.limit * 0.9 && seconds < Self.limit + 1)
    // And it ends at once from then on, until the clock is started anew.
    #expect(throwsMessage(state, "local x = 1 while true do x = x + 1 end").contains("time limit"))
    state.startClock()
    #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
  }

  @Test("the debug library cannot take the hook away while there is a limit")
  func hooks() throws {
    let state = limited()
    #expect(
      throwsMessage(state, "debug.sethook()") == "script:1: debug.sethook is not available under a time limit"
    )
    #expect(throwsMessage(state, "debug.sethook(coroutine.create(print))").contains("not available"))
    try LuaState().run(
      "local n = 0 debug.sethook(function() n = n + 1 end, 'l')\nlocal x = 1\ndebug.sethook() assert(n > 0)")
  }

  @Test("Swift functions raise once the limit has passed, and long ones can ask")
  func swiftFunctions() throws {
    let state = limited()
    var turns = 0
    try state.setFrameFunction("long") { frame in
      while true {
        turns += 1
        try frame.checkInterrupt()
      }
    }
    #expect(throwsMessage(state, "long()") == "script:1: time limit of 0.05 s exceeded")
    #expect(turns > 10)
    #expect(throwsMessage(state, "pcall(long) pcall(long) long()").contains("time limit"))
  }

  @Test("objects are closed even after the limit has passed")
  func closing() throws {
    final class Resource: LuaObject {
      var isClosed = false
      static let luaType = LuaType<Resource>("lab.Resource") { $0.onClose { $0.isClosed = true } }
    }
    let state = limited()
    let resource = Resource()
    try state.setFunction("resource") { () in resource }
    state.startClock()
    #expect(throwsMessage(state, "local r <close> = resource() while true do end").contains("time limit"))
    #expect(resource.isClosed)
  }

  @Test("without a limit there is no hook")
  func noHook() throws {
    #expect(try LuaState().evaluate("return debug.gethook() == nil", as: Bool.self))
    #expect(try limited().evaluate("return debug.gethook() ~= nil", as: Bool.self))
  }

  @Test("the replaced xpcall is xpcall")
  func xpcall() throws {
    try LuaState().run(
      """
      local ok, a, b = xpcall(function(...) return ... end, print, 1, nil)
      assert(ok and a == 1 and b == nil)
      assert(select("#", xpcall(function(...) return ... end, print, 1, nil)) == 3)
      ok, a = xpcall(error, function(message) return "handled " .. message end, "x")
      assert(not ok and a == "handled x")
      ok, a = xpcall(function() error { code = 7 } end, function(e) return e.code end)
      assert(not ok and a == 7)
      ok, a = xpcall(function() local x = nil + 1 end, debug.traceback)
      local expected = "script:8: attempt to perform arithmetic on a nil value\\nstack traceback:"
      assert(not ok and a:find(expected, 1, true), a)
      ok, a = xpcall(function() error("first") end, function() error("second") end)
      assert(not ok)
      assert(not pcall(xpcall, print) and not pcall(xpcall, print, 5))
      -- it can be yielded through
      local co = coroutine.wrap(function()
        return xpcall(function() return coroutine.yield(1) + 1 end, print)
      end)
      assert(co() == 1)
      ok, a = co(5)
      assert(ok and a == 6)
      co = coroutine.wrap(function()
        return xpcall(function() coroutine.yield() error("late") end, function(m) return "handled " .. m end)
      end)
      co()
      ok, a = co()
      assert(not ok and a == "handled script:22: late", a)
      """)
  }

  @Test("the replaced coroutine.wrap and coroutine.close are what they replace")
  func coroutines() throws {
    try LuaState().run(
      """
      local co = coroutine.wrap(function(a, b) local c = coroutine.yield(a + b) return c, nil end)
      assert(co(1, 2) == 3)
      assert(select("#", co(5)) == 2)
      local ok, message = pcall(co)
      assert(not ok and message:find("cannot resume dead coroutine", 1, true), message)
      ok, message = pcall(coroutine.wrap(function() error("x") end))
      assert(message:find("script:6: x", 1, true), message)
      local value = {}
      ok, message = pcall(coroutine.wrap(function() error(value) end))
      assert(message == value)
      local closed
      ok, message = pcall(coroutine.wrap(function()
        local x <close> = setmetatable({}, { __close = function(_, e) closed = e end })
        error("y", 0)
      end))
      assert(closed == "y" and message:find("y$"), message)
      assert(not pcall(coroutine.wrap, 5))
      local created = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = function() closed = "closed" end })
        coroutine.yield()
      end)
      coroutine.resume(created)
      assert(coroutine.close(created) == true and closed == "closed")
      local sum = 0
      for i in coroutine.wrap(function() for i = 1, 10 do coroutine.yield(i) end end) do sum = sum + i end
      assert(sum == 55)
      """)
  }

  // MARK: Memory

  private func limited(memory: Int) -> LuaState {
    var configuration = LuaState.Configuration()
    configuration.memoryLimit = memory
    return LuaState(configuration)
  }

  @Test("a large string and an endless table raise, and the state stays usable")
  func memory() throws {
    let state = limited(memory: 4 << 20)
    for source in [
      "return string.rep('x', 1 << 26)", "local t = {} while true do t[#t + 1] = {} end",
      "local s = 'x' while true do s = s .. s end",
      "table.concat({ ('x'):rep(3 << 20), ('y'):rep(3 << 20) })",
    ] {
      do {
        try state.run(source)
        Issue.record("no error")
      } catch let error as LuaError {
        #expect(error.kind == .memory)
        #expect(error.message == "script:1: not enough memory")
      }
      #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
    }
    try state.run("for i = 1, 20 do assert(not pcall(string.rep, 'x', 1 << 26)) end")
    #expect(state.memoryUsed < 4 << 20)
  }

  @Test("a Swift function that pushes past the limit raises at its line, without a leak")
  func swiftPushes() throws {
    let state = limited(memory: 4 << 20)
    let counter = Counter()
    try state.setFrameFunction("big") { frame in
      let probe = Probe(counter)
      [UInt8](repeating: 120, count: 8 << 20).withUnsafeBytes { frame.push(bytes: $0) }
      return withExtendedLifetime(probe) { 1 }
    }
    #expect(throwsMessage(state, "local x = 1\nlocal s = big()") == "script:2: not enough memory")
    #expect(state.memoryUsed < 2 << 20)
    try state.run("for i = 1, 50 do assert(not pcall(big)) end")
    #expect(counter.value == 0)
    #expect(try state.evaluate("return #('x'):rep(1000)", as: Int.self) == 1000)
  }

  @Test("wherever memory runs out, there is an error and no crash, and nothing is lost")
  func everyAllocation() throws {
    let counter = Counter()
    var (successes, failures) = (0, 0)
    for extra in stride(from: 0, to: 60_000, by: 211) {
      defer { #expect(counter.value == 0, "extra \(extra)"); counter.value = 0 }
      let state = LuaState()
      let options = OptionTable(
        "lab.run",
        [
          Option("steps", .integer(), default: 1), Option("loss", .function),
          Option("list", .list([.number()])),
        ])
      let module = LuaModule("lab")
      module.type(Probe.luaType)
      module.constructor(options) { values, frame in
        frame.push(Probe(counter), keeping: values.kept)
        if let loss = values.optionalCallback("loss") {
          let _: Double = try loss.call(Double(values.integer("steps")), String(repeating: "x", count: 100))
        }
        return 1
      }
      try state.register(module)
      try state.setFunction("probe") { () in Probe(counter) }
      state.setMemoryLimit(state.memoryUsed + extra)
      do {
        try state.run(
          """
          local kept = {}
          for i = 1, 20 do
            local function loss(x, s) kept[i] = s .. i return x end
            local p = lab.run { steps = i, loss = loss, list = { 1, 2, 3 } }
            assert(p.value == 1 and p:call() == 1)
            local co = coroutine.wrap(function() return probe() end)
            kept[co] = co()
            pcall(lab.run, { stesp = i })
            pcall(error, { i })
          end
          """)
        successes += 1
      } catch let error as LuaError {
        #expect(error.message.hasSuffix("not enough memory"), "\(error.message)")
        failures += 1
      }
      state.setMemoryLimit(nil)
      #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
    }
    #expect(counter.value == 0)
    #expect(successes > 10 && failures > 10)
  }

  @Test("a small limit fails scripts, not the program")
  func tinyLimits() throws {
    for bytes in [0, 1, 1000, 20_000, 24_000] {
      let state = limited(memory: bytes)
      #expect(
        throwsMessage(state, "local t = {} for i = 1, 1000 do t[i] = {} end").hasSuffix("not enough memory"))
    }
  }

  @Test("memory and time limits hold together")
  func both() throws {
    var configuration = LuaState.Configuration()
    configuration.memoryLimit = 2 << 20
    configuration.timeLimit = 0.1
    let state = LuaState(configuration)
    let message = throwsMessage(
      state,
      """
      local function fill() local t = {} while true do t[#t + 1] = ('x'):rep(100) .. #t end end
      while true do pcall(fill) end
      """
    )
    #expect(message.contains("time limit"))
  }
}
