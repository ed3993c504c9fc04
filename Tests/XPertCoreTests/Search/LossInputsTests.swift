import Testing

@testable import XPertCore

@Suite struct LossInputsTests {
  @Test("a model offers its quantities' metrics, and EDAP if it has energy, delay and area")
  func catalog() throws {
    let toy = MetricCatalog(quantities: [.area, .delay, .energy])
    #expect(
      toy.names == [
        "area_mm2", "area_um2", "delay_ns", "delay_us", "delay_ms", "energy_pJ", "energy_nJ", "energy_uJ",
        "energy_mJ", "edap",
      ])
    #expect(MetricCatalog(quantities: [.area, .tiles]).names == ["area_mm2", "area_um2", "tiles"])
    #expect(MetricCatalog(quantities: [.edap]).names == ["edap"])
    #expect(MetricCatalog(quantities: PublishedCosts.quantities).names.contains("delay_fit"))
  }

  @Test("metrics come in their units, and asking twice gives the same node")
  func metrics() throws {
    let inputs = LossInputs(
      tape: Tape(), catalog: MetricCatalog(quantities: [.area, .delay, .energy]), weightNames: [])
    inputs.values = [5e-5, 2e-3, 3e-6]
    inputs.begin()
    let area = try inputs.metric(named: "area_mm2")
    #expect(try abs(area.value - 50) < 1e-12 && abs(inputs.metric(named: "delay_us").value - 2000) < 1e-9)
    #expect(try inputs.metric(named: "area_mm2").index == area.index)
    // 0.003 mJ x 2 ms x 50 mm2.
    #expect(try abs(inputs.edap.value - 0.3) < 1e-13)
    inputs.begin()
    #expect(try inputs.metric(named: "delay_ns").index == 0, "a new generation asks anew")
  }

  @Test("EDAP's gradient reaches its three factors, and two units of a quantity add up")
  func gradients() throws {
    let evaluation = LossEvaluation(
      catalog: MetricCatalog(quantities: [.area, .delay, .energy]), weights: []
    ) { try $0.edap + $0.metric(named: "area_mm2") * 2 + $0.metric(named: "area_um2") * 1e-6 }
    evaluation.inputs.values = [5e-5, 2e-3, 3e-6]
    _ = try evaluation.forward()
    var gradient = [0.0, 0, 0]
    try evaluation.backward(into: &gradient)
    #expect(abs(gradient[0] / (2e-3 * 3e-6 / 1e-12 + 2e6 + 1e6) - 1) < 1e-12)
    #expect(abs(gradient[1] / (5e-5 * 3e-6 / 1e-12) - 1) < 1e-12)
    #expect(abs(gradient[2] / (5e-5 * 2e-3 / 1e-12) - 1) < 1e-12)
  }
}
