import Testing

@testable import XPertCore

/// Three convolutions and a classifier, all with the same bits per weight and per cell of their own.
private func network(_ weightBits: Int? = nil, _ cellBits: Int? = nil) -> Network {
  var layers = [(16, 3, 64), (16, 64, 128), (8, 128, 256)].map { size, inputs, outputs in
    Layer(inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs)
  }
  layers[1].isPooled = true
  layers.append(
    Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: 256, outputChannels: 10, kernelHeight: 1, kernelWidth: 1,
      padding: 0, isClassifier: true))
  for index in layers.indices {
    layers[index].weightBits = weightBits
    layers[index].cellBits = cellBits
  }
  return Network(layers: layers)
}

private func hardware(_ weightBits: Int, _ cellBits: Int, _ device: MemoryDevice = .rram) -> Hardware {
  var hardware = Hardware.xpertDAC2023
  hardware.weightBits = weightBits
  hardware.cellBits = cellBits
  hardware.device = device
  return hardware
}

private func report(
  _ network: Network, on hardware: Hardware = .xpertDAC2023, in convention: Convention = .consistent
) throws -> ChipReport {
  try ChipEvaluator(hardware: hardware, convention: convention).evaluate(network)
}

private func refusal(
  _ network: Network, on hardware: Hardware = .xpertDAC2023, in convention: Convention = .consistent
) -> String {
  do {
    _ = try report(network, on: hardware, in: convention)
    return ""
  } catch {
    return "\(error)"
  }
}

