import Testing

@testable import XPertCore

/// Three convolutions and a classifier; alike in their periphery unless `mixed`.
private func network(mixed: Bool) -> Network {
  func layer(
    _ size: Int, _ inputs: Int, _ outputs: Int, sharing: Int, adc: ADCType, pooled: Bool = false
  ) -> Layer {
    Layer(
      inputHeight: size, inputWidth: size, inputChannels: inputs, outputChannels: outputs, isPooled: pooled,
      columnSharing: mixed ? sharing : 8, adc: mixed ? adc : .flash)
  }
  var classifier = layer(1, 2048, 10, sharing: 4, adc: .sar)
  classifier.kernelHeight = 1
  classifier.kernelWidth = 1
  classifier.padding = 0
  classifier.isClassifier = true
  return Network(
    name: "small",
    layers: [
      layer(16, 3, 64, sharing: 4, adc: .flash), layer(16, 64, 128, sharing: 16, adc: .flash, pooled: true),
      layer(8, 128, 128, sharing: 8, adc: .sar, pooled: true), classifier,
    ])
}

private func report(
  _ convention: Convention, _ change: (inout Hardware) -> Void = { _ in }
) throws -> ChipReport {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  return try ChipEvaluator(hardware: hardware, convention: convention)
    .evaluate(network(mixed: convention != .wholeNetwork))
}

/// Every explanation below one, itself included.
private func all(_ explanation: Explanation) -> [Explanation] {
  [explanation] + explanation.parts.flatMap(all)
}

private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-15 * max(abs(a), abs(b)) }

@Suite("Explanations")
struct ExplanationTests {
  @Test("Parts add up bit for bit, and leaves to the report's number", arguments: Convention.allCases)
  func sums(convention: Convention) throws {
    let report = try report(convention)
    for quantity in ReportQuantity.allCases {
      let explanation = report.explanation(of: quantity)
      for node in all(explanation) where node.combination == .sum {
        #expect(node.value == node.parts.reduce(0) { $0 + $1.value }, "\(quantity): \(node.name)")
      }
      let leaves = explanation.leaves.reduce(0) { $0 + $1.value }
      #expect(isClose(leaves, report.value(of: quantity)), "\(quantity): \(leaves)")
      switch quantity {
      case .leakage, .clockPeriod: #expect(isClose(explanation.value, report.value(of: quantity)))
      default: #expect(explanation.value == report.value(of: quantity), "\(quantity)")
      }
    }
  }

