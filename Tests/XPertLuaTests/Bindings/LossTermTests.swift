import Testing

@testable import XPertCore
@testable import XPertLua

/// Ready-made losses: values against their formulas, gradients against finite differences.
@Suite struct LossTermTests {
  let fixture: BindingFixture

  init() throws { fixture = try BindingFixture() }

  /// A term's value and slope by d metric where area is `area` mm², delay `delay` us and energy 40 uJ.
  private func value(
    of source: String, area: Double, delay: Double = 2000, progress: Double = 0
  ) throws -> (value: Double, byArea: Double, byDelay: Double) {
    let term = try fixture.evaluate("return \(source)", as: LossTerm.self)
    let scalars = fixture.state.frame.scalars
    let inputs = LossInputs(
      tape: Tape(), catalog: MetricCatalog(quantities: [.area, .delay, .energy, .leakage]), weightNames: [])
    inputs.values = [area * 1e-6, delay * 1e-6, 40e-6, 1e-3]
    inputs.progress = progress
    inputs.begin()
    let root = try scalars.compute(from: inputs) { try term.body(inputs, scalars) }
    inputs.tape.backward(from: root)
    let (byArea, byDelay) = (try inputs.metric(named: "area_mm2"), try inputs.metric(named: "delay_us"))
    return (root.value, inputs.tape.gradient(at: byArea.index), inputs.tape.gradient(at: byDelay.index))
  }

