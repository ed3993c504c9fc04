import Testing

@testable import XPertCore

@Suite("Reports on what a search found")
struct ResultReportTests {
  private let space: JointSpace
  private let result: SearchResult

  /// Every step of a random search over 64 candidates.
  init() throws {
    let layer = Supernet.LayerChoices(channels: [8, 16], columnSharing: [4, 8])
    space = try JointSpace(
      Supernet(
        name: "small", inputChannels: 3, inputSize: 8, classes: 10,
        layers: Array(repeating: layer, count: 3)),
      on: .xpertDAC2023)
    let search = try BaselineSearch(
      .random, model: space.model, rank: .smallest("delay_us"), steps: 20, seed: 2)
    while search.stepsTaken < 20 { try search.step() }
    result = search.result()
  }

  @Test("The table has every candidate, best first, with all metrics and its architecture")
  func table() throws {
    let table = result.report(in: space).table
    let best = try #require(result.best)
    #expect(table.rows.count == result.candidates.count && table.rows.count > 5)
    let keys = table.columns.map(\.key)
    #expect(keys.first == "rank" && keys.last == "architecture")
    let delay = try #require(keys.firstIndex(of: "delay_us"))
    #expect(table.rows[0][delay] == .number(try best.metric(named: "delay_us")))
    #expect(table.rows[0][2] == .missing)  // no loss was asked for
    #expect(table.rows[0].last == .text(space.networks[0].architecture(best.nodes)))
  }

  @Test("The text says what happened, and shows the best network")
  func text() throws {
    let report = result.report(in: space)
    let lines = report.description.split(separator: "\n")
    #expect(
      lines[0]
        == "20 steps, \(result.distinctCount) distinct candidates, 20 accepted steps, "
        + "\(result.candidates.count) candidates kept (seed 2, consistent)")
    #expect(lines[1] == "best candidates")
    #expect(report.description.hasSuffix(space.networks[0].network(result.best!.nodes).description))
    #expect(report.leaders.rows.count == 10)
  }

  @Test("The manifest names version, seed, convention, inputs and chip, and no script")
  func manifest() {
    let manifest = result.report(in: space).manifest
    #expect(manifest.version == xpertVersion && manifest.seed == 2 && manifest.convention == "consistent")
    #expect(manifest.hardware == Manifest.entries(of: .xpertDAC2023))
    #expect(manifest.evaluation.map(\.name) == ["activity.bit_density", "activity.filled_windows"])
    #expect(manifest.luaVersion == nil && manifest.scriptSHA256 == nil)
  }

  @Test("Figure and page show every step; a search without a step has no figure")
  func figures() throws {
    let report = result.report(in: space)
    #expect(report.plot?.series.map(\.points.count).reduce(0, +) == 21)  // the best one twice
    let page = report.page
    #expect(page.title == "Search over small" && page.summary[0] == HTMLReport.Item("Steps", "20"))
    #expect(page.html.contains("The best network."))
    let unused = try BaselineSearch(
      .random, model: space.model, rank: .smallest("delay_us"), steps: 1, seed: 2)
    #expect(unused.result().report(in: space).plot == nil)
    #expect(unused.result().report(in: space).description.hasSuffix("no candidate was accepted"))
  }

  @Test("A front is printed by its metrics and saved with everything")
  func front() throws {
    let metrics = ["area_mm2", "delay_us"]
    let front = CandidateFront(try result.pareto(metrics), metrics: metrics)
    #expect(front.description.hasPrefix("front of \(front.points.count) candidates"))
    let table = front.table(in: space)
    #expect(table.rows.count == front.points.count && table.columns.last?.key == "architecture")
    #expect(front.plot != nil && CandidateFront(front.points, metrics: ["area_mm2", "edap"]).plot != nil)
    #expect(CandidateFront([], metrics: metrics).plot == nil)
  }
}
