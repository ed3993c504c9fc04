import Testing

@testable import XPertCore

@Suite struct GradientRestartTests {
  private func search(
    steps: Int = 300, starts: Int = 1, patience: Int? = nil, polish: Double = 0
  ) throws -> GradientSearch {
    try GradientSearch(
      model: ToyChip.random(seed: 3), steps: steps, seed: 1, starts: starts, patience: patience,
      polish: polish
    ) { try $0.metric(named: "delay_ns").log() }
  }

  @Test("every start has schedules from beginning to end and begins from other parameters")
  func starts() throws {
    let search = try search(starts: 3)
    var progress: [Double] = []
    var parameters: [[[Double]]] = []
    for step in 1...300 {
      progress.append(try search.step().progress)
      if step % 100 == 1 { parameters.append(search.architectureParameters) }
    }
    for start in 0..<3 {
      #expect(progress[start * 100] == 0 && progress[start * 100 + 99] == 1)
    }
    #expect(Set(parameters.map { $0.flatMap { $0 } }).count == 3)
    // Near the beginning again: spread of 0.01 and one step of 0.02.
    #expect(parameters.flatMap { $0.flatMap { $0 } }.allSatisfy { abs($0) < 0.08 })
    #expect(search.isFinished && search.result().history.count == 300)
  }

  @Test("without improvement the search ends early, and not before")
  func patience() throws {
    let search = try search(steps: 5000, patience: 150)
    let result = try search.run()
    #expect(result.history.count < 5000)
    let best = result.best!.step
    #expect(result.history.count == best + 150)
  }
}
