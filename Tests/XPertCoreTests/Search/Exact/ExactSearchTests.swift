import Testing

@testable import XPertCore

@Suite struct ExactSearchTests {
  @Test("bounds are in the metric's unit, the result is evaluated by the model")
  func units() throws {
    let model = ToyChip.additive(seed: 5)
    let all = model.table.candidates.map { model.values($0) }
    let limit = all.map { $0[0] }.sorted()[40]
    let result = try ExactSearch(
      model: model, minimize: "delay_ns", bounds: [.init("area_mm2", atMost: limit * 1e6)]
    ).run()
    let best = all.filter { $0[0] <= limit }.map { $0[1] }.min()!
    #expect(abs(result.best!.values[1] - best) < 1e-12)
    #expect(abs(result.certificate.achieved! - best * 1e9) < 1e-3)
    #expect(result.certificate.isOptimal && result.certificate.gap == 0)
    #expect(result.best!.values == model.values(result.best!.nodes))
  }

  @Test("bounds that nothing keeps are proven to be so")
  func infeasible() throws {
    let result = try ExactSearch(
      model: ToyChip.additive(seed: 5), minimize: "delay_ns", bounds: [.init("area_mm2", atMost: 1)]
    ).run()
    #expect(result.best == nil && result.certificate.isInfeasible && result.certificate.gap == nil)
  }

  @Test("what is not a sum is refused, by name")
  func refusals() throws {
    let chip = ToyChip.random(seed: 1)
    #expect(throws: SearchError.notAdditive("delay_ns")) {
      _ = try ExactSearch(model: chip, minimize: "delay_ns").run()
    }
    #expect(throws: SearchError.unknownMetric("delya_ns", suggestions: ["delay_ns"])) {
      _ = try ExactSearch(model: chip, minimize: "delya_ns")
    }
    #expect(
      SearchError.notAdditive("delay_ns").description
        == "'delay_ns' is not a sum over layers: no exact search is possible")
    let model = ToyChip.additive(seed: 5)
    #expect(throws: SearchError.frontBoundedBelow("area_mm2")) {
      _ = try ExactSearch(
        model: model, minimize: "delay_ns", bounds: [.init("area_mm2", atLeast: 1)]
      ).pareto(x: "area_mm2", y: "delay_ns")
    }
  }

  @Test(
    "the front of Phase 1 runs from the least area to the least delay and holds every optimum under a limit")
  func front() throws {
    let model = try PublishedCosts.model(.published)
    let search = try ExactSearch(model: model, minimize: "delay_fit")
    let front = try search.pareto(x: "area_mm2", y: "delay_fit")
    #expect(front.count == 232)
    let areas = try front.map { try $0.metric(named: "area_mm2") }
    let delays = try front.map { try $0.metric(named: "delay_fit") }
    #expect(zip(areas, areas.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 > $1 })
    let least = try search.run()
    #expect(least.certificate.achieved == delays.last)
    for limit in [13.0, 17, 20, 25] {
      let result = try ExactSearch(
        model: model, minimize: "delay_fit", bounds: [.init("area_mm2", atMost: limit)]
      ).run()
      let index = areas.lastIndex { $0 <= limit }!
      #expect(abs(result.certificate.achieved! / delays[index] - 1) < 1e-12)
    }
  }
}
