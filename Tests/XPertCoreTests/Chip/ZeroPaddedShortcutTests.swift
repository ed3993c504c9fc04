import Testing

@testable import XPertCore

@Suite("Shortcuts padded with zeros")
struct ZeroPaddedShortcutTests {
  private func network(_ shortcut: Supernet.Shortcut.Adaptation) throws -> Network {
    let space = Backbone.resnet20(shortcut: shortcut)
    try space.validate()
    return space.network(of: space.layers.map { _ in 0 })
  }

  @Test("ResNet-20 with option A has no projections, and the weights of its paper's table 6")
  func weights() throws {
    let (padded, projected) = (try network(.zeroPadding), try network(.projection))
    #expect(padded.layers.count == 20 && !padded.layers.contains { $0.isProjection })
    #expect(padded.layers.count { $0.addsShortcut } == 9)
    #expect(padded.weights == 268_336 && projected.weights == padded.weights + 16 * 32 + 32 * 64)
    // Only where stages meet has the map fewer channels than the output: layers 9 and 15.
    #expect(
      padded.layers.map(\.shortcutChannels).enumerated().compactMap { $1.map { [$0] } ?? nil }.count == 2)
    #expect(padded.layers[8].shortcutChannels == 16 && padded.layers[14].shortcutChannels == 32)
    // The map waits as it is, before it is subsampled.
    #expect(padded.layers[8].bufferedShortcutValues == 16 * 32 * 32)
    try padded.validate()
  }

  @Test("only the channels that are there are read and added")
  func traffic() throws {
    var layer = Layer(
      inputHeight: 16, inputWidth: 16, inputChannels: 16, outputChannels: 32, addsShortcut: true,
      bufferedShortcutValues: 16 * 32 * 32)
    func evaluated(_ channels: Int?) throws -> (LayerTraffic, ChipReport) {
      layer.shortcutChannels = channels
      let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(Network(layers: [layer]))
      return (report.layers[0].evaluated.origin.traffic, report)
    }
    let (half, halfReport) = try evaluated(16)
    let (full, fullReport) = try evaluated(nil)
    #expect(half.shortcutBits == 16 * 256 * 8 && half.additions == 16 * 256)
    #expect(full.shortcutBits == 32 * 256 * 8 && full.additions == 32 * 256)
    #expect(halfReport.energies[.globalAdder] * 2 == fullReport.energies[.globalAdder])
    #expect(halfReport.energies[.globalBuffer] < fullReport.energies[.globalBuffer])
    #expect(halfReport.area == fullReport.area && halfReport.delay < fullReport.delay)
  }

  @Test("a chip for option A is smaller and spends less than one for option B")
  func chips() throws {
    let evaluator = ChipEvaluator(hardware: .xpertDAC2023)
    let (padded, projected) = (
      try evaluator.evaluate(network(.zeroPadding)), try evaluator.evaluate(network(.projection))
    )
    #expect(padded.tiles == projected.tiles - 2 && padded.area < projected.area)
    #expect(padded.dynamicEnergy < projected.dynamicEnergy && padded.delay < projected.delay)
  }

  @Test("a candidate costs in a search what the simulator says")
  func searched() throws {
    var space = Backbone.resnet20(
      choices: .init(channels: [], kernel: [3, 5], columnSharing: [4, 8], adc: [.flash, .sar]),
      shortcut: .zeroPadding)
    // Widths that a stage's first block may choose: never below what the shortcut brings.
    space.layers[7].channels = [16, 32, 40]
    space.layers[8].channels = [16, 24, 32]
    for index in [10, 12] { space.layers[index].channels = [] }
    try space.validate()
    let model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023)
    var generator = RandomGenerator(seed: 8)
    for _ in 0..<10 {
      let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
      let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(space.network(of: candidate))
      let (sums, peaks) = model.table.aggregates(candidate)
      var values = [Double](repeating: 0, count: model.quantities.count)
      model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      for (quantity, value) in zip(model.quantities, values) {
        let expected = try #require(report.value(of: quantity))
        #expect(abs(value - expected) <= 1e-12 * abs(expected), "\(quantity)")
      }
    }
  }

  @Test("fewer channels than the shortcut brings, and sizes that do not fit, are refused")
  func refusals() {
    func refusal(_ change: (inout Supernet) -> Void) -> String {
      var space = Backbone.resnet20(shortcut: .zeroPadding)
      change(&space)
      do throws(SpecificationError) {
        try space.validate()
        return ""
      } catch { return "\(error)" }
    }
    #expect(refusal { _ in } == "")
    #expect(
      refusal { $0.layers[8].channels = [8, 32] }
        == "xpert.supernet.layers[9].channels: a zero-padded shortcut adds to at least as many channels as "
        + "it brings"
        + " (16), not 8")
    #expect(
      refusal { $0.layers[8].shortcut = .init(layers: 2, adaptation: .identity) }.hasSuffix(
        "only a projected or zero-padded shortcut follows the strides of its layers"))
  }
}
