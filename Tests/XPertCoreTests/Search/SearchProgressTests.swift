import Wording
import Testing

@testable import XPertCore

@Suite struct SearchProgressTests {
  @Test("the line says steps, rate, the best so far, the accepted share and the time left")
  func line() throws {
    let search = try BaselineSearch(
      .random, model: BaselineSearchTests.hill, accept: { $0.index % 4 == 0 }, rank: .smallest("area_mm2"),
      steps: 20_000, seed: 1)
    var progress = SearchProgress(stepCount: search.stepCount)
    #expect(progress.line(elapsed: 0) == "0 of 20 k steps, nothing accepted")
    var best = Double.infinity
    for _ in 1...1200 {
      let step = try search.step()
      progress.note(step)
      if step.isAccepted { best = min(best, step["area_mm2"]!) }
    }
    #expect(
      progress.line(elapsed: 2.5)
        == "1200 of 20 k steps, 480/s, best area_mm2 \(NumberFormat.significant(best)), 25 % accepted, 40 s "
        + "left"
    )
  }

  @Test("the rate of a search that was taken up again counts only the steps since")
  func resumed() throws {
    let search = try BaselineSearch(
      .random, model: BaselineSearchTests.hill, rank: .smallest("area_mm2"), steps: 100, seed: 1)
    for _ in 1...50 { try search.step() }
    var progress = SearchProgress(stepCount: 100, stepsTaken: 50)
    progress.note(try search.step())
    #expect(progress.line(elapsed: 0.5).hasPrefix("51 of 100 steps, 2/s, "))
    #expect(progress.line(elapsed: 0.5).hasSuffix(", 25 s left"))
  }

  @Test(
    "durations in words",
    arguments: [
      (0.2, "1 s"), (59, "59 s"), (60, "1 min 00 s"), (200, "3 min 20 s"), (7500, "2 h 05 min"),
      (1e12, "long"),
    ])
  func durations(seconds: Double, text: String) { #expect(SearchProgress.duration(seconds) == text) }
}
