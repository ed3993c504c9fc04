import LuaTestSupport
import Platform
import Synchronization
import Testing

@testable import LuaEmbedding

/// The timer of the time limit, and the watchdog for what it cannot end.
@Suite(.serialized) struct TimerTests {
  /// Half a second, without looking at anything.
  private static let endless = "string.find(('a'):rep(800), '.-.-b')"

  private func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
  }

  @Test("slow Swift functions in a loop end with the limit, not a thousand instructions later")
  func slowFunctions() throws {
    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.1
    let state = LuaState(configuration)
    var calls = 0
    try state.setFunction("slow") { () -> Int in
      calls += 1
      usleep(20_000)
      return calls
    }
    state.startClock()
    let taken = seconds {
      #expect(throwsMessage(state, "\nwhile true do slow() end") == "script:2: time limit of 0.1 s exceeded")
    }
    #expect(taken < 0.3, "\(calls) calls")
    // The flag is seen on the way out, so the call that was too long is the one that is blamed.
    state.startClock()
    #expect(
      throwsMessage(state, "local ok = pcall(slow)\nslow() slow() slow() slow() slow() slow()\nx = 1")
        .contains("script:2:"))
    #expect(try LuaState().evaluate("return x == nil", as: Bool.self))
  }

  @Test("slow functions of Lua's own library end soon, too")
  func slowLibrary() throws {
    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.1
    let state = LuaState(configuration)
    let taken = seconds {
      #expect(throwsMessage(state, "while true do local s = ('x'):rep(1 << 22) end").contains("time limit"))
    }
    #expect(taken < 2)
  }

  @Test("the watchdog is called for what cannot be interrupted, once per call, and the state can go on")
  func watchdog() throws {
    let box = Count()
    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.05
    configuration.watchdog = .call(after: 0.05) { box.value.withLock { $0 += 1 } }
    let state = LuaState(configuration)
    #expect(throwsMessage(state, Self.endless + " while true do end").contains("time limit"))
    #expect(box.value.withLock { $0 } == 1)
    // Without a new start the limit is over; a call that cannot notice is watched again.
    try state.setFrameFunction("stuck") { frame in
      usleep(200_000)
      return 0
    }
    #expect(throwsMessage(state, "x = 1 while true do end").contains("time limit"))
    #expect(box.value.withLock { $0 } == 1)
    state.startClock()
    #expect(throwsMessage(state, "stuck()").contains("time limit"))
    #expect(box.value.withLock { $0 } == 2)
    state.startClock()
    #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
  }

  @Test("the watchdog sleeps while nothing runs, and ends with the state")
  func sleeping() throws {
    let box = Count()
    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.02
    configuration.watchdog = .call(after: 0.02) { box.value.withLock { $0 += 1 } }
    do {
      let state = LuaState(configuration)
      try? state.run("x = 1")
      usleep(150_000)  // as at the prompt
      state.startClock()
      #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
      usleep(150_000)
    }
    usleep(100_000)
    #expect(box.value.withLock { $0 } == 0)
  }

  @Test("a watchdog may end the process, with a message and a status")
  func endsProcess() async {
    await #expect(processExitsWith: .exitCode(7)) {
      var configuration = LuaState.Configuration()
      configuration.timeLimit = 0.05
      configuration.watchdog = .endProcess(after: 0.05, status: 7, message: "too long\n")
      let state = LuaState(configuration)
      try? state.run("string.find(('a'):rep(200000), '.-.-.-.-.-b')")
    }
  }

  @Test("a finaliser that loops at the end of the state is watched, too")
  func finaliser() async {
    await #expect(processExitsWith: .exitCode(7)) {
      var configuration = LuaState.Configuration()
      configuration.timeLimit = 0.05
      configuration.watchdog = .endProcess(after: 0.05, status: 7, message: "too long\n")
      let state = LuaState(configuration)
      try? state.run("setmetatable({}, { __gc = function() while true do end end })")
    }
  }
}

/// A number that closures on several threads share.
private final class Count: Sendable {
  let value = Mutex(0)
}
