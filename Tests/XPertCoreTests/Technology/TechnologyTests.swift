import Testing

@testable import XPertCore

@Suite("Technology")
struct TechnologyTests {
  private func technology(
    _ node: TechnologyNode, _ roadmap: Roadmap = .lowStandbyPower, _ temperature: Int = 300,
    _ kind: TransistorKind = .conventional
  ) throws -> Technology {
    try Technology(node: node, roadmap: roadmap, kind: kind, temperatureKelvin: temperature)
  }

  @Test("Temperatures outside the tables are refused", arguments: [299, 401, 500, -1])
  func temperature(kelvin: Int) {
    let error = HardwareError.invalid(rule: "temperature_K (\(kelvin)) must be between 300 and 400")
    #expect(throws: error) { try technology(.nm32, .lowStandbyPower, kelvin) }
    #expect(throws: error) { try Wire(widthNanometres: 56, temperatureKelvin: kelvin) }
  }

  @Test("Transistor kinds are refused at nodes that do not have them")
  func kinds() {
    #expect(
      throws: HardwareError.invalid(
        rule: "node_nm (32) must be 22 or 14 for two-dimensional transistors")
    ) { try technology(.nm32, .lowStandbyPower, 300, .twoDimensionalFET) }
    #expect(throws: HardwareError.invalid(rule: "node_nm (14) must be 22 for tunnel transistors")) {
      try technology(.nm14, .lowStandbyPower, 300, .tunnelFET)
    }
  }

  @Test("Wire widths outside the table are refused; -1 stands for no wire resistance")
  func wires() throws {
    let rule =
      "wire_width_nm (57) must be one of 175, 110, 105, 80, 56, 40, 25, 18 or -1 (no wire resistance)"
    #expect(throws: HardwareError.invalid(rule: rule)) {
      try Wire(widthNanometres: 57, temperatureKelvin: 300)
    }
    let none = try Wire(widthNanometres: -1, temperatureKelvin: 400)
    #expect(none.resistancePerMetre == 1)
    // 1 mm of wire: 0.2 fF/µm.
    #expect(abs(none.capacitance(length: 1e-3) - 2e-13) < 1e-27)
  }

  @Test("Narrower and hotter wires have more resistance")
  func wireResistance() throws {
    let widths = [175, 110, 105, 80, 56, 40, 25, 18]
    let cold = try widths.map {
      try Wire(widthNanometres: $0, temperatureKelvin: 300).resistancePerMetre
    }
    let hot = try widths.map { try Wire(widthNanometres: $0, temperatureKelvin: 360).resistancePerMetre }
    for (narrower, wider) in zip(cold.dropFirst(), cold) { #expect(narrower > wider) }
    for (hot, cold) in zip(hot, cold) { #expect(abs(hot / cold - (1 + 0.00451 * 60)) < 1e-12) }
  }

  @Test(
    "Leakage rises and drive falls with temperature at every node",
    arguments: TechnologyNode.allCases, Roadmap.allCases)
  func temperatureTrend(node: TechnologyNode, roadmap: Roadmap) throws {
    let widths = TransistorWidths(n: 1e-6, p: 1e-6)
    var previous = try technology(node, roadmap, 300)
    for kelvin in 301...400 {
      let current = try technology(node, roadmap, kelvin)
      for kind in [GateKind.inverter, .nand, .nor] {
        #expect(
          current.gateLeakage(kind, inputs: 2, widths) > previous.gateLeakage(kind, inputs: 2, widths))
      }
      for polarity in [TransistorPolarity.n, .p] {
        #expect(
          current.onResistance(width: 1e-6, polarity: polarity)
            > previous.onResistance(width: 1e-6, polarity: polarity))
      }
      previous = current
    }
  }

  @Test("Currents between the tabulated temperatures are interpolated")
  func interpolation() throws {
    let low = try technology(.nm32, .lowStandbyPower, 310)
    let high = try technology(.nm32, .lowStandbyPower, 320)
    let between = try technology(.nm32, .lowStandbyPower, 313)
    #expect(
      abs(between.onCurrentN - (0.7 * low.onCurrentN + 0.3 * high.onCurrentN)) < 1e-10 * low.onCurrentN)
  }

  @Test("Low standby power leaks less and drives less", arguments: TechnologyNode.allCases)
  func roadmaps(node: TechnologyNode) throws {
    let fast = try technology(node, .highPerformance)
    let frugal = try technology(node, .lowStandbyPower)
    #expect(frugal.offCurrentN < fast.offCurrentN)
    #expect(frugal.onCurrentN < fast.onCurrentN)
    #expect(frugal.thresholdVoltage > fast.thresholdVoltage)
  }

  @Test("Wider transistors conduct and load more", arguments: TechnologyNode.allCases)
  func width(node: TechnologyNode) throws {
    let technology = try technology(node)
    var previous = technology.featureSize * 2
    for multiple in [4.0, 8, 16, 32, 64] {
      let width = multiple * technology.featureSize
      #expect(
        technology.onResistance(width: width, polarity: .n)
          < technology.onResistance(width: previous, polarity: .n))
      #expect(technology.gateCapacitance(width: width) > technology.gateCapacitance(width: previous))
      #expect(
        technology.transconductance(width: width, polarity: .n)
          > technology.transconductance(width: previous, polarity: .n))
      previous = width
    }
    #expect(technology.onResistance(width: 0, polarity: .n) == .infinity)
    #expect(technology.gateCapacitance(width: 0) == 0)
    #expect(technology.drainCapacitance(width: 0, polarity: .p, height: technology.standardHeight) == 0)
  }

  @Test("Enlarging never narrows a transistor and keeps a planar gate's proportion")
  func enlargement() throws {
    for node in TechnologyNode.allCases {
      let technology = try technology(node)
      let drawn = technology.minimumInverterWidths
      let enlarged = technology.enlarged(drawn)
      #expect(enlarged.n >= drawn.n && enlarged.p >= drawn.p)
      if technology.isPlanar { #expect(abs(enlarged.p / enlarged.n / technology.widthRatio - 1) < 1e-12) }
    }
  }

  @Test("Two-dimensional transistors have the published data, and no layout at 14 nm (Q-P8)")
  func twoDimensional() throws {
    let large = try technology(.nm22, .highPerformance, 300, .twoDimensionalFET)
    #expect(large.onCurrentN == 5433 && large.offCurrentP == 0.1 && large.widthRatio == 1)
    #expect(large.supplyVoltage == 0.8 && large.transconductanceCurrentN == 9887)
    #expect(large.isPlanar && !large.scalesToFins)
    #expect(large.overlapGateCapacitance == 2.398e-9 * 0.2)
    let small = try technology(.nm14, .lowStandbyPower, 377, .twoDimensionalFET)
    #expect(small.onCurrentP == 4085 && small.offCurrentN == 1e-4 && small.overlapGateCapacitance == 0)
    #expect(small.isPlanar && small.scalesToFins)
    let inverter = small.cells.minimumInverter
    #expect(inverter.footprint.width == 0 && inverter.outputCapacitance == 0)
    #expect(inverter.inputCapacitance > 0 && inverter.resistanceN.isFinite)
  }

  @Test("Tunnel transistors have the published data at any temperature and roadmap")
  func tunnel() throws {
    for roadmap in Roadmap.allCases {
      let technology = try technology(.nm22, roadmap, 350, .tunnelFET)
      #expect(technology.onCurrentN == 90.51 && technology.offCurrentP == 0.0023)
      #expect(technology.supplyVoltage == 0.5 && technology.thresholdVoltage == 0.17)
      #expect(technology.gateLength == 2e-8 && technology.resistanceMultiplier == 1.54)
    }
  }

  @Test("Conversion to integers never traps")
  func truncation() {
    #expect(truncated(-1.9) == -1)
    #expect(truncated(2_147_483_647.9) == 2_147_483_647)
    for value in [Double.nan, .infinity, -.infinity, 2_147_483_648, 1e300, -2_147_483_649] {
      #expect(truncated(value) == -2_147_483_648)
    }
    #expect(quotient(5, 0) == -2_147_483_648)
    #expect(quotient(-5, 2) == -2)
  }

  @Test("A stage driven by a slower slope is slower, and at best delays by ln 2 time constants")
  func stages() {
    let ideal = rampDelay(timeConstant: 1e-9, ramp: 1e20)
    #expect(abs(ideal.delay / 1e-9 - 0.6931471805599453) < 1e-9)
    var previous = ideal.delay
    for ramp in [1e12, 1e11, 1e10, 1e9] {
      let delay = rampDelay(timeConstant: 1e-9, ramp: ramp).delay
      #expect(delay > previous)
      previous = delay
    }
  }
}