  private func expectSlope(
    of source: String, at area: Double, progress: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let step = area * 1e-6
    let (above, below) = (
      try value(of: source, area: area + step, progress: progress).value,
      try value(of: source, area: area - step, progress: progress).value
    )
    let slope = try value(of: source, area: area, progress: progress).byArea
    #expect(
      abs(slope - (above - below) / (2 * step)) <= 1e-6 * max(1, abs(slope)), "\(source) at \(area)",
      sourceLocation: sourceLocation)
  }

  @Test("target is the squared distance, relative or in the unit written")
  func target() throws {
    #expect(agree(try value(of: "xpert.loss.target { area_mm2 = 50 }", area: 60).value, 0.04, within: 1e-12))
    #expect(
      agree(try value(of: "xpert.loss.target { area_um2 = 50e6 }", area: 60).value, 0.04, within: 1e-12))
    #expect(
      agree(
        try value(of: "xpert.loss.target { area_mm2 = 50, relative = false }", area: 60).value, 100,
        within: 1e-12))
    #expect(
      agree(
        try value(of: "xpert.loss.target { delay_ms = 1, relative = false }", area: 60, delay: 3000).value, 4,
        within: 1e-12))
    #expect(try value(of: "xpert.loss.target { area_mm2 = 50 }", area: 50).value == 0)
    #expect(try value(of: "xpert.loss.target { delay_us = 50 }", area: 60).byArea == 0)
    for area in [1, 40, 50, 60, 1000.0] {
      try expectSlope(of: "xpert.loss.target { area_mm2 = 50 }", at: area)
      try expectSlope(of: "xpert.loss.target { area_mm2 = 50, relative = false }", at: area)
    }
  }

  @Test("hinge is what exceeds the limit")
  func hinge() throws {
    #expect(agree(try value(of: "xpert.loss.hinge { area_mm2 = 50 }", area: 60).value, 0.2, within: 1e-12))
    #expect(
      agree(
        try value(of: "xpert.loss.hinge { area_mm2 = 50, relative = false }", area: 60).value, 10,
        within: 1e-12))
    #expect(try value(of: "xpert.loss.hinge { area_mm2 = 50 }", area: 40).value == 0)
    #expect(try value(of: "xpert.loss.hinge { area_mm2 = 50 }", area: 40).byArea == 0)
    #expect(agree(try value(of: "xpert.loss.hinge { energy_uJ = 20 }", area: 1).value, 1, within: 1e-12))
    #expect(agree(try value(of: "xpert.loss.hinge { leakage_mW = 0.5 }", area: 1).value, 1, within: 1e-12))
    for area in [40, 60.0] { try expectSlope(of: "xpert.loss.hinge { area_mm2 = 50 }", at: area) }
  }

  @Test("barrier is a logarithm inside the limit, and leads back from outside")
  func barrier() throws {
    let source = "xpert.loss.barrier { area_mm2 = 50, sharpness = 4 }"
    #expect(agree(try value(of: source, area: 25).value, 0.693147180559945309 / 4, within: 1e-12))
    for area in [1, 25, 49, 49.4, 49.6, 50, 51, 500.0] { try expectSlope(of: source, at: area) }
    #expect(try value(of: source, area: 51).byArea > 0)
    #expect(try value(of: source, area: 500).byArea > value(of: source, area: 51).byArea)
    #expect(try value(of: "xpert.loss.barrier { area_mm2 = 50 }", area: 50.1).value.isFinite)
    // The wall only rises towards the limit, whatever the sharpness.
    for sharpness in [0.2, 1, 20.0] {
      var last = -Double.infinity
      for area in stride(from: 40, through: 60, by: 0.05) {
        let here = try value(of: "xpert.loss.barrier { area_mm2 = 50, sharpness = \(sharpness) }", area: area)
          .value
        #expect(here > last, "at \(area) mm2, sharpness \(sharpness)")
        last = here
      }
    }
  }

  @Test(
    "barrier and its slope are continuous where the parabola takes over, whatever the sharpness",
    arguments: [0.2, 1, 4, 20])
  func barrierSeam(sharpness: Double) throws {
    let source = "xpert.loss.barrier { area_mm2 = 50, sharpness = \(sharpness) }"
    let (inside, outside) = (
      try value(of: source, area: 49.5 - 1e-9), try value(of: source, area: 49.5 + 1e-9)
    )
    #expect(abs(inside.value - outside.value) < 1e-6, "\(inside.value) \(outside.value)")
    #expect(agree(inside.byArea, outside.byArea, within: 1e-5), "\(inside.byArea) \(outside.byArea)")
  }

  @Test("barrier's sharpness may be a schedule or a function of progress")
  func barrierSchedule() throws {
    for sharpness in ["xpert.schedule.linear { from = 1, to = 5 }", "function(p) return 1 + 4 * p end"] {
      let source = "xpert.loss.barrier { area_mm2 = 50, sharpness = \(sharpness) }"
      fixture.state.collectGarbage()
      #expect(agree(try value(of: source, area: 25).value, 0.693147180559945309, within: 1e-12))
      #expect(
        agree(try value(of: source, area: 25, progress: 0.75).value, 0.693147180559945309 / 4, within: 1e-12))
      try expectSlope(of: source, at: 30, progress: 0.5)
    }
  }

  @Test("sum adds, and sums can be summed")
  func sum() throws {
    let source = """
      xpert.loss.sum {
        xpert.loss.target { area_mm2 = 50 },
        xpert.loss.sum { xpert.loss.hinge { area_mm2 = 40 }, xpert.loss.target { delay_us = 1000 } },
      }
      """
    let result = try value(of: source, area: 60, delay: 2000)
    #expect(agree(result.value, 0.04 + 0.5 + 1, within: 1e-12))
    #expect(agree(result.byArea, 2 * 0.2 / 50 + 1.0 / 40, within: 1e-12))
    #expect(agree(result.byDelay, 2.0 / 1000, within: 1e-12))
    try expectSlope(of: source, at: 60)
  }

  @Test("a term stands for a loss, or in one, with the same value and gradient")
  func inLosses() throws {
    try fixture.run(
      """
      local term = xpert.loss.target { area_mm2 = 5 }
      local a = gradient(term, { seed = 3 }):run()
      local b = gradient(function(m, w) return term(m, w) end, { seed = 3 }):run()
      local c = gradient(function(m) return (m.area_mm2 / 5 - 1)^2 end, { seed = 3 }):run()
      for i = 1, 3 do
        assert(a.history[i] == b.history[i] and math.abs(a.history[i] - c.history[i]) <= 1e-14 * c.history[i])
      end
      assert(tostring(term) == "loss: area_mm2 at 5")
      assert(tostring(xpert.loss.hinge { delay_us = 2.5 }) == "loss: delay_us above 2.5")
      assert(tostring(xpert.loss.barrier { energy_uJ = 1 }) == "loss: wall of energy_uJ at 1")
      assert(tostring(xpert.loss.sum { term, term }) == "loss: sum of 2 terms")
      """)
  }
}
