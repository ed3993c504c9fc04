import Foundation
import Testing
import XPertCore

@Suite struct ScheduleTests {
  private func values(_ schedule: Schedule, at progress: [Double] = [0, 0.25, 0.5, 1]) throws -> [Double] {
    try progress.map { try schedule.value(at: $0) }
  }

  @Test("a number is a constant schedule")
  func constant() throws {
    #expect(try values(3) == [3, 3, 3, 3])
    #expect(try values(0.5) == [0.5, 0.5, 0.5, 0.5])
    #expect(Schedule.constant(1).isConstant && !Schedule.linear(from: 0, to: 1).isConstant)
  }

  @Test("linear, exponential and cosine go from one end to the other")
  func ramps() throws {
    #expect(try values(.linear(from: 1, to: 3)) == [1, 1.5, 2, 3])
    #expect(
      try zip(values(.exponential(from: 1, to: 16)), [1, 2, 4, 16]).allSatisfy { abs($0 - $1) < 1e-14 })
    #expect(
      try zip(values(.exponential(from: -1, to: -16)), [-1, -2, -4, -16]).allSatisfy { abs($0 - $1) < 1e-14 })
    let cosine = try values(.cosine(from: 2, to: 0))
    #expect(cosine[0] == 2 && abs(cosine[1] - (1 + 0.5.squareRoot())) < 1e-15 && abs(cosine[2] - 1) < 1e-15)
    #expect(cosine[3] == 0)
  }

  @Test("steps multiply by the factor after equal stretches, and the last stretch includes the end")
  func steps() throws {
    let schedule = Schedule.step(from: 8, factor: 0.5, count: 4)
    #expect(try values(schedule, at: [0, 0.24, 0.25, 0.5, 0.75, 0.99, 1]) == [8, 8, 4, 2, 1, 1, 1])
  }

  @Test("a warm-up rises to the first value and leaves the rest of the time to its schedule")
  func warmup() throws {
    let schedule = Schedule.warmup(fraction: 0.5, then: .linear(from: 4, to: 2))
    #expect(try values(schedule, at: [0, 0.25, 0.5, 0.75, 1]) == [0, 2, 4, 3, 2])
    #expect(try values(.warmup(fraction: 0, then: 5), at: [0, 1]) == [5, 5])
  }

  @Test("a function of progress may be given, and may throw")
  func custom() throws {
    #expect(try values(.custom { $0 * $0 }) == [0, 0.0625, 0.25, 1])
    struct Failure: Error {}
    #expect(throws: Failure.self) { try Schedule.custom { _ in throw Failure() }.value(at: 0) }
  }
}
