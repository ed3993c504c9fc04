import Testing

@testable import XPertCore

/// Maps of 32, 16 and 8 pixels and a classifier.
private let network: Network = {
  var layers = [(32, 3, 64), (16, 64, 128), (8, 128, 256)].map { size, inputs, outputs in
    Layer(
      inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs, isPooled: true)
  }
  layers.append(
    Layer(
      inputHeight: 1, inputWidth: 1, inputChannels: 4096, outputChannels: 10, kernelHeight: 1, kernelWidth: 1,
      padding: 0, isClassifier: true))
  return Network(layers: layers)
}()

private func report(
  _ network: Network = network, limit: Int? = 8, convention: Convention = .consistent
) throws -> ChipReport {
  var evaluator = ChipEvaluator(hardware: .xpertDAC2023, convention: convention)
  if let limit { evaluator.chip.execution = .pipelined(speedUpLimit: limit) }
  return try evaluator.evaluate(network)
}

@Suite("Pipelines")
struct PipelineTests {
  @Test("The slowest layer sets the time between images; the others leak while they wait")
  func pace() throws {
    let report = try report()
    let delays = report.layers.map(\.delay.total)
    let slowest = try #require(delays.max())
    #expect(report.isPipelined && report.delay == slowest)
    #expect(report.framesPerSecond == 1 / slowest)
    for layer in report.layers {
      let expected = layer.leakage * (slowest - layer.delay.total)
      #expect(abs(layer.leakageEnergy - expected) <= 1e-12 * expected)
    }
    #expect(report.energy == report.dynamicEnergy + report.leakageEnergy)
    #expect(report.edap == report.energy * report.delay * report.area)
    // Faster than one after the other, on a larger chip.
    let inTurn = try self.inTurn()
    #expect(report.delay < inTurn.delay && report.area > inTurn.area)
    #expect(report.operations == inTurn.operations && report.tops > inTurn.tops)
  }

  private func inTurn() throws -> ChipReport { try report(limit: nil) }

  @Test("Layers with large maps have copies: (map / smallest map)², as the limit allows")
  func copies() throws {
    func speedUps(_ limit: Int) throws -> [Int] {
      try report(limit: limit).layers.map { $0.placement.speedUpRow * $0.placement.speedUpColumn }
    }
    let free = try report(limit: nil).layers.map { $0.placement.speedUpRow * $0.placement.speedUpColumn }
    // The maps have sides of 32, 16 and 8: 16, 4 and 1 copies where the limit is 4 or more.
    let asked = [1: [1, 1, 1], 2: [4, 1, 1], 4: [16, 4, 1], 8: [16, 4, 1]]
    for (limit, least) in asked {
      for (layer, copies) in least.enumerated() {
        let found = try speedUps(limit)[layer]
        // Copies that fit beside each other come first; whole tiles add what is missing.
        #expect(found >= copies && found % free[layer] == 0 && found < copies + free[layer])
      }
    }
    let tiles = try report().layers.map(\.placement.tiles)
    let few = try report(limit: 1).layers.map(\.placement.tiles)
    #expect(zip(tiles, few).allSatisfy { $0 >= $1 })
  }

  @Test("The global buffer holds half of all input maps; every tile has its share of the bus")
  func sharedCircuits() throws {
    let globals = try report().evaluations[0].globals
    let bits = (3 * 32 * 32 + 64 * 16 * 16 + 128 * 8 * 8 + 4096) * 8 / 2
    #expect(globals.bufferCores == (bits + 128 * 128 - 1) / (128 * 128))
    var bus = 0.0
    for layer in try report().layers { bus += Double(layer.placement.tiles) * (512 + 512 / 8) }
    while bus > 2048 { bus /= 2 }
    #expect(globals.busWidth == bus)
  }

