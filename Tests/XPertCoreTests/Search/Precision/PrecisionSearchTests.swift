import Testing

@testable import XPertCore

@Suite("Phase 2: precision per layer")
struct PrecisionSearchTests {
  @Test(
    "cross entropy asks for bits where they matter, delay for none",
    arguments: PrecisionSearch.Estimator.allCases)
  func directions(_ estimator: PrecisionSearch.Estimator) throws {
    let choices = PrecisionChoices(inputBits: [2, 8], adcBits: [9])
    let evaluator = try PrecisionFixture.evaluator(choices: choices)
    // The baseline needs many more samples than the others.
    let steps = estimator == .scoreFunction ? 150 : 20
    let accurate = try PrecisionFixture.search(estimator, evaluator, steps: steps) {
      try $0.metric(named: "cross_entropy")
    }
    let fast = try PrecisionFixture.search(estimator, evaluator, steps: steps) {
      try $0.metric(named: "delay_us").log()
    }
    _ = try accurate.run()
    _ = try fast.run()
    // How much more the many bits of a layer are wanted.
    let wanted = accurate.architectureParameters.map { $0[1] - $0[0] }
    let (base, changes) = try evaluator.sensitivities()
    for layer in changes.indices where changes[layer][0] - changes[layer][1] > 10 * base {
      #expect(wanted[layer] > 0.5, "layer \(layer)")
    }
    #expect(changes[0][0] > 10 * base && changes[3][0] > 10 * base)
    for layer in fast.architectureParameters {
      // Near its goal, the baseline's gradient is noise.
      #expect(layer[0] > layer[1] + (estimator == .scoreFunction ? 0 : 0.5))
    }
    #expect(fast.result().best!.nodes == [0, 0, 0, 0])
    let audit = accurate.audit()
    #expect(audit.steps == steps)
    if estimator != .scoreFunction {
      #expect(audit.zeroGradientSteps == 0)
      #expect(audit.verdict == "the gradient depends on the metrics: cross_entropy 100 %")
      #expect(
        fast.audit().verdict
          == "the gradient depends on the metrics: delay_us 100 %; cross entropy has no part in it: "
          + "nothing speaks for precision")
    } else {
      #expect(audit.verdict.hasPrefix("the gradient depends on the loss of sampled candidates only"))
    }
  }

  @Test("results have the same bits for any number of threads", arguments: PrecisionSearch.Estimator.allCases)
  func threads(_ estimator: PrecisionSearch.Estimator) throws {
    func run(_ threads: Int) throws -> PrecisionSearch {
      let evaluator = try PrecisionFixture.evaluator(count: 20, threads: threads, adapts: true, sigma: 0.05)
      let search = try PrecisionFixture.search(estimator, evaluator, steps: 4) {
        try $0.metric(named: "cross_entropy") + 0.01 * $0.metric(named: "delay_us")
      }
      _ = try search.run()
      return search
    }
    let (one, three) = (try run(1), try run(3))
    #expect(one.architectureParameters == three.architectureParameters)
    #expect(one.result().history == three.result().history)
    #expect(one.result().candidates.map(\.values) == three.result().candidates.map(\.values))
  }

  @Test("the table is what each layer changes by itself")
  func sensitivities() throws {
    let evaluator = try PrecisionFixture.evaluator(choices: .init(inputBits: [2, 8], adcBits: [5]))
    let (base, changes) = try evaluator.sensitivities()
    #expect(base == (try evaluator.ideal().crossEntropy))
    #expect(changes.count == 4)
    // One layer on crossbars, the others in single precision, by the other way.
    for (index, node) in evaluator.layers.enumerated() {
      for (choice, bits) in [2, 8].enumerated() {
        var model = evaluator.model
        model.inputBits = bits
        model.adc = ADCPrecision(bits: 5)
        let ranges = try ChipCalibration(
          evaluator.graph, images: evaluator.calibration.tensor, models: { [model] _ in model })
        let chip = try ProgrammedChip(
          evaluator.graph, models: { [model] in $0 == node ? model : nil }, calibration: ranges, seed: 7)
        let result = try GraphRunner(evaluator.graph).classify(evaluator.images, on: chip)
        #expect(abs(result.crossEntropy - base - changes[index][choice]) < 1e-12)
      }
    }
  }

  @Test(
    "the assignment is the best of all candidates of the table", arguments: [0.0, 1e-4, 1e-3, 1e-2, 0.1, 1])
  func assignment(_ price: Double) throws {
    let evaluator = try PrecisionFixture.evaluator(choices: .init(inputBits: [2, 4, 8], adcBits: [5, 6]))
    let search = try PrecisionFixture.search(.sensitivity, evaluator, steps: 1) {
      try $0.metric(named: "cross_entropy") + price * $0.metric(named: "delay_us")
    }
    let step = try search.step()
    func loss(_ nodes: [Int]) -> Double {
      let values = search.costs.values(of: nodes)
      return values.last! + price * values[1] * 1e6
    }
    var least = Double.infinity
    for code in 0..<6 * 6 * 6 * 6 {
      least = min(least, loss([code % 6, code / 6 % 6, code / 36 % 6, code / 216]))
    }
    #expect(loss(step.candidate.nodes) <= least + 1e-12 * abs(least))
  }

  @Test("what is kept is what the crossbar engine says, and fronts leave out what is beaten")
  func candidates() throws {
    let evaluator = try PrecisionFixture.evaluator()
    let search = try PrecisionFixture.search(.sensitivity, evaluator, steps: 8) {
      try $0.metric(named: "cross_entropy") + 0.02 * $0.metric(named: "delay_us")
    }
    let result = try search.run()
    #expect(result.history.count == 8)
    #expect(result.candidates.count > 2)
    #expect(result.candidates.map(\.loss) == result.candidates.map(\.loss).sorted())
    let best = result.best!
    var models: [CrossbarModel] = []
    for node in best.nodes {
      var model = evaluator.model
      model.inputBits = evaluator.choices.node(at: node).inputBits
      model.adc = ADCPrecision(bits: evaluator.choices.node(at: node).adcBits)
      models.append(model)
    }
    var evaluation = AccuracyEvaluation(
      graph: evaluator.graph, model: evaluator.model, calibration: evaluator.calibration)
    evaluation.perLayer = models
    #expect(try evaluation.evaluate(evaluator.images).correct == [best.correct])
    let front = result.front
    for (a, b) in zip(front, front.dropFirst()) {
      #expect(a.edap < b.edap)
      #expect(a.correct < b.correct)
    }
    for candidate in result.candidates {
      #expect(front.contains { $0.edap <= candidate.edap && $0.correct >= candidate.correct })
    }
    let added = try search.evaluate([11, 11, 11, 11])
    #expect(added.step == 0)
    #expect(search.result().candidates.contains { $0.nodes == [11, 11, 11, 11] })
  }

  @Test("a single choice leaves nothing to follow, and the audit says so")
  func oneChoice() throws {
    let evaluator = try PrecisionFixture.evaluator(choices: .init(inputBits: [4], adcBits: [6]), count: 4)
    let search = try PrecisionFixture.search(.twoPath, evaluator, steps: 2) {
      try $0.metric(named: "cross_entropy")
    }
    _ = try search.run()
    #expect(search.audit().verdict == "the gradient is zero: every layer has one choice only")
    #expect(search.result().candidates.count == 1)
  }

  @Test("costs are those of the chip, and layers those of the network")
  func costs() throws {
    let evaluator = try PrecisionFixture.evaluator()
    let costs = try PrecisionFixture.costs(evaluator)
    let nodes = [0, 3, 7, 11]
    let network = costs.network(of: nodes)
    #expect(network.layers.map(\.inputBits) == [3, 4, 6, 8])
    #expect(network.layers.map(\.adcPrecision.bits) == [5, 6, 6, 6])
    #expect(network.layers.map(\.addsShortcut) == [false, false, true, false])
    // The stem's map of 8 x 8 pixels waits, of which a quarter is added.
    #expect(network.layers.map(\.bufferedShortcutValues) == [0, 0, 8 * 64, 0])
    #expect(network.layers.map(\.shortcutChannels) == [nil, nil, 8, nil])
    #expect(network.layers.map(\.isPooled) == [false, false, true, false])
    #expect(network.layers.map(\.isClassifier) == [false, false, false, true])
    let values = costs.values(of: nodes)
    let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(network)
    #expect(abs(values[0] / report.area - 1) < 1e-9)
    #expect(abs(values[1] / report.delay - 1) < 1e-9)
    #expect(abs(values[2] / report.energy - 1) < 1e-9)
  }

  @Test("costs are those of the whole description of the chip: kernel positions on elements of their own")
  func kernelPositions() throws {
    var chip = ChipDescription.xpertDAC2023
    chip.mapsKernelPositions = true
    let costs = try PrecisionFixture.costs(try PrecisionFixture.evaluator(), on: chip)
    let nodes = [0, 3, 7, 11]
    let values = costs.values(of: nodes)
    let report = try ChipEvaluator(chip: chip).evaluate(costs.network(of: nodes))
    #expect(report.layers.contains { $0.placement.kernelPositions == 9 })
    #expect(abs(values[0] / report.area - 1) < 1e-9)
    #expect(abs(values[1] / report.delay - 1) < 1e-9)
  }

  @Test("a chain's layers come back from its graph")
  func chain() throws {
    let space = Backbone.vgg11()
    let network = space.network(of: space.layers.map { _ in 0 })
    let graph = try InferenceGraph(network, seed: 1)
    let layers = try graph.chipLayers(periphery: network.layers[0])
    #expect(layers == network.layers)
  }
}
