import Testing

@testable import LuaEmbedding

@Suite struct ProgressLineTests {
  /// What a line writes at the given times, second, when it is asked each time.
  private func written(isTerminal: Bool, at times: [Double]) -> [String] {
    var output: [String] = []
    var time = 0.0
    let line = ProgressLine(isTerminal: isTerminal, write: { output.append($0) }, now: { time })
    for next in times {
      time = next
      line.update { "\($0) s" }
    }
    line.end()
    return output
  }

  @Test(
    "on a terminal a line is renewed at most ten times a second, from half a second on, and wiped at the end")
  func terminal() {
    #expect(
      written(isTerminal: true, at: [0.1, 0.4, 0.5, 0.55, 0.7]) == [
        "\r\u{1B}[K0.5 s\r", "\r\u{1B}[K0.7 s\r", "\r\u{1B}[K",
      ])
  }

  @Test("in a log there is a plain line every ten seconds")
  func log() {
    #expect(written(isTerminal: false, at: [1, 9, 12, 15, 21, 22.5]) == ["12.0 s\n", "22.5 s\n"])
  }

  @Test("short work shows nothing")
  func short() {
    #expect(written(isTerminal: true, at: [0.1, 0.2]).isEmpty)
    #expect(written(isTerminal: false, at: [5]).isEmpty)
  }
}
