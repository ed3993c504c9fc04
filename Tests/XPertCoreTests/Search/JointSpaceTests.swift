import Testing

@testable import XPertCore

/// Three layers of 2 x 2 x 2 nodes.
private let network: Supernet = {
  let layer = Supernet.LayerChoices(channels: [8, 16], columnSharing: [4, 8], adc: [.flash, .sar])
  return Supernet(
    name: "small", inputChannels: 3, inputSize: 8, classes: 10, layers: Array(repeating: layer, count: 3))
}()

@Suite("Joint spaces")
struct JointSpaceTests {
  private func refusal(_ make: () throws -> JointSpace) -> JointSpaceError? {
    #expect(throws: JointSpaceError.self) { _ = try make() }
  }

  @Test("A candidate costs what the simulator says, on the chip and in its corner")
  func costs() throws {
    var resistive = ChipDescription.xpertDAC2023
    resistive.hardware.onResistance = 12e3
    let space = try JointSpace(network, on: .xpertDAC2023, corners: [("resistive", resistive)])
    let (sums, peaks) = space.model.table.aggregates([0, 3, 5])
    var values = [Double](repeating: 0, count: space.model.quantities.count)
    space.model.evaluate(candidate: [0, 3, 5], sums: sums, peaks: peaks, into: &values)
    for (name, chip) in [("delay_us", ChipDescription.xpertDAC2023), ("resistive.delay_us", resistive)] {
      let report = try ChipEvaluator(chip: chip).evaluate(space.networks[0].network([0, 3, 5]))
      let index = try space.model.catalog.index(named: name)
      let delay = space.model.catalog.valueInSI(at: index, of: values)
      #expect(abs(delay - report.delay) <= 1e-12 * report.delay, "\(name)")
    }
  }

  @Test("Several networks stand behind each other in a candidate, each with its own columns")
  func networks() throws {
    let space = try JointSpace(networks: [("a", network), ("b", network)], on: .xpertDAC2023)
    #expect(space.networks.map(\.firstLayer) == [0, 3] && space.title == "small and small")
    let candidate = [0, 0, 0, 7, 7, 7]
    #expect(space.networks[0].network(candidate).layers[0].outputChannels == 8)
    #expect(space.networks[1].network(candidate).layers[0].outputChannels == 16)
    #expect(space.networks.map { $0.column("architecture") } == ["a.architecture", "b.architecture"])
    #expect(space.networks[1].architecture(candidate) == "16/sar/8 16/sar/8 16/sar/8")
  }

  @Test("What one of the chips cannot have is left out, and the space says so")
  func leavingOut() throws {
    var space = network
    space.layers[0].columnSharing = [8, 1024]
    let error = refusal { try JointSpace(space, on: .xpertDAC2023) }
    #expect(error?.subject == .network("") && error?.remedy == .leavingOut)
    #expect(
      error?.description.hasSuffix("; take the choice out, or leave out such nodes: leavesOut: true") == true)
    let smaller = try JointSpace(space, on: .xpertDAC2023, leavesOut: true)
    #expect(smaller.networks[0].supernet.layers.map(\.nodeCount) == [4, 8, 8])
    #expect(smaller.leftOut.first == "left out as impossible: 4 of 24 nodes")
    #expect(smaller.manifest(seed: 3).hardware.last?.name == "nodes")
  }

  @Test("Pipelines, other layers in a corner, odd names and other hardware under fits are refused")
  func refusals() {
    let chip = ChipDescription.xpertDAC2023
    var pipeline = chip
    pipeline.execution = .pipelined(speedUpLimit: 8)
    #expect(
      refusal { try JointSpace(network, on: pipeline) }?.description
        == "chip: \(ChipCostModel.pipelineRule); ChipEvaluator takes pipelines")
    #expect(
      refusal { try JointSpace(network, on: chip, corners: [("fast", pipeline)]) }?.subject
        == .corner("fast"))
    var coarse = chip
    coarse.hardware.weightBits = 4
    #expect(
      refusal { try JointSpace(network, on: chip, corners: [("coarse", coarse)]) }?.description
        == "corner 'coarse': weight_bits is 4, and 8 in the hardware: a corner must leave the layers as they"
        + " are")
    #expect(
      refusal { try JointSpace(networks: [("worst", network)], on: chip) }?.description
        == "networks: 'worst' cannot be a name: it has a meaning of its own")
    #expect(refusal { try JointSpace(networks: [], on: chip) }?.subject == .networks)
    #expect(refusal { try JointSpace(network, on: coarse, costs: .published) }?.subject == .chip)
    #expect(
      refusal { try JointSpace(network, on: chip, costs: .published, inputs: InputStatistics()) }?.subject
        == .inputs)
    var wide = network
    wide.layers[1].kernel = [5]
    #expect(
      refusal { try JointSpace(wide, on: chip, costs: .published) }?.description
        == "supernet, layers[2].kernel: the published fits hold for 3 only, got 5")
  }

  @Test("A cache tabulates a space once, and another one anew")
  func cache() throws {
    let models = ChipCostModelCache()
    var tabulated = 0
    func make(_ supernet: Supernet) throws {
      var calls = 0
      _ = try JointSpace(supernet, on: .xpertDAC2023, models: models) { calls += 1 }
      if calls > 0 { tabulated += 1 }
    }
    try make(network)
    try make(network)
    #expect(tabulated == 1)
    var other = network
    other.layers[2].adcBits = [5]
    try make(other)
    #expect(tabulated == 2)
  }
}
