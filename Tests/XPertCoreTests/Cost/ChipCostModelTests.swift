import Testing

@testable import XPertCore

/// A small space with everything that couples layers: channels, column sharing, both converters.
private let space = Backbone.vgg16(
  choices: Supernet.LayerChoices(
    channels: [64, 128, 256, 512], columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar]))

private func candidates(_ count: Int, seed: UInt64) -> [[Int]] {
  let stream = XPertCore.SplitMix64(seed: seed)
  let nodes = UInt64(space.layers[0].nodes.count)
  return (0..<count).map { (trial: Int) -> [Int] in
    (0..<13).map { (layer: Int) -> Int in Int(stream[trial * 13 + layer] % nodes) }
  }
}

@Suite("Tabulated simulator costs")
struct ChipCostModelTests {
  let model: ChipCostModel

  init() throws { model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023) }

  private func values(_ candidate: [Int]) -> (
    exact: [Double], smooth: [Double], sums: [Double], peaks: [Double]
  ) {
    var sums = [Double](repeating: 0, count: model.table.sumNames.count)
    var peaks = [Double](repeating: 0, count: model.table.peakNames.count)
    model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
    var exact = [Double](repeating: 0, count: model.quantities.count)
    var smooth = exact
    model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &exact)
    model.evaluate(sums: sums, peaks: peaks, into: &smooth)
    return (exact, smooth, sums, peaks)
  }

  @Test("A candidate costs in a search what the simulator says it costs")
  func equalsSimulator() throws {
    for candidate in candidates(25, seed: 1) {
      let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(space.network(of: candidate))
      let found = values(candidate).exact
      for (quantity, value) in zip(model.quantities, found) {
        let expected = try #require(report.value(of: quantity))
        #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
      }
    }
  }

  @Test("What shortcuts, groups and crossbar sizes couple costs in a search what the simulator says")
  func equalsSimulatorBeyondChains() throws {
    var residual = Backbone.resnet20(
      choices: .init(
        channels: [8, 16], kernel: [3, 5], columnSharing: [4, 8], adc: [.flash, .sar],
        crossbar: [32, 64, 128]))
    residual.layers[0].fullPrecisionCellBits = 2
    var mobile = Supernet(
      inputChannels: 3, inputSize: 16, classes: 10,
      layers: [
        .init(channels: [8, 16, 32]), .init(channels: [], kernel: [3, 5], kind: .depthwise),
        .init(channels: [16, 32], kernel: [1], groups: 4), .init(channels: [], shortcut: .init(layers: 1)),
        .init(channels: [24, 48], stride: 2, shortcut: .init(layers: 3, isProjected: true)),
        .init(channels: [32], kernel: [1], adc: [.flash, .sar], kind: .fullyConnected),
      ])
    mobile.layers[0].isPooled = true
    for space in [residual, mobile] {
      try space.validate()
      let model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023)
      #expect(model.table.layers.contains { !$0.isMemoryless })
      var generator = RandomGenerator(seed: 5)
      for _ in 0..<15 {
        let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
        let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(space.network(of: candidate))
        let (sums, peaks) = model.table.aggregates(candidate)
        var found = [Double](repeating: 0, count: model.quantities.count)
        model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &found)
        for (quantity, value) in zip(model.quantities, found) {
          let expected = try #require(report.value(of: quantity))
          #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
        }
        var smooth = found
        model.evaluate(sums: sums, peaks: peaks, into: &smooth)
        for (exact, value) in zip(found, smooth) { #expect(abs(value - exact) <= 0.08 * exact) }
      }
    }
  }

  @Test("Smooth values stay within a few per cent of the exact ones")
  func smoothIsClose() {
    for candidate in candidates(50, seed: 2) {
      let (exact, smooth, _, _) = values(candidate)
      for (index, quantity) in model.quantities.enumerated() {
        #expect(abs(smooth[index] - exact[index]) <= 0.05 * exact[index], "\(quantity)")
      }
    }
  }

  @Test("The gradient of sums and peaks is that of the smooth values")
  func gradientMatchesFiniteDifferences() {
    for candidate in candidates(10, seed: 3) {
      let (_, _, sums, peaks) = values(candidate)
      for quantity in 0..<3 {
        var weights = [Double](repeating: 0, count: model.quantities.count)
        weights[quantity] = 1
        var onSums = [Double](repeating: 0, count: sums.count)
        var onPeaks = [Double](repeating: 0, count: peaks.count)
        model.addGradient(
          weights: weights, sums: sums, peaks: peaks, sumGradient: &onSums, peakGradient: &onPeaks)
        func difference(_ change: (inout [Double], inout [Double], Double) -> Double) -> Double {
          var ends: [Double] = []
          var step = 0.0
          for sign in [-1.0, 1.0] {
            var (sums, peaks) = (sums, peaks)
            step = change(&sums, &peaks, sign)
            var values = [Double](repeating: 0, count: model.quantities.count)
            model.evaluate(sums: sums, peaks: peaks, into: &values)
            ends.append(values[quantity])
          }
          return (ends[1] - ends[0]) / (2 * step)
        }
        // Tiles and bus move in steps: their slopes are secants by design.
        for (index, name) in model.table.sumNames.enumerated() where name != "tiles" && name != "bus" {
          let numeric = difference { sums, _, sign in
            let step = abs(sums[index]) * 1e-4
            sums[index] += sign * step
            return step
          }
          #expect(abs(onSums[index] - numeric) <= 1e-6 * (abs(numeric) + 1e-300), "\(name) of \(quantity)")
        }
        for (index, name) in model.table.peakNames.enumerated() where name != "bufferBits" {
          let numeric = difference { _, peaks, sign in
            let step = abs(peaks[index]) * 1e-4
            peaks[index] += sign * step
            return step
          }
          // The side of a tile also changes the tree's whole-cycle delay, which steps.
          let tolerance = name == "sensingPeriod" ? 1e-6 : quantity == 0 ? 1e-2 : .infinity
          #expect(
            abs(onPeaks[index] - numeric) <= tolerance * (abs(numeric) + 1e-300), "\(name) of \(quantity)")
        }
      }
    }
  }
}