  @Test("What hardware of other kinds spends is explained completely", arguments: [0, 1, 2, 3])
  func otherHardware(kind: Int) throws {
    let report = try report(.consistent) { hardware in
      switch kind {
      case 0: hardware.isSynchronous = false
      case 1: hardware.readMode = .sequential
      case 2: hardware.device = .sram
      default:
        hardware.activatesAtChip = false
        hardware.hasAccessTransistor = false
      }
    }
    for quantity in [ReportQuantity.area, .delay, .energy, .leakage, .clockPeriod] {
      let explanation = report.explanation(of: quantity)
      #expect(
        isClose(explanation.leaves.reduce(0) { $0 + $1.value }, report.value(of: quantity)), "\(quantity)")
    }
    #expect((report.clockPeriod == 0) == (kind == 0))
  }

  @Test("A layer's explanation is that of its row in the report", arguments: Convention.allCases)
  func layers(convention: Convention) throws {
    let report = try report(convention)
    for (index, layer) in report.layers.enumerated() {
      #expect(isClose(report.explanation(of: .area, layer: index).value, layer.area))
      #expect(report.explanation(of: .delay, layer: index).value == layer.delay.total)
      #expect(report.explanation(of: .dynamicEnergy, layer: index).value == layer.energy)
      #expect(report.explanation(of: .leakageEnergy, layer: index).value == layer.leakageEnergy)
      #expect(isClose(report.explanation(of: .leakage, layer: index).value, layer.leakage))
      #expect(report.explanation(of: .operations, layer: index).value == layer.operations)
      let energy = layer.energy + (convention == .consistent ? layer.leakageEnergy : 0)
      #expect(report.explanation(of: .energy, layer: index).value == energy)
      let edap = report.explanation(of: .edap, layer: index)
      #expect(isClose(edap.value, edap.parts.reduce(1) { $0 * $1.value }))
    }
  }

  @Test("Circuits taken one by one make up the whole")
  func components() throws {
    let report = try report(.consistent)
    for quantity in [ReportQuantity.area, .dynamicEnergy, .leakage] {
      let parts = Component.allCases.map { report.explanation(of: quantity, component: $0)!.value }
      #expect(abs(parts.reduce(0, +) / report.value(of: quantity) - 1) < 1e-14, "\(quantity)")
    }
    #expect(report.explanation(of: .delay, component: .flashADC) == nil)
  }

  @Test("Tables of circuits and layers have the report's totals", arguments: Convention.allCases)
  func breakdowns(convention: Convention) throws {
    let report = try report(convention)
    for quantity in [ReportQuantity.area, .delay, .dynamicEnergy, .leakage] {
      let table = try #require(report.breakdown(of: quantity))
      let value = report.value(of: quantity)
      #expect(isClose(table.rows.reduce(0) { $0 + $1.total }, table.total))
      // The other way round, rounding differs.
      let layers = report.layers.indices.map { table.total(ofLayer: $0) }
      #expect(abs((layers.reduce(0, +) + table.sharedTotal) / value - 1) < 4e-15, "\(quantity)")
      #expect(abs(table.total / value - 1) < 4e-15, "\(quantity)")
      for (index, layer) in report.layers.enumerated() {
        let own =
          switch quantity {
          case .area: layer.area
          case .delay: layer.delay.total
          case .dynamicEnergy: layer.energy
          default: layer.leakage
          }
        #expect(abs(layers[index] / own - 1) < 4e-15, "\(quantity), layer \(index + 1)")
      }
    }
    #expect(try #require(report.breakdown(of: .area)).total == report.area)
    #expect(report.breakdown(of: .edap) == nil)
  }

  @Test("The cycles of a conversion follow from the figures beside them")
  func cycles() throws {
    let report = try report(.consistent)
    for index in report.layers.indices {
      let delay = report.explanation(of: .delay, layer: index)
      let conversions = try #require(delay.parts.first { $0.name == "crossbar: conversions" })
      func input(_ name: String) throws -> Double {
        try #require(conversions.inputs.first { $0.name == name }).value
      }
      let expected =
        try input("windows") * input("input bits") * input("columns per ADC") / input("copies")
      #expect(abs(try input("cycles") / expected - 1) < 1e-12)
      let period = try #require(delay.inputs.first { $0.name == "clock period" })
      #expect(abs(try input("cycles") * period.value * 1e-9 / conversions.value - 1) < 1e-12)
    }
  }

  @Test("Areas are a number of circuits times one of them, and name section and quirks")
  func leaves() throws {
    let report = try report(.consistent)
    for leaf in report.explanation(of: .area, layer: 0).leaves {
      let multiples = ["tiles", "crossbars per tile", "elements per tile"]
      let count = leaf.inputs.filter { multiples.contains($0.name) }.reduce(1) { $0 * $1.value }
      let each = try #require(leaf.inputs.first { $0.name == "each" })
      #expect(abs(count * each.value * 1e-12 / leaf.value - 1) < 1e-12, "\(leaf.name)")
    }
    for quantity in ReportQuantity.allCases {
      for leaf in all(report.explanation(of: quantity)) where leaf.combination == .leaf {
        #expect(leaf.source.hasPrefix("spec ") && !leaf.formula.isEmpty, "\(leaf.name)")
      }
    }
  }

  @Test("The printed tree shows shares of the root and sums up what is small")
  func text() throws {
    let report = try report(.consistent)
    let explanation = Explanation(
      sum: "delay", .delay, formula: "sum", source: "spec 15 §4",
      parts: [
        Explanation("a", 3e-6, .delay, formula: "2 x b", source: "spec 14", inputs: [.init("b", 1.5, "us")]),
        Explanation(
          sum: "c", .delay,
          parts: [
            Explanation("d", 0.96e-6, .delay, formula: "f", source: "spec 13"),
            Explanation("e", 0.02e-6, .delay, formula: "f", source: "spec 13"),
            Explanation("g", 0.02e-6, .delay, formula: "f", source: "spec 13"),
          ]),
      ])
    #expect(
      explanation.table().description == """
                                 value    share  how              source
        ---------------------  -------  -------  ---------------  ----------
        delay                     4 µs  100.0 %  sum              spec 15 §4
        ├─ a                      3 µs   75.0 %  2 x b: b 1.5 µs  spec 14
        └─ c                      1 µs   25.0 %
           ├─ d                0.96 µs   24.0 %  f                spec 13
           └─ 2 smaller parts  0.04 µs    1.0 %
        """)
    #expect(explanation.table(smallestShare: 0).rows.count == 6)
    // Factors are shown in units of their own.
    let edap = report.explanation(of: .edap).table().description
    for text in ["EDAP", "energy x delay x area", " µJ", " ms", " mm²"] {
      #expect(edap.contains(text), "\(text)")
    }
  }
}
