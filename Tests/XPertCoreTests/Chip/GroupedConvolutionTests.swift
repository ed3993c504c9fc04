import Testing

@testable import XPertCore

private func layer(
  inputs: Int, outputs: Int, groups: Int = 1, size: Int = 8, sharing: Int = 8, crossbar: Int = 64
) -> Layer {
  Layer(
    inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs, groups: groups,
    columnSharing: sharing, crossbar: crossbar)
}

private func evaluate(_ layer: Layer, _ activity: ActivitySource = .expected(InputStatistics())) throws
  -> LayerReport
{
  var evaluator = ChipEvaluator(hardware: .xpertDAC2023)
  evaluator.activity = activity
  return try evaluator.evaluate(Network(layers: [layer])).layers[0]
}

@Suite("Grouped convolutions")
struct GroupedConvolutionTests {
  @Test("groups divide weights and operations, not windows")
  func counts() {
    let whole = layer(inputs: 64, outputs: 128)
    for groups in [2, 4, 64] {
      let grouped = layer(inputs: 64, outputs: 128, groups: groups)
      #expect(grouped.weights * groups == whole.weights && grouped.windows == whole.windows)
      #expect(grouped.multiplyAccumulates * groups == whole.multiplyAccumulates)
    }
  }

  @Test("an explanation counts the vectors of all groups")
  func explained() throws {
    var evaluator = ChipEvaluator(hardware: .xpertDAC2023)
    evaluator.activity = .expected(InputStatistics())
    let report = try evaluator.evaluate(Network(layers: [layer(inputs: 64, outputs: 128, groups: 4)]))
    let explanation = try #require(report.explanation(of: .energy, component: .flashADC)).parts[0]
    let vectors = try #require(explanation.inputs.first { $0.name == "vectors" }).value
    #expect(vectors == 4 * 64 * 8)
    let each = try #require(explanation.inputs.first { $0.name == "each" }).value
    #expect(abs(vectors * each * 1e-12 / explanation.value - 1) < 1e-12)
  }

  @Test("every group is a matrix of its own in what the tile has room for copies")
  func placement() throws {
    // 9 rows and 2 columns per channel: one crossbar each, 64 to a tile.
    let depthwise = try evaluate(layer(inputs: 128, outputs: 128, groups: 128)).placement
    #expect(depthwise.groups == 128 && depthwise.sets == 2 && depthwise.tiles == 2)
    #expect(depthwise.speedUpRow * depthwise.speedUpColumn == 1)
    #expect(depthwise.utilisation == 128 * 18.0 / (2 * 512 * 512))
    // 10 groups leave room for 6 copies of each; 4 crossbars of the tile stay empty.
    let ten = try evaluate(layer(inputs: 10, outputs: 10, groups: 10)).placement
    #expect(ten.tiles == 1 && ten.speedUpRow == 6 && ten.utilisation == 60 * 18.0 / (512 * 512))
    // 100 groups: 50 in each of two tiles, no room for copies.
    let hundred = try evaluate(layer(inputs: 100, outputs: 100, groups: 100)).placement
    #expect(hundred.sets == 2 && hundred.speedUpRow == 1)
  }

  @Test("groups that fill the tile cost what copies of one matrix cost that reads the windows of all")
  func equivalence() throws {
    // 64 groups of one crossbar on 64 windows each, or one such matrix, 64 times, on 4096 windows.
    let grouped = try evaluate(layer(inputs: 64, outputs: 64, groups: 64))
    let single = try evaluate(layer(inputs: 1, outputs: 1, size: 64))
    #expect(single.placement.speedUpRow * single.placement.speedUpColumn == 64)
    for component in Component.allCases where component.level != .chip {
      #expect(grouped.energies[component] == single.energies[component], "\(component)")
    }
    #expect(grouped.delay.adc == single.delay.adc)
  }

