import Testing

@testable import XPertCore

/// Two layers of 16 channels on 16 x 16 pixels, on given hardware.
private func layers(adds: Bool, averages: Bool = false) -> [Layer] {
  var layers = [3, 16].map { inputs in
    Layer(inputHeight: 16, inputWidth: 16, inputChannels: inputs, outputChannels: 16)
  }
  layers[1].addsShortcut = adds
  layers[1].bufferedShortcutValues = adds ? 16 * 16 * 16 : 0
  layers[1].isAveraged = averages
  return layers
}

private func evaluation(
  _ layers: [Layer], hardware: Hardware = .xpertDAC2023
) throws -> ChipEvaluation {
  let matrices = layers.map { CellMatrix($0, cellsPerWeight: hardware.cellsPerWeight) }
  var state = ChipState(hardware: hardware)
  return try ChipEngine(hardware: hardware, rules: .consistent).evaluate(
    matrices, peripheries: layers.map(Periphery.init(of:)), reported: matrices.indices, state: &state
  ) { index, subarray, _, library throws(HardwareError) in
    try ActivitySource.expected(InputStatistics()).activity(
      index: index, matrix: matrices[index], subarray: subarray, library: library)
  }
}

@Suite("Shortcuts and averages on a chip")
struct ShortcutTests {
  @Test("a chip without shortcuts has no adders for them")
  func none() throws {
    let chip = try evaluation(layers(adds: false))
    #expect(chip.globals.adder == nil && chip.area.components[.globalAdder] == 0)
    #expect(chip.layers.allSatisfy { $0.performance.energies[.globalAdder] == 0 })
  }

  @Test("an addition costs the adders, one read of the waiting map, and nothing on the H-tree")
  func addition() throws {
    let plain = try evaluation(layers(adds: false))
    let chip = try evaluation(layers(adds: true))
    let adder = try #require(chip.globals.adder)
    // As many adders as activation units: 512 cells over 8 columns per converter; as wide as the sums.
    #expect(adder.adders == 64)
    #expect(adder.bits == chip.globals.accumulator.bits + chip.globals.accumulator.stages)
    let additions = 16.0 * 16 * 16
    let reads = (additions / 64).rounded(.up)
    let energies = chip.layers[1].performance.energies
    #expect(energies[.globalAdder] == adder.readEnergy(reads: reads, operations: 64))
    #expect(energies[.globalAdder] > 0)
    #expect(energies[.globalHTree] == plain.layers[1].performance.energies[.globalHTree])
    let line = Double(chip.globals.buffer.lineWidth)
    let map = additions * 8
    let read = chip.globals.buffer.readEnergy(bits: line, reads: map / line)
    let more = energies[.globalBuffer] - plain.layers[1].performance.energies[.globalBuffer]
    #expect(abs(more / read - 1) < 1e-12)
    // The first layer works as before.
    #expect(
      chip.layers[0].performance.energies[.globalBuffer]
        == plain.layers[0].performance.energies[.globalBuffer])
    #expect(chip.area.components[.globalAdder] == adder.area)
    // Delay: the additions one after the other, and the map's share of the buffer.
    let parallel = min(Double(chip.globals.bufferCores), (chip.globals.busWidth / line).rounded(.up))
    let cycles =
      adder.delay(ramp: 1e20, load: 0, reads: reads)
      + chip.globals.buffer.readDelay(reads: map / line) / parallel * 2
    let slower = chip.layers[1].performance.delay.total
    // The larger buffer has more cores, which also move the layer's other data: compare cycles by parts.
    let accumulation =
      chip.layers[1].performance.delay.accumulation - plain.layers[1].performance.delay.accumulation
    #expect(
      abs(accumulation / chip.clockPeriod / adder.delay(ramp: 1e20, load: 0, reads: reads) - 1) < 1e-9)
    #expect(cycles > 0 && slower > 0)
  }

  @Test("the global buffer holds the waiting map beside the layer's input")
  func capacity() throws {
    let plain = try evaluation(layers(adds: false))
    let chip = try evaluation(layers(adds: true))
    let core = 128 * 128
    #expect(plain.globals.bufferCores == (16 * 16 * 16 * 8 + core - 1) / core)
    #expect(chip.globals.bufferCores == (2 * 16 * 16 * 16 * 8 + core - 1) / core)
  }

  @Test("an average adds every output once and writes one value per channel")
  func average() throws {
    let chip = try evaluation(layers(adds: false, averages: true))
    let adder = try #require(chip.globals.adder)
    #expect(
      chip.layers[1].performance.energies[.globalAdder]
        == adder.readEnergy(reads: (16.0 * 256 / 64).rounded(.up), operations: 64))
    let matrix = CellMatrix(layers(adds: false, averages: true)[1], cellsPerWeight: 2)
    let traffic = LayerTraffic(
      matrix, placement: chip.layers[1].placement, tileSize: 512, inputBits: 8, cellsPerWeight: 2)
    #expect(traffic.loadBits == 16 * 8)
  }

  @Test("a projection has no activation")
  func projection() throws {
    var with = layers(adds: false)
    with[1].isProjection = true
    let chip = try evaluation(with)
    #expect(chip.layers[0].performance.energies[.globalActivation] > 0)
    #expect(chip.layers[1].performance.energies[.globalActivation] == 0)
  }

  @Test("an activation inside the tiles cannot follow an addition")
  func activationInTiles() {
    var hardware = Hardware.xpertDAC2023
    hardware.activatesAtChip = false
    let error = #expect(throws: HardwareError.self) {
      try evaluation(layers(adds: true), hardware: hardware)
    }
    #expect(
      error?.description
        == "layer 2 adds a shortcut before its activation, which must then be on the chip, not in the tiles")
  }

  @Test("every part of a residual network's report is finite, and the parts sum to the totals")
  func resnet() throws {
    for supernet in [Backbone.resnet20(), Backbone.resnet18(classes: 200, inputSize: 64)] {
      let network = supernet.network(of: supernet.layers.map { _ in 0 })
      let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(network)
      #expect(report.area.isFinite && report.delay.isFinite && report.energy.isFinite)
      #expect(abs(report.areas.total / report.area - 1) < 1e-12)
      #expect(abs(report.energies.total / report.dynamicEnergy - 1) < 1e-12)
      #expect(report.operations == 2 * Double(network.multiplyAccumulates))
    }
  }

  @Test("the reference's conventions refuse what their files cannot say, and say which layer it is")
  func refusals() {
    let network = Backbone.resnet20().network(of: Backbone.resnet20().layers.map { _ in 0 })
    for convention in [Convention.wholeNetwork, .published] {
      let error = #expect(throws: HardwareError.self) {
        try ChipEvaluator(hardware: .xpertDAC2023, convention: convention).evaluate(network)
      }
      #expect(
        error?.description
          == "in the convention '\(convention.rawValue)' all layers must be plain convolutions or fully"
          + " connected: layer 3 adds a shortcut")
    }
  }
}
