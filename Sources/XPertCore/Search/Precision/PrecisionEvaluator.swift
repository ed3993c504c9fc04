/// Runs a trained network whose layers have precisions of their own on crossbars, with frozen weights.
///
/// One chip: the same cells, and the same errors of conductances, whatever the precisions. Deterministic for
/// any number of threads. Candidates are evaluated once and remembered.
package final class PrecisionEvaluator {
  /// What a candidate does with the images.
  package struct Outcome: Sendable, Hashable {
    /// Mean over the images, natural logarithm.
    package let crossEntropy: Double
    /// Images classified as labelled.
    package let correct: Int
  }

  package let graph: InferenceGraph
  package let choices: PrecisionChoices
  /// Everything but the precisions.
  package let model: CrossbarModel
  package let images: ImageSet
  package let calibration: ImageSet
  package let adaptation: AccuracyEvaluation.Adaptation?
  package let seed: UInt64
  package let loop: ParallelLoop
  /// Nodes of the graph with weights.
  let layers: [Int]
  private let shapes: [MapShape]
  private let gradient: GraphGradient
  private var calibrations: [Int: ChipCalibration] = [:]
  private var programmed: [Int: ProgrammedLayer] = [:]
  private var outcomes: [[Int]: (outcome: Outcome, graph: InferenceGraph)] = [:]
  private let keepsLayers: Bool

  /// - Parameters:
  ///   - images: on which candidates are judged.
  ///   - calibration: images that fix the ranges of inputs and ADCs.
  ///   - adaptation: batch normalisation follows every candidate's chip before it is judged.
  /// - Throws: ``InferenceError`` where the model is impossible with one of the choices, or shapes do not
  ///   fit.
  package init(
    graph: InferenceGraph, choices: PrecisionChoices, model: CrossbarModel, images: ImageSet,
    calibration: ImageSet, adaptation: AccuracyEvaluation.Adaptation? = nil, seed: UInt64 = 0,
    loop: ParallelLoop = ParallelLoop()
  ) throws(InferenceError) {
    self.graph = graph
    self.choices = choices
    self.model = model
    self.images = images
    self.calibration = calibration
    self.adaptation = adaptation
    self.seed = seed
    self.loop = loop
    layers = AccuracyEvaluation.layers(of: graph)
    shapes = try graph.shapes()
    gradient = try GraphGradient(graph, loop: loop)
    guard !layers.isEmpty else { throw InferenceError("\(graph.name): has no layer with weights") }
    try graph.checkOutputs(of: shapes.last, for: images)
    var weights = 0
    for layer in layers {
      switch graph.vertices[layer].operation {
      case .convolution(let layer): weights += layer.weight.values.count
      case .linear(let layer): weights += layer.weight.values.count
      default: break
      }
    }
    // A weight takes some 20 bytes per node.
    keepsLayers = weights * choices.nodeCount <= 1 << 25
    for node in 0..<choices.nodeCount { try self.model(node).validate() }
  }

  /// Layers with weights.
  package var layerCount: Int { layers.count }
  /// Their names.
  package var layerNames: [String] { layers.map { graph.vertices[$0].name } }

  private func model(_ node: Int) -> CrossbarModel {
    var model = model
    model.inputBits = choices.node(at: node).inputBits
    model.adc = ADCPrecision(bits: choices.node(at: node).adcBits)
    return model
  }

  private func calibration(
    inputBits: Int, interrupt: () throws -> Void
  ) throws -> ChipCalibration {
    if let known = calibrations[inputBits] { return known }
    // Column currents do not depend on the ADC.
    var model = model(0)
    model.inputBits = inputBits
    let made = try ChipCalibration(
      graph, images: calibration.tensor, models: { [model] _ in model }, loop: loop, interrupt: interrupt)
    calibrations[inputBits] = made
    return made
  }

  /// Layers of a chip; those that are not there are programmed, on several threads.
  private func program(
    _ wanted: [(layer: Int, node: Int)], interrupt: () throws -> Void
  ) throws -> [ProgrammedLayer] {
    func key(_ entry: (layer: Int, node: Int)) -> Int { entry.layer * choices.nodeCount + entry.node }
    let missing = wanted.filter { programmed[key($0)] == nil }
    let ranges = try missing.map {
      try calibration(inputBits: choices.node(at: $0.node).inputBits, interrupt: interrupt)
    }
    var made = [Result<ProgrammedLayer, InferenceError>?](repeating: nil, count: missing.count)
    made.withUnsafeMutableBufferPointer { made in
      let made = made.baseAddress!
      loop(missing.count) { index in
        let node = layers[missing[index].layer]
        let model = model(missing[index].node)
        let source = graph.vertices[node].inputs[0]
        let shape = source == InferenceGraph.image ? graph.inputShape : shapes[source]
        made[index] = Result { () throws(InferenceError) in
          try ProgrammedLayer(
            name: "\(graph.name), \(graph.vertices[node].name)", kernel: graph.kernel(of: node, input: shape),
            model: model, input: ranges[index].inputs[node]!,
            columnSums: model.adcRange == .calibrated ? ranges[index].columnSums[node] : nil,
            random: ProgrammedChip.random(seed: seed, vertex: node))
        }
      }
    }
    var fresh: [Int: ProgrammedLayer] = [:]
    for (entry, layer) in zip(missing, made) { fresh[key(entry)] = try layer!.get() }
    if keepsLayers { programmed.merge(fresh) { old, _ in old } }
    return wanted.map { (fresh[key($0)] ?? programmed[key($0)])! }
  }

  /// What a candidate does, and its graph, whose batch normalisation is adapted if that is asked for.
  ///
  /// - Parameter nodes: one index per layer.
  /// - Throws: ``InferenceError``, what `interrupt` throws.
  package func evaluate(
    _ nodes: [Int], interrupt: () throws -> Void = {}
  ) throws -> (outcome: Outcome, graph: InferenceGraph) {
    if let known = outcomes[nodes] { return known }
    let made = try program(nodes.enumerated().map { ($0, $1) }, interrupt: interrupt)
    var byNode = [ProgrammedLayer?](repeating: nil, count: graph.vertices.count)
    for (layer, programmed) in zip(layers, made) { byNode[layer] = programmed }
    let chip = ProgrammedChip(layers: byNode)
    var graph = graph
    if let adaptation { try graph.adapt(adaptation, on: chip, loop: loop, interrupt: interrupt) }
    let result = try GraphRunner(graph, loop: loop).classify(images, on: chip, interrupt: interrupt)
    let outcome = Outcome(crossEntropy: result.crossEntropy, correct: result.correct)
    outcomes[nodes] = (outcome, graph)
    return (outcome, graph)
  }

  /// The network in single precision, without crossbars.
  package func ideal(interrupt: () throws -> Void = {}) throws -> Outcome {
    let result = try GraphRunner(graph, loop: loop).classify(images, interrupt: interrupt)
    return Outcome(crossEntropy: result.crossEntropy, correct: result.correct)
  }

  /// Cross entropy of a mixture of two nodes per layer, and its slopes with respect to the first nodes'
  /// gates.
  ///
  /// - Parameters:
  ///   - graph: perhaps with adapted batch normalisation.
  ///   - pairs: per layer two nodes and the weight of the first.
  func gates(
    _ graph: InferenceGraph, _ pairs: [(first: Int, second: Int, gate: Double)], interrupt: () throws -> Void
  ) throws -> (crossEntropy: Double, slopes: [Double]) {
    let made = try program(
      pairs.enumerated().flatMap { [($0, $1.first), ($0, $1.second)] }, interrupt: interrupt)
    var paths: [Int: GatedPass.Paths] = [:]
    for (index, layer) in layers.enumerated() {
      let isOne = pairs[index].first == pairs[index].second
      paths[layer] = .init(
        first: made[2 * index], second: isOne ? made[2 * index] : made[2 * index + 1], gate: pairs[index].gate
      )
    }
    let pass = GatedPass(
      graph: graph, runner: try GraphRunner(graph, loop: loop), gradient: gradient, loop: loop)
    let (entropy, slopes) = try pass.run(images, paths: paths, interrupt: interrupt)
    return (entropy, layers.map { slopes[$0]! })
  }

  /// How much cross entropy a node of one layer adds while all other layers are in single precision.
  ///
  /// - Returns: cross entropy in single precision, and the change of every layer and node.
  package func sensitivities(
    interrupt: () throws -> Void = {}
  ) throws -> (base: Double, changes: [[Double]]) {
    let runner = try GraphRunner(graph, loop: loop)
    var sums = layers.map { _ in [Double](repeating: 0, count: choices.nodeCount) }
    var base = 0.0
    func entropy(_ results: [FeatureMaps], _ labels: ArraySlice<Int>) -> Double {
      let logits = results[results.count - 1]
      return labels.enumerated().reduce(0.0) { sum, entry in
        sum
          + Classification.crossEntropy(
            of: UnsafeBufferPointer(
              start: logits.values + entry.offset * logits.channels, count: logits.channels),
            label: entry.element)
      }
    }
    let batch = 64
    for start in stride(from: 0, to: images.count, by: batch) {
      let range = start..<min(start + batch, images.count)
      let input = FeatureMaps(images.tensor(range))
      let plain = try runner.results(of: input, interrupt: interrupt) { _, _, _ in false }
      base += entropy(plain, images.labels[range])
      for index in layers.indices {
        for node in 0..<choices.nodeCount {
          let layer = try program([(index, node)], interrupt: interrupt)[0]
          let results = try runner.results(of: input, reusing: (plain, layers[index]), interrupt: interrupt) {
            at, input, output in
            guard at == layers[index] else { return false }
            layer.run(input, to: output, loop)
            return true
          }
          sums[index][node] += entropy(results, images.labels[range])
          runner.recycle(results, except: plain)
        }
      }
      runner.recycle(plain)
    }
    let count = Double(images.count)
    return (base / count, sums.map { row in row.map { ($0 - base) / count } })
  }
}
