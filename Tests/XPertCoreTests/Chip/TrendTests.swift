import Testing

@testable import XPertCore

/// What XPert's Table I says of the design parameters, for whole chips of three kinds of networks.
@Suite("Trends of the design parameters")
struct TrendTests {
  enum Kind: String, CaseIterable { case plain, residual, grouped }

  private func report(
    _ kind: Kind, _ change: (inout Supernet.LayerChoices) -> Void = { _ in }
  ) throws -> ChipReport {
    var choices = Supernet.LayerChoices(channels: [], columnSharing: [8], adcBits: [6], inputBits: [8])
    change(&choices)
    var supernet: Supernet
    switch kind {
    case .plain: supernet = Backbone.vgg11(choices: choices)
    case .residual: supernet = Backbone.resnet20(choices: choices)
    case .grouped:
      var first = choices
      if first.channels.isEmpty { first.channels = [32] }
      var depthwise = choices
      depthwise.channels = []
      depthwise.kind = .depthwise
      var pointwise = first
      pointwise.kernel = [1]
      var grouped = first
      grouped.groups = 4
      grouped.stride = 2
      supernet = Supernet(
        inputChannels: 3, inputSize: 32, classes: 10, layers: [first, depthwise, pointwise, grouped],
        averagesGlobally: true)
    }
    try supernet.validate()
    return try ChipEvaluator(hardware: .xpertDAC2023).evaluate(
      supernet.network(of: supernet.layers.map { _ in 0 }))
  }

  private func ascends(_ values: [Double], _ what: String) {
    for (a, b) in zip(values, values.dropFirst()) { #expect(a <= b, "\(what): \(values)") }
  }

  @Test(
    "more column sharing never increases area or leakage, and never shortens conversion",
    arguments: Kind.allCases, ADCType.allCases)
  func columnSharing(kind: Kind, adc: ADCType) throws {
    let reports = try [2, 4, 8, 16, 32].map { sharing in
      try report(kind) {
        $0.columnSharing = [sharing]
        $0.adc = [adc]
      }
    }
    ascends(reports.reversed().map(\.area), "area")
    ascends(reports.reversed().map(\.leakage), "leakage")
    ascends(reports.map(\.delayBreakdown.adc), "conversion")
  }

  @Test(
    "more ADC precision never decreases area, energy or the clock period", arguments: Kind.allCases,
    ADCType.allCases)
  func precision(kind: Kind, adc: ADCType) throws {
    let reports = try (3...8).map { bits in
      try report(kind) {
        $0.adcBits = [bits]
        $0.adc = [adc]
      }
    }
    ascends(reports.map(\.area), "area")
    ascends(reports.map(\.energy), "energy")
    ascends(reports.map(\.clockPeriod), "clock period")
  }

  @Test(
    "a SAR converter is never larger than a flash converter of 6 bits or more, and never faster",
    arguments: Kind.allCases)
  func types(kind: Kind) throws {
    for bits in 6...8 {
      let flash = try report(kind) { $0.adcBits = [bits] }
      let sar = try report(kind) {
        $0.adcBits = [bits]
        $0.adc = [.sar]
      }
      #expect(sar.area <= flash.area)
      #expect(sar.clockPeriod >= flash.clockPeriod && sar.delayBreakdown.adc >= flash.delayBreakdown.adc)
    }
  }

  @Test("more input precision never decreases delay or energy", arguments: Kind.allCases)
  func inputs(kind: Kind) throws {
    let reports = try [2, 3, 4, 6, 8].map { bits in try report(kind) { $0.inputBits = [bits] } }
    ascends(reports.map(\.delay), "delay")
    ascends(reports.map(\.energy), "energy")
  }

  @Test("wider layers never take fewer tiles, less area or less energy", arguments: Kind.allCases)
  func channels(kind: Kind) throws {
    let reports = try [16, 32, 64, 128].map { width in try report(kind) { $0.channels = [width] } }
    ascends(reports.map { Double($0.tiles) }, "tiles")
    ascends(reports.map(\.area), "area")
    ascends(reports.map(\.energy), "energy")
  }

  @Test("larger kernels never take less area or energy", arguments: Kind.allCases)
  func kernels(kind: Kind) throws {
    let reports = try [3, 5, 7].map { kernel in try report(kind) { $0.kernel = [kernel] } }
    ascends(reports.map(\.area), "area")
    ascends(reports.map(\.energy), "energy")
    ascends(reports.map(\.operations), "operations")
  }

  @Test(
    "a shortcut costs area and dynamic energy, and changes no other circuit's work", arguments: [false, true])
  func shortcut(isProjected: Bool) throws {
    func chip(_ shortcut: Supernet.Shortcut?) throws -> ChipReport {
      var layers = [Supernet.LayerChoices](repeating: .init(channels: [64]), count: 3)
      layers[2].shortcut = shortcut
      let supernet = Supernet(inputChannels: 3, inputSize: 16, classes: 10, layers: layers)
      return try ChipEvaluator(hardware: .xpertDAC2023).evaluate(supernet.network(of: [0, 0, 0]))
    }
    let plain = try chip(nil)
    let with = try chip(.init(layers: 2, isProjected: isProjected))
    // Not always delay, and with it leakage: the buffer that holds the waiting map has more cores, which work
    // side by side.
    #expect(with.area > plain.area && with.dynamicEnergy > plain.dynamicEnergy)
    #expect(with.delayBreakdown.accumulation > plain.delayBreakdown.accumulation)
    #expect(with.tiles == plain.tiles + (isProjected ? 1 : 0))
    guard !isProjected else { return }
    for component in Component.allCases where component.level != .chip {
      #expect(with.energies[component] == plain.energies[component])
    }
  }
}
