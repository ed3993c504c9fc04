import Testing

@testable import XPertCore

/// A stem of 27 rows, two plain layers, a grouped one and a classifier.
private let network: Network = {
  var layers = [(32, 3, 64), (32, 64, 64), (16, 64, 128), (8, 128, 128)].map { size, inputs, outputs in
    Layer(inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs)
  }
  layers[1].isPooled = true
  layers[2].isPooled = true
  layers[3].groups = 2
  layers.append(
    Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: 128, outputChannels: 10, kernelHeight: 1, kernelWidth: 1,
      padding: 0, isClassifier: true))
  return Network(layers: layers)
}()

private func report(
  _ network: Network = network, mapsKernelPositions: Bool, _ change: (inout ChipEvaluator) -> Void = { _ in }
) throws -> ChipReport {
  var evaluator = ChipEvaluator(hardware: .xpertDAC2023)
  evaluator.chip.mapsKernelPositions = mapsKernelPositions
  change(&evaluator)
  return try evaluator.evaluate(network)
}

@Suite("Kernel positions on elements of their own, in 'consistent'")
struct KernelPositionTests {
  @Test(
    "Layers with the rows of a crossbar are mapped so, each by its own kernel; the others lie as they are")
  func whichLayers() throws {
    var mixed = network
    mixed.layers[2].kernelHeight = 5
    mixed.layers[2].kernelWidth = 5
    mixed.layers[2].padding = 2
    let report = try report(mixed, mapsKernelPositions: true)
    // 27 rows, 9 positions, 25 positions, groups, one position.
    #expect(report.layers.map(\.placement.kernelPositions) == [nil, 9, 25, nil, nil])
    // An element per position, each a quarter of the tile of 64 crossbars.
    let tile = report.layers[2].evaluated.origin.tile
    #expect(tile.elements == 25 && tile.element.size == 256 && tile.elementsPerSide == 5)
    let plain = try self.plain(mixed)
    for index in [0, 3, 4] {
      #expect(report.layers[index].area == plain.layers[index].area)
      #expect(report.layers[index].placement == plain.layers[index].placement)
      #expect(report.layers[index].energies[.flashADC] == plain.layers[index].energies[.flashADC])
    }
  }

  private func plain(_ network: Network) throws -> ChipReport {
    try report(network, mapsKernelPositions: false)
  }

  @Test("Inputs are read from the global buffer once per row of the kernel less")
  func reuse() throws {
    let mapped = try report(mapsKernelPositions: true).layers[1].evaluated.origin.traffic
    let plain = try plain(network).layers[1].evaluated.origin.traffic
    #expect(mapped.unloadBits == plain.unloadBits / 3)
    #expect(mapped.loadBits == plain.loadBits)
    #expect(mapped.unloadBits == 576 * 8 * 1024 / 3)
  }

  @Test(
    "The same weights convert the same inputs: the crossbars' conversions cost what they did, per crossbar")
  func conversions() throws {
    // 64 channels fill a crossbar's rows at each position, as 576 rows fill nine crossbars.
    let mapped = try report(mapsKernelPositions: true)
    let plain = try plain(network)
    for component in [Component.flashADC, .weightShiftAdder, .cells] {
      let (a, b) = (mapped.layers[1].energies[component], plain.layers[1].energies[component])
      #expect(abs(a - b) <= 1e-12 * b, "\(component)")
    }
  }

  @Test("A report's parts add up, and its explanation is of the same numbers")
  func parts() throws {
    let report = try report(mapsKernelPositions: true)
    #expect(abs(report.areas.total / report.area - 1) < 1e-12)
    for quantity in ReportQuantity.allCases {
      let value = report.value(of: quantity)
      #expect(abs(report.explanation(of: quantity).value - value) <= 1e-14 * value, "\(quantity)")
    }
  }

  @Test("A candidate costs in a search what the simulator says")
  func searched() throws {
    let space = Backbone.vgg16(
      choices: .init(
        channels: [64, 256], kernel: [1, 3, 5], columnSharing: [4, 16], adc: [.flash, .sar],
        crossbar: [32, 64]))
    let model = try ChipCostModel(
      supernet: space,
      chip: ChipDescription(hardware: .xpertDAC2023, crossbarsPerTile: 36, mapsKernelPositions: true))
    var generator = RandomGenerator(seed: 3)
    for _ in 0..<8 {
      let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
      let report = try report(space.network(of: candidate), mapsKernelPositions: true) {
        $0.chip.crossbarsPerTile = 36
      }
      #expect(report.layers.contains { $0.placement.kernelPositions == 25 })
      let (sums, peaks) = model.table.aggregates(candidate)
      var values = [Double](repeating: 0, count: model.quantities.count)
      model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      for (quantity, value) in zip(model.quantities, values) {
        let expected = try #require(report.value(of: quantity))
        #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
      }
    }
  }

  @Test("The whole-network flow takes the network's usual kernel, the per-layer flow each pair's")
  func reference() throws {
    let plain = Network(layers: network.layers.filter { $0.groups == 1 })
    for convention in [Convention.wholeNetwork, .published] {
      let report = try report(plain, mapsKernelPositions: true) {
        $0 = ChipEvaluator(hardware: .xpertDAC2023, convention: convention)
        $0.chip.mapsKernelPositions = true
      }
      #expect(report.layers.prefix(3).map(\.placement.kernelPositions) == [nil, 9, 9])
      #expect(report.convention == convention && report.delay > 0)
    }
  }

  @Test("A kernel of more positions than a tile may have elements is refused")
  func tooLarge() {
    var large = network
    large.layers[1].kernelHeight = 33
    large.layers[1].kernelWidth = 33
    large.layers[1].padding = 16
    #expect {
      try report(large, mapsKernelPositions: true)
    } throws: {
      ($0 as? HardwareError)?.description
        == "layer 2 must have at most 1024 kernel positions for elements of their own: it has 1089"
    }
  }
}
