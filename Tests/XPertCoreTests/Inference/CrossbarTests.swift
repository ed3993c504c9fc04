import Testing

@testable import XPertCore

@Suite("Layers on crossbars")
struct CrossbarTests {
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var channels = 7
    var outputs = 9
    var kernel = 3
    var stride = 1
    var padding = 1
    var groups = 1
    var isSigned = false
    var model = CrossbarModel()

    init(_ description: String, _ change: (inout Case) -> Void) {
      self.description = description
      change(&self)
    }
  }

  static let cases: [Case] = [
    Case("63 rows in crossbars of 64") { (_: inout Case) in },
    Case("crossbars of 16, the last one partly filled") { $0.model.crossbar = 16 },
    Case("crossbars of 200 rows: words of bits partly filled") {
      $0.model.crossbar = 200
      $0.channels = 30
    },
    Case("signed inputs") { $0.isSigned = true },
    Case("stride 2 without padding") {
      $0.stride = 2; $0.padding = 0
    },
    Case("groups") {
      $0.channels = 8; $0.outputs = 12; $0.groups = 4
    },
    Case("depthwise") {
      $0.channels = 6; $0.outputs = 6; $0.groups = 6; $0.model.crossbar = 8
    },
    Case("1 x 1 kernels, many outputs") {
      $0.kernel = 1; $0.padding = 0; $0.outputs = 150; $0.channels = 20
    },
    Case("binary cells") { $0.model.cellBits = 1 },
    Case("8-bit cells") { $0.model.cellBits = 8 },
    Case("4-bit weights in 2-bit cells") {
      $0.model.weightBits = 4; $0.model.cellBits = 2
    },
    Case("4-bit inputs") { $0.model.inputBits = 4 },
    Case("12-bit inputs") {
      $0.model.inputBits = 12; $0.isSigned = true
    },
    Case("1-bit inputs, 3-bit ADC") {
      $0.model.inputBits = 1; $0.model.adc = ADCPrecision(bits: 3)
    },
    Case("9-bit ADC") { $0.model.adc = ADCPrecision(bits: 9) },
    Case("12-bit ADC on its full scale") {
      $0.model.adc = ADCPrecision(bits: 12)
      $0.model.adcRange = .fullScale
    },
    Case("full scale of 6 bits") { $0.model.adcRange = .fullScale },
    Case("ideal ADC") { $0.model.adc = nil },
    Case("differential columns") { $0.model.reference = .differential },
    Case("differential columns, 7-bit weights in 3-bit cells") {
      $0.model.reference = .differential
      $0.model.weightBits = 7
      $0.model.cellBits = 3
      $0.isSigned = true
    },
    Case("a digital offset") { $0.model.reference = .digitalOffset },
    Case("a digital offset, signed inputs, groups, 20 rows per crossbar") {
      $0.model.reference = .digitalOffset
      $0.isSigned = true
      $0.channels = 8
      $0.outputs = 12
      $0.groups = 4
      $0.model.crossbar = 20
    },
    Case("variation") {
      $0.model.sigma = 0.3; $0.model.mu = -0.05; $0.model.crossbar = 32
    },
    Case("stuck cells and drift") {
      $0.model.stuckOn = 0.05
      $0.model.stuckOff = 0.1
      $0.model.retention = .init(time: 1000, drift: 0.05, direction: .random)
      $0.model.onOffRatio = 10
    },
  ]

  /// Cells of 16 bits whose column totals exceed 16.
  static let mixed: [Case] = [
    Case("16 rows fit 16 bits") {
      $0.model.gridBits = 8; $0.channels = 30
    },
    Case("words of bits partly filled, signed inputs: hardly any bits are 0") {
      $0.model.gridBits = 8
      $0.model.crossbar = 200
      $0.channels = 30
      $0.isSigned = true
    },
    Case("7 rows of 8-bit cells fit 16 bits") {
      $0.model.cellBits = 8; $0.model.gridBits = 5
    },
    Case("full scale, many columns") {
      $0.model.gridBits = 8
      $0.model.adcRange = .fullScale
      $0.outputs = 300
      $0.kernel = 1
      $0.padding = 0
      $0.channels = 70
    },
    Case("a lowest sum above 0: one crossbar, inputs far from 0") {
      $0.model.gridBits = 8
      $0.model.inputBits = 1
      $0.model.reference = .differential
      $0.isSigned = true
      $0.kernel = 1
      $0.padding = 0
      $0.channels = 40
    },
    Case("variation, 9-bit ADC") {
      $0.model.gridBits = 7; $0.model.sigma = 0.3; $0.model.adc = ADCPrecision(bits: 7)
    },
  ]

  @Test("sums are carried over from 16 to 32 bits without a difference", arguments: mixed)
  func carries(test: Case) throws {
    let layer = try #require(try make(test).2.layer(0))
    #expect(layer.isMixed)
    #expect(!layer.isNarrow)
    try reference(test: test)
  }

  private func make(_ test: Case) throws -> (InferenceGraph, Tensor, ProgrammedChip, ChipCalibration) {
    var graph = InferenceGraph(name: "net", inputChannels: test.channels, inputHeight: 6, inputWidth: 5)
    graph.append(
      .convolution(
        .init(
          weight: GraphRunnerTests.random(
            [test.outputs, test.channels / test.groups, test.kernel, test.kernel], seed: 1),
          bias: GraphRunnerTests.random([test.outputs], seed: 2).values, stride: test.stride,
          padding: test.padding, groups: test.groups)))
    var images = GraphRunnerTests.random([3, test.channels, 6, 5], seed: 3)
    if !test.isSigned { images.values = images.values.map { max(0, $0) } }
    let calibration = try ChipCalibration(graph, images: images, models: { _ in test.model })
    let chip = try ProgrammedChip(graph, models: { _ in test.model }, calibration: calibration, seed: 5)
    return (graph, images, chip, calibration)
  }

  @Test("the kernels compute what the model says", arguments: cases)
  func reference(test: Case) throws {
    let (graph, images, chip, _) = try make(test)
    let layer = try #require(chip.layer(0))
    let result = try GraphRunner(graph, loop: ParallelLoop(threads: 2)).run(images, on: chip)
    let reference = CrossbarReference(layer: layer)
    let size = result.values.count / 3
    var worst = 0.0
    var largest = 0.0
    // The plain reference takes its time: one image, of which the others are neighbours.
    for image in 1...1 {
      let expected = reference.run(
        Array(images.values[image * test.channels * 30..<(image + 1) * test.channels * 30]),
        channels: test.channels, height: 6, width: 5)
      #expect(expected.count == size)
      for (a, b) in zip(result.values[image * size..<(image + 1) * size], expected) {
        worst = max(worst, abs(Double(a) - b))
        largest = max(largest, abs(b))
      }
    }
    // A wrong sum would be off by a step of the ADC at least; only the last digital step is rounded.
    #expect(worst < 2e-6 * largest)
  }

  @Test("all has the same bits for any number of threads", arguments: [0, 2, 5, 20])
  func threads(index: Int) throws {
    let (graph, images, chip, calibration) = try make(Self.cases[index])
    let one = try GraphRunner(graph, loop: ParallelLoop(threads: 1)).run(images, on: chip)
    for threads in [2, 3, 7] {
      let loop = ParallelLoop(threads: threads)
      let model = Self.cases[index].model
      let again = try ChipCalibration(graph, images: images, models: { _ in model }, loop: loop)
      #expect(again == calibration)
      let other = try ProgrammedChip(graph, models: { _ in model }, calibration: again, seed: 5, loop: loop)
      #expect(try GraphRunner(graph, loop: loop).run(images, on: other) == one)
    }
  }

  @Test("with an ideal ADC and fine cells, crossbars compute the layer with quantised weights and inputs")
  func ideal() throws {
    for reference in CrossbarModel.Reference.allCases {
      var test = Self.cases[3]
      test.model.adc = nil
      test.model.gridBits = 8
      test.model.reference = reference
      test.model.inputBits = 10
      let (graph, images, chip, _) = try make(test)
      let exact = try GraphRunner(graph).run(images)
      let crossbars = try GraphRunner(graph).run(images, on: chip)
      let spread = exact.values.map { abs($0) }.max()!
      let worst = zip(exact.values, crossbars.values).map { abs($0 - $1) }.max()!
      // 63 terms, each off by at most half a step of 8-bit weights.
      #expect(worst < 0.03 * spread)
      #expect(worst > 0)
    }
  }

  @Test("variation has the mean and the deviation that were asked for, and is the chip's own")
  func variation() throws {
    var test = Self.cases[0]
    test.outputs = 100
    test.model.sigma = 0.1
    test.model.mu = 0.02
    test.model.gridBits = 8
    test.model.onOffRatio = 1e9
    let (graph, _, chip, calibration) = try make(test)
    var plain = test.model
    plain.sigma = 0
    plain.mu = 0
    let ideal = try ProgrammedChip(graph, models: { _ in plain }, calibration: calibration, seed: 5)
    let varied = try #require(chip.layer(0)).conductances
    let exact = try #require(ideal.layer(0)).conductances
    let errors = zip(varied, exact).filter { $0.1 > 256 }.map { Double($0.0) / Double($0.1) - 1 }
    let mean = errors.reduce(0, +) / Double(errors.count)
    let deviation = (errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(errors.count)).squareRoot()
    #expect(errors.count > 10_000)
    #expect(abs(mean - 0.02) < 0.004)
    #expect(abs(deviation - 0.1) < 0.003)
    let other = try ProgrammedChip(graph, models: { _ in test.model }, calibration: calibration, seed: 6)
    #expect(other.layer(0)!.conductances != varied)
    let same = try ProgrammedChip(graph, models: { _ in test.model }, calibration: calibration, seed: 5)
    #expect(same.layer(0)!.conductances == varied)
  }

  @Test("stuck cells are as many as asked for; drift moves towards its target and no further than the range")
  func faults() throws {
    var test = Self.cases[7]
    test.model.stuckOn = 0.2
    test.model.stuckOff = 0.1
    let (graph, _, chip, calibration) = try make(test)
    let cells = try #require(chip.layer(0)).conductances
    let on = cells.count { $0 == 240 }
    let off = cells.count { $0 == 2 }
    // Besides, one digit in sixteen is all on or all off by itself.
    #expect(abs(Double(on) / Double(cells.count) - 0.2 - 0.7 / 16) < 0.03)
    #expect(abs(Double(off) / Double(cells.count) - 0.1 - 0.7 / 16) < 0.03)

    var plain = test.model
    (plain.stuckOn, plain.stuckOff) = (0, 0)
    var drifting = plain
    drifting.retention = .init(time: 100, drift: 0.1, direction: .towards(0))
    func programmed(_ model: CrossbarModel) throws -> [Int32] {
      try ProgrammedChip(graph, models: { _ in model }, calibration: calibration, seed: 1).layer(0)!
        .conductances
    }
    let (before, after) = (try programmed(plain), try programmed(drifting))
    for (a, b) in zip(before, after) { #expect(b <= a && b >= min(a, 2)) }
    // 100^-0.1 = 0.631
    let large = zip(before, after).filter { $0.0 == 240 }
    #expect(!large.isEmpty && large.allSatisfy { $0.1 == 151 })
    drifting.retention?.time = 1
    #expect(try programmed(drifting) == before)
  }

  @Test("impossible models and layers that were not calibrated are errors with the reason")
  func errors() throws {
    func message(_ change: (inout CrossbarModel) -> Void) -> String {
      var model = CrossbarModel()
      change(&model)
      do throws(InferenceError) {
        try model.validate()
        return ""
      } catch {
        return error.description
      }
    }
    #expect(message { $0.cellBits = 3 } == "weight_bits (8) must be a multiple of cell_bits (3)")
    #expect(message { $0.crossbar = 0 } == "crossbar: 1 to 4096 expected, got 0")
    #expect(message { $0.adc = ADCPrecision(bits: 17) } == "adc_bits: 1 to 16 expected, got 17")
    #expect(message { $0.sigma = -1 } == "sigma: at least 0 expected, got -1.0")
    #expect(message { $0.onOffRatio = 1 } == "on_off_ratio: above 1 expected, got 1.0")
    #expect(
      message {
        $0.stuckOn = 0.7; $0.stuckOff = 0.4
      } == "stuck_on (0.7) and stuck_off (0.4) must be shares of the cells")
    #expect(
      message {
        $0.crossbar = 1; $0.cellBits = 4
      } == "crossbar (1) has fewer columns than a weight has cells (2)")
    let (graph, images, _, _) = try make(Self.cases[0])
    var longer = graph
    longer.append(.linear(.init(weight: Tensor(shape: [2, 270]))))
    let calibration = try ChipCalibration(graph, images: images, models: { _ in CrossbarModel() })
    #expect(throws: InferenceError("net, 2: was not calibrated")) {
      try ProgrammedChip(longer, models: { _ in CrossbarModel() }, calibration: calibration, seed: 1)
    }
    var wide = CrossbarModel(cellBits: 8, inputBits: 16, adc: nil)
    wide.gridBits = 8
    #expect(
      throws: InferenceError(
        "net, 1: sums without an ADC exceed 31 bits: fewer input_bits or weight_bits are needed")
    ) { try ProgrammedChip(graph, models: { _ in wide }, calibration: calibration, seed: 1) }
  }
}