@Suite("Bits per weight and per cell, layer by layer")
struct LayerCellTests {
  @Test(
    "Layers that all ask for the same cells cost what hardware with these cells costs, in every convention",
    arguments: [(4, 4), (4, 2), (8, 2), (16, 4), (8, 1), (2, 1)])
  func homogeneous(weightBits: Int, cellBits: Int) throws {
    for convention in Convention.allCases {
      let layers = try report(network(weightBits, cellBits), in: convention)
      let chip = try report(network(), on: hardware(weightBits, cellBits), in: convention)
      for quantity in ReportQuantity.allCases {
        let (a, b) = (layers.value(of: quantity), chip.value(of: quantity))
        #expect(abs(a - b) <= 1e-12 * b, "\(convention) \(quantity)")
      }
      for component in Component.allCases {
        #expect(abs(layers.areas[component] - chip.areas[component]) <= 1e-12 * chip.areas[component])
        #expect(
          abs(layers.energies[component] - chip.energies[component]) <= 1e-12 * chip.energies[component])
      }
      #expect(layers.layers.map(\.placement) == chip.layers.map(\.placement))
    }
  }

  @Test("The hardware's own bits, stated again by a layer, change nothing")
  func stated() throws {
    var some = network()
    some.layers[1].weightBits = 8
    some.layers[2].cellBits = 4
    for convention in Convention.allCases {
      let (a, b) = (try report(some, in: convention), try report(network(), in: convention))
      #expect(abs(a.edap - b.edap) <= 1e-12 * b.edap && a.tiles == b.tiles)
    }
  }

  @Test("Each layer's own tiles are those of a chip with its cells; shared circuits are the most demanding")
  func heterogeneous() throws {
    var mixed = network()
    mixed.layers[0].weightBits = 4
    mixed.layers[1].cellBits = 2
    let found = try report(mixed)
    let chips = [
      try report(network(), on: hardware(4, 4)), try report(network(), on: hardware(8, 2)),
      try report(network()),
      try report(network()),
    ]
    for (index, chip) in chips.enumerated() {
      let (layer, alone) = (found.layers[index], chip.layers[index])
      #expect(layer.placement == alone.placement && layer.leakage == alone.leakage)
      for component in Component.allCases where component.level != .chip {
        #expect(layer.areas[component] == alone.areas[component], "\(component)")
        #expect(layer.energies[component] == alone.energies[component], "\(component)")
      }
    }
    #expect(found.area == found.areas.total)
    // A weight takes 1, 4, 2 and 2 columns: the widest sums are those of the second layer.
    let bits = chips.map { $0.evaluations[0].globals.accumulator.bits }
    #expect(found.evaluations[0].globals.accumulator.bits == bits.max())
    #expect(found.operations == chips[2].operations)
    #expect(found.clockPeriod == chips.map(\.clockPeriod).max())
    let explained = found.explanation(of: .delay, layer: 1).parts.first {
      $0.name == "crossbar: shift-and-add"
    }
    #expect(explained?.inputs.contains(.init("cells", 4)) ?? false)
  }

  @Test("More bits per weight never save area or energy; more bits per cell never take more tiles")
  func monotonicity() throws {
    var last: ChipReport?
    for bits in [2, 4, 6, 8, 12, 16] {
      var one = network(nil, 2)
      one.layers[2].weightBits = bits
      let next = try report(one)
      if let last {
        #expect(next.area >= last.area && next.dynamicEnergy > last.dynamicEnergy)
        #expect(next.layers[2].placement.tiles >= last.layers[2].placement.tiles)
      }
      last = next
    }
    var tiles = Int.max
    for bits in [1, 2, 4, 8] {
      var one = network()
      one.layers[2].cellBits = bits
      let next = try report(one).layers[2].placement.tiles
      #expect(next <= tiles)
      tiles = next
    }
  }

  @Test("A candidate costs in a search what the simulator says, with weight and cell bits per layer")
  func searched() throws {
    // Weight bits per layer as in NACIM (2020), and cells of 1 or 2 bits.
    let space = Backbone.resnet20(
      choices: .init(
        channels: [16, 32], columnSharing: [4, 8], adc: [.flash, .sar], weightBits: [2, 4, 8],
        cellBits: [1, 2]))
    try space.validate()
    #expect(space.layers[0].nodeCount == 2 * 2 * 2 * 3 * 2)
    let model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023)
    var generator = RandomGenerator(seed: 11)
    var different: Set<Int?> = []
    for _ in 0..<10 {
      let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
      let network = space.network(of: candidate)
      different.formUnion(network.layers.map(\.weightBits))
      let report = try report(network)
      let (sums, peaks) = model.table.aggregates(candidate)
      var values = [Double](repeating: 0, count: model.quantities.count)
      model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      for (quantity, value) in zip(model.quantities, values) {
        let expected = try #require(report.value(of: quantity))
        #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
      }
    }
    #expect(different == [2, 4, 8])
  }

  @Test("Nodes number the choices one by one, name them, and reach projections and the classifier")
  func nodes() {
    let choices = Supernet.LayerChoices(channels: [8, 16], weightBits: [4, 8], cellBits: [1, 2, 4])
    #expect(choices.nodes.count == 12 && Set(choices.nodes).count == 12)
    let node = choices.node(at: 7)
    #expect(node.channels == 16 && node.weightBits == 4 && node.cellBits == 2)
    #expect(
      "\(node)"
        == "channels 16, kernel 3, column_sharing 8, adc flash, adc_bits 6, input_bits 8, crossbar 64,"
        + " weight_bits 4, cell_bits 2")
    let space = Backbone.resnet20(choices: .init(channels: [16], weightBits: [4], cellBits: [2]))
    let network = space.network(of: space.layers.map { _ in 0 })
    #expect(network.layers.contains { $0.isProjection })
    #expect(network.layers.allSatisfy { $0.weightBits == 4 && $0.cellBits == 2 })
    #expect(network.table.description.contains("weight bits"))
    #expect(!Backbone.vgg8().table.description.contains("weight bits"))
  }

  @Test("A converter that tells all sums apart has the levels that the layer's own cells need")
  func fullPrecision() {
    var choices = Supernet.LayerChoices(channels: [8], weightBits: [2, 8], cellBits: [1, 4])
    choices.fullPrecisionCellBits = 4
    // 64 rows of cells of 1, 2 (of a weight of 2 bits) and 4 bits.
    let bits = choices.nodes.map { [$0.weightBits!, $0.cellBits!, $0.adcBits] }
    #expect(bits == [[2, 1, 6], [2, 4, 8], [8, 1, 6], [8, 4, 10]])
  }

  @Test("A layer's own traces are coded with its own bits")
  func traces() throws {
    var layer = Layer(inputHeight: 4, inputWidth: 4, inputChannels: 8, outputChannels: 8)
    layer.weightBits = 4
    let network = Network(layers: [layer])
    let tensors = LayerTensors(
      weights: (0..<576).map { Float(($0 * 37) % 101) / 50 - 1 },
      inputs: (0..<128).map { Float(($0 * 29) % 97) / 97 }, weightScale: nil, inputScale: nil)
    var own = ChipEvaluator(hardware: .xpertDAC2023)
    own.activity = .traces([try LayerTrace(tensors, of: layer, weightBits: 4)])
    var plain = network
    plain.layers[0].weightBits = nil
    var chip = ChipEvaluator(hardware: hardware(4, 4))
    chip.activity = own.activity
    let (a, b) = (try own.evaluate(network), try chip.evaluate(plain))
    #expect(abs(a.energy - b.energy) <= 1e-12 * b.energy)
    #expect(a.area == b.area)
  }

  @Test("Bits that cannot be built, and conventions that know one kind of cell, are refused")
  func refusals() {
    #expect(refusal(network(6, 4)) == "weight_bits (6) must be a multiple of cell_bits (4)")
    #expect(refusal(network(2)) == "weight_bits (2) must be a multiple of cell_bits (4)")
    #expect(
      refusal(network(8, 3), in: .wholeNetwork) == "weight_bits (8) must be a multiple of cell_bits (3)")
    #expect(
      refusal(network(nil, 2), on: hardware(8, 1, .sram))
        == "cell_bits (2) must be 1: a cell of SRAM has no more")
    var mixed = network()
    mixed.layers[2].weightBits = 4
    for convention in [Convention.wholeNetwork, .published] {
      #expect(
        refusal(mixed, in: convention)
          == "in the convention '\(convention.rawValue)' all layers must have the same"
          + " weight_bits and cell_bits: layer 3 differs from layer 1")
    }
    var space = Backbone.vgg8(choices: .init(channels: [], weightBits: [4, 17]))
    #expect {
      try space.validate()
    } throws: {
      "\($0)" == "xpert.supernet.layers[1].weight_bits: 1 to 16 expected, got 17"
    }
    space = Backbone.vgg8(choices: .init(channels: [], cellBits: [2, 2]))
    #expect {
      try space.validate()
    } throws: {
      "\($0)" == "xpert.supernet.layers[1].cell_bits: 2 is given twice"
    }
    #expect(
      Layer(inputHeight: 8, inputWidth: 8, inputChannels: 3, outputChannels: 8, cellBits: 2).beyondReference
        == "has cell_bits of its own")
  }
}
