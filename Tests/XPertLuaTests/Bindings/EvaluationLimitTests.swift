import LuaTestSupport
import Testing

@testable import XPertLua

@Suite struct EvaluationLimitTests {
  @Test("a time limit ends one call of xpert.evaluate with traces")
  func evaluation() throws {
    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.2
    let state = LuaState(configuration)
    try state.register(makeXPertModule(for: state))
    let clock = ContinuousClock()
    for convention in ["consistent", "whole_network", "published"] {
      state.startClock()
      let start = clock.now
      // Minutes of work in a single call.
      let message = throwsMessage(
        state,
        "local n = xpert.network { input = { size = 64 }, classes = 10, layers = { { channels = 256 }, "
          + "{ channels = 512 }, { channels = 512 } }, pool_after = { 1, 2, 3 } } "
          + "xpert.evaluate { network = n, traces = { seed = 1 }, convention = '\(convention)' }")
      #expect(message.contains("time limit of 0.2 s exceeded"), "\(message)")
      #expect(clock.now - start < .seconds(30))
    }
  }
}