  @Test("groups that each fill tiles of their own work side by side at the pace of one")
  func sideBySide() throws {
    let one = try evaluate(layer(inputs: 64, outputs: 512))
    let four = try evaluate(layer(inputs: 256, outputs: 2048, groups: 4))
    #expect(four.placement.tiles == 4 * one.placement.tiles)
    for component in Component.allCases where component.level != .chip {
      #expect(abs(four.energies[component] - 4 * one.energies[component]) <= 1e-12 * four.energies[component])
    }
    #expect(four.delay.adc == one.delay.adc)
  }

  @Test("copies that find no group of their own wait for the slowest")
  func unevenness() throws {
    // 10 groups have 6 copies each: a sixth of 64 windows; 64 copies would take the 640 windows in 10 each.
    let ten = try evaluate(layer(inputs: 10, outputs: 10, groups: 10))
    let single = try evaluate(layer(inputs: 1, outputs: 1))
    #expect(abs(ten.delay.adc / (single.delay.adc * 64 / 6) - 1) < 1e-12)
  }

  @Test("more groups never cost the converters more energy")
  func monotone() throws {
    let reports = try [1, 2, 4, 8].map { try evaluate(layer(inputs: 64, outputs: 64, groups: $0)) }
    for (fewer, more) in zip(reports, reports.dropFirst()) {
      #expect(more.energies[.flashADC] <= fewer.energies[.flashADC])
    }
  }

  @Test("with traces every group has data of its own; their mean is what is expected")
  func traces() throws {
    let generator = TraceGenerator(seed: 4, weights: .uniform, inputs: .activations(density: 1))
    for groups in [2, 16] {
      let grouped = layer(inputs: 32, outputs: 32, groups: groups)
      let traced = try evaluate(grouped, .generated(generator))
      let expected = try evaluate(grouped)
      #expect(traced.delay.total == expected.delay.total)
      let ratio = traced.energies[.flashADC] / expected.energies[.flashADC]
      #expect(abs(ratio - 1) < 0.05)
      // A trace that is given is the one that is generated.
      let trace = generator.trace(
        rowIndex: 0, rows: 32 * 9, outputChannels: 32 / groups, windows: 64, inputBits: 8)
      let given = try evaluate(grouped, .traces([trace]))
      #expect(given.energy == traced.energy)
    }
  }

  @Test("layers of one chip may have crossbars of different sizes")
  func heterogeneous() throws {
    let sizes = [32, 64, 128]
    let layers = sizes.map { layer(inputs: 64, outputs: 64, crossbar: $0) }
    let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(Network(layers: layers))
    for (size, part) in zip(sizes, report.layers) {
      let alone = try evaluate(layer(inputs: 64, outputs: 64, crossbar: size))
      #expect(part.tileSize == 8 * size && part.area == alone.area)
      #expect(part.placement == alone.placement)
      for component in Component.allCases where component.level != .chip {
        #expect(part.energies[component] == alone.energies[component])
      }
    }
    // One clock: that of the slowest crossbar.
    let periods = try sizes.map {
      try ChipEvaluator(hardware: .xpertDAC2023).evaluate(
        Network(layers: [layer(inputs: 64, outputs: 64, crossbar: $0)])
      ).clockPeriod
    }
    #expect(report.clockPeriod == periods.max())
  }
}

@Suite("Found by fuzzing")
struct FuzzedChipTests {
  private func message(_ change: (inout Hardware) -> Void, tile: Int = 64) -> String? {
    var hardware = Hardware.xpertDAC2023
    change(&hardware)
    var evaluator = ChipEvaluator(hardware: hardware)
    evaluator.chip.crossbarsPerTile = tile
    return #expect(throws: HardwareError.self) {
      try evaluator.evaluate(Network(layers: [layer(inputs: 4096, outputs: 4096, crossbar: 32)]))
    }?.description
  }

  @Test("hardware far from any device, and layers of a hundred thousand tiles, are refused with their rule")
  func refusals() {
    #expect(message { $0.weightBits = 0 } == "weight_bits (0) must be between 1 and 16")
    #expect(message { $0.onResistance = 1e300 } == "r_on_ohm (1e+300) must be between 0.001 and 1000000000.0")
    #expect(message({ _ in }, tile: 4) == "layer 1 must fit 65536 tiles: it takes 576 x 128")
  }
}