  @Test("Groups have as many copies as the pipeline asks for, in tiles of their own where there is no room")
  func groups() throws {
    func placement(_ groups: Int, _ copies: Int) -> Placement {
      let layer = Layer(
        inputHeight: 8, inputWidth: 8, inputChannels: groups, outputChannels: groups, groups: groups)
      return Placement(
        CellMatrix(layer, cellsPerWeight: 2), tileSize: 512, elementSize: 256, crossbarRows: 64,
        crossbarColumns: 64, copies: copies)
    }
    // A tile has room for 64 matrices of 9 rows and 2 columns.
    for (groups, copies, sets, found) in [
      (16, 1, 1, 4), (16, 4, 1, 4), (16, 5, 2, 8), (64, 1, 1, 1), (64, 2, 2, 2), (64, 16, 16, 16),
      (3, 64, 3, 64),
    ] {
      let placement = placement(groups, copies)
      #expect(placement.sets == sets && placement.speedUpRow * placement.speedUpColumn == found)
      #expect(placement.tiles == sets)
      let utilisation = Double(groups * found * 18) / Double(sets * 512 * 512)
      #expect(abs(placement.utilisation / utilisation - 1) < 1e-14)
    }
    // More copies than a tile holds: two tiles per group.
    let large = placement(3, 100)
    #expect(large.tiles == 6 && large.speedUpRow * large.speedUpColumn == 128)

    var mobile = network
    mobile.layers[1].groups = 64
    let (pipeline, inTurn) = (try report(mobile), try report(mobile, limit: nil))
    #expect(pipeline.layers[1].placement.speedUpRow >= 4 && pipeline.delay < inTurn.delay)
    // The same conversions, side by side.
    let (a, b) = (pipeline.layers[1].energies[.flashADC], inTurn.layers[1].energies[.flashADC])
    #expect(abs(a / b - 1) < 1e-12)
    #expect(pipeline.layers[1].delay.adc < inTurn.layers[1].delay.adc)
  }

  @Test("A shortcut's map waits once for every image that is between its ends")
  func shortcuts() throws {
    let space = Backbone.resnet20()
    let network = space.network(of: space.layers.map { _ in 0 })
    let (pipeline, inTurn) = (try report(network), try report(network, limit: nil))
    #expect(pipeline.delay == pipeline.layers.map(\.delay.total).max() && pipeline.delay < inTurn.delay / 5)
    let bits = network.layers.reduce(0) {
      $0 + ($1.inputHeight * $1.inputWidth * $1.inputChannels + $1.bufferedShortcutValues) * 8
    }
    let core = 128 * 128
    #expect(pipeline.evaluations[0].globals.bufferCores == (bits / 2 + core - 1) / core)
    for (a, b) in zip(pipeline.layers, inTurn.layers) {
      #expect((a.energies[.globalAdder] > 0) == (b.energies[.globalAdder] > 0))
    }
    #expect(pipeline.operations == inTurn.operations)
  }

  @Test("The explanation of the delay is that of the slowest layer; delays do not break down")
  func explanation() throws {
    let report = try report()
    let delay = report.explanation(of: .delay)
    #expect(delay.value == report.delay && delay.parts.count == 1)
    #expect(delay.source == "spec 15 §4 step 8")
    #expect(abs(delay.leaves.reduce(0) { $0 + $1.value } / report.delay - 1) < 1e-14)
    for quantity in ReportQuantity.allCases {
      let value = report.value(of: quantity)
      #expect(abs(report.explanation(of: quantity).value - value) <= 1e-14 * value, "\(quantity)")
    }
    #expect(report.breakdown(of: .delay) == nil && report.breakdown(of: .area) != nil)
    #expect(report.summaryTable.description.contains("delay, image to image"))
  }

  @Test("The whole-network flow pipelines, the per-layer flow cannot")
  func conventions() throws {
    let whole = try report(convention: .wholeNetwork)
    #expect(whole.isPipelined && whole.delay == whole.layers.map(\.delay.total).max())
    #expect {
      try report(convention: .published)
    } throws: {
      ($0 as? HardwareError)?.description
        == "the convention 'published' must run layer by layer: every layer has a chip of its own there, "
        + "and a"
        + " pipeline needs all of them on one"
    }
    #expect {
      try report(limit: 0)
    } throws: {
      ($0 as? HardwareError)?.description == "pipeline_speedup_limit (0) must be at least 1"
    }
  }
}
