import Testing

@testable import XPertCore

/// A small space with everything that couples layers, shortcuts and a classifier included.
private let space: Supernet = {
  var space = Supernet(
    inputChannels: 3, inputSize: 16, classes: 10,
    layers: [
      .init(channels: [8, 16, 32], columnSharing: [4, 8], adc: [.flash, .sar]),
      .init(channels: [16, 32], kernel: [3, 5], columnSharing: [4, 16]),
      .init(channels: [], adc: [.flash, .sar], shortcut: .init(layers: 1)),
      .init(
        channels: [24, 48], stride: 2, columnSharing: [4, 8], shortcut: .init(layers: 2, isProjected: true)),
    ])
  space.layers[0].isPooled = true
  return space
}()

private var relaxations: [Relaxation] { [.straightThrough(), .gumbel(), .expectation(), .published()] }

@Suite("Metrics of single layers in losses")
struct LayerMetricsTests {
  private let model: ChipCostModel

  init() throws { model = try ChipCostModel(supernet: space, hardware: .xpertDAC2023) }

  /// Loss and architecture gradient of one step from given parameters.
  private func step(
    _ model: any CostModel, _ relaxation: Relaxation, _ alpha: [[Double]]? = nil,
    _ loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws -> (loss: Double, gradient: [[Double]]) {
    let search = try GradientSearch(model: model, relaxation: relaxation, seed: 5, loss: loss)
    search.setArchitectureParameters(alpha ?? someAlpha(for: model.table, seed: 2))
    let summary = try search.step()
    return (summary.loss, search.architectureGradient)
  }

  private func sum(_ name: String, of m: LossInputs) throws -> Tape.Scalar {
    let layers = m.layers!
    var total = try layers.metric(named: name, ofLayer: 0)
    for layer in 1..<layers.layerCount { total = try total + layers.metric(named: name, ofLayer: layer) }
    return total
  }

  @Test(
    "Delays, energies, leakages and counts of all layers are the chip's, and so are their gradients",
    arguments: ["delay_us", "energy_nJ", "leakage_uW", "tiles", "relu_units", "weights", "macs"], 0..<4)
  func sums(name: String, relaxation: Int) throws {
    let chip = try step(model, relaxations[relaxation]) { try $0.metric(named: name) }
    let layers = try step(model, relaxations[relaxation]) { try self.sum(name, of: $0) }
    #expect(abs(layers.loss / chip.loss - 1) < 1e-12)
    let scale = chip.gradient.joined().map { abs($0) }.max()!
    for (a, b) in zip(layers.gradient.joined(), chip.gradient.joined()) {
      #expect(abs(a - b) <= 1e-10 * scale)
    }
  }

  @Test("A layer's metrics are those of the simulator's report, projection and classifier included")
  func report() throws {
    var generator = RandomGenerator(seed: 4)
    let quantities = model.layerQuantities.count
    for _ in 0..<20 {
      let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
      let report = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(space.network(of: candidate))
      let (sums, peaks) = model.table.aggregates(candidate)
      var values = [Double](repeating: .nan, count: space.layers.count * quantities)
      model.evaluateLayers(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      for index in space.layers.indices {
        let own = report.layers.indices.filter { space.owners[$0] == index }.map { report.layers[$0] }
        #expect(own.count == [1, 1, 1, 3][index])
        let expected = [
          own.reduce(0) { $0 + $1.area }, own.reduce(0) { $0 + $1.delay.total },
          own.reduce(0) { $0 + $1.energy + $1.leakageEnergy }, own.reduce(0) { $0 + $1.leakage },
          own.reduce(0) { $0 + Double($1.placement.tiles) },
        ]
        for (quantity, value) in expected.enumerated() {
          #expect(abs(values[index * quantities + quantity] - value) <= 1e-12 * value, "\(quantity)")
        }
      }
    }
  }

  @Test(
    "The gradient of a layer's smooth values is that of finite differences, in its own sums and the chip's")
  func smooth() {
    var generator = RandomGenerator(seed: 9)
    let candidate = space.layers.map { generator.index(below: $0.nodeCount) }
    let (sums, peaks) = model.table.aggregates(candidate)
    let own = sums.map { $0 * 0.3 }
    for quantity in 0..<model.layerQuantities.count {
      var weights = [Double](repeating: 0, count: model.layerQuantities.count)
      weights[quantity] = 1
      var (onOwn, onSums, onPeaks) = (sums.map { _ in 0.0 }, sums.map { _ in 0.0 }, peaks.map { _ in 0.0 })
      model.addLayerGradient(
        weights: weights, own: own, sums: sums, peaks: peaks, ownGradient: &onOwn, sumGradient: &onSums,
        peakGradient: &onPeaks)
      func value(_ own: [Double], _ sums: [Double], _ peaks: [Double]) -> Double {
        var values = weights
        model.evaluateLayer(own: own, sums: sums, peaks: peaks, into: &values)
        return values[quantity]
      }
      func slope(_ at: [Double], _ index: Int, _ value: ([Double]) -> Double) -> Double {
        var (more, less) = (at, at)
        more[index] += 1e-4 * at[index]
        less[index] -= 1e-4 * at[index]
        return (value(more) - value(less)) / (more[index] - less[index])
      }
      for (index, name) in model.table.sumNames.enumerated() {
        let numeric = slope(own, index) { value($0, sums, peaks) }
        #expect(abs(onOwn[index] - numeric) <= 1e-6 * (abs(numeric) + 1e-300), "\(name) of \(quantity)")
        // Tiles and bus move in steps: their slopes are secants by design.
        if name == "tiles" || name == "bus" { continue }
        let chip = slope(sums, index) { value(own, $0, peaks) }
        #expect(abs(onSums[index] - chip) <= 1e-6 * (abs(chip) + 1e-300), "\(name) of \(quantity)")
      }
      let period = model.table.peakNames.firstIndex(of: "sensingPeriod")!
      let numeric = slope(peaks, period) { value(own, sums, $0) }
      #expect(abs(onPeaks[period] - numeric) <= 1e-6 * (abs(numeric) + 1e-300))
    }
  }

  @Test("The gradient of expected metrics of layers is that of finite differences", arguments: [false, true])
  func expectation(remembers: Bool) throws {
    let model = AdditiveCostModel(
      table: ToyChip.table(sums: 3, peaks: 0, seed: 8, remembers: remembers),
      quantities: [.area, .delay, .energy])
    func loss(_ m: LossInputs) throws -> Tape.Scalar {
      let layers = m.layers!
      return try (layers.metric(named: "delay_us", ofLayer: 1) * 1e-6).squared()
        + (layers.metric(named: "area_mm2", ofLayer: 2) * 1e-6 - 1).squared()
        * layers.metric(named: "energy_mJ", ofLayer: 3) * 1e-3
        + m.metric(named: "delay_ns") * 1e-9 * (layers.metric(named: "delay_ms", ofLayer: 0) * 1e-3).log()
    }
    let relaxation = Relaxation.expectation(temperature: .constant(0.7))
    let alpha = someAlpha(for: model.table, seed: 11)
    let gradient = try step(model, relaxation, alpha, loss).gradient
    for layer in alpha.indices {
      for node in alpha[layer].indices {
        var (above, below) = (alpha, alpha)
        above[layer][node] += 1e-5
        below[layer][node] -= 1e-5
        let expected =
          try (step(model, relaxation, above, loss).loss - step(model, relaxation, below, loss).loss) / 2e-5
        #expect(abs(gradient[layer][node] - expected) < 1e-7 * max(1, abs(expected)), "\(layer) \(node)")
      }
    }
  }

  @Test("A node's cost is what swapping it in changes in the layers' own sums", arguments: [false, true])
  func swaps(remembers: Bool) {
    let table = ToyChip.table(sums: 2, peaks: 0, seed: 6, remembers: remembers)
    let space = PackedCostTable(table)
    let slopes = [0.7, 0, 0, -1.3, 0.4, 0, 2, 1.5]
    func total(_ candidate: [Int]) -> Double {
      var (option, total) = (0, 0.0)
      for (index, layer) in table.layers.enumerated() {
        let entry = option * layer.nodeCount + candidate[index]
        for term in 0..<2 { total += slopes[index * 2 + term] * layer.sums[term][entry] }
        option = layer.nextOption[entry]
      }
      return total
    }
    let sampled = SampledGradient(space: space)
    for candidate in table.candidates {
      let parameters = ArchitectureParameters(space: space)
      var inputOptions = [0]
      for (layer, node) in zip(table.layers, candidate).dropLast() {
        inputOptions.append(layer.nextOption[inputOptions.last! * layer.nodeCount + node])
      }
      sampled.gradient(
        candidate: candidate, inputOptions: inputOptions, sumGradient: [0, 0], layerSumGradient: slopes,
        peakGradient: [], isPublished: false, cost: parameters.cost)
      for (index, layer) in space.layers.enumerated() {
        for node in 0..<layer.nodeCount {
          var swapped = candidate
          swapped[index] = node
          let change =
            parameters.cost[layer.offset + node] - parameters.cost[layer.offset + candidate[index]]
          #expect(abs(change - (total(swapped) - total(candidate))) < 1e-13)
        }
      }
    }
  }

  @Test("An audit names metrics of layers, and a search by one layer's delay makes that layer fast")
  func search() throws {
    let search = try GradientSearch(model: model, steps: 300, seed: 3) { m in
      try m.layers!.metric(named: "delay_us", ofLayer: 1) + 0.01 * m.metric(named: "area_mm2")
    }
    let result = try search.run()
    let audit = search.audit()
    #expect(Set(audit.shares.map(\.metric)) == ["layers[i].delay_us", "area_mm2"])
    #expect(abs(audit.shares.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    let best = try #require(result.best)
    // The second layer's own choices: the least column sharing and the smallest kernel are fastest.
    let node = space.layers[1].node(at: best.nodes[1])
    #expect(node.kernel == 3 && node.columnSharing == 4)
  }

  @Test(
    "A model without metrics of layers says so, an unknown metric suggests, and nothing is asked for twice")
  func inputs() throws {
    let search = try GradientSearch(model: ToyChip.random(seed: 1)) { try $0.metric(named: "area_mm2") }
    #expect(search.evaluation.inputs.layers == nil)
    _ = try step(model, .straightThrough()) { m in
      let layers = m.layers!
      let one = try layers.metric(named: "delay_us", ofLayer: 2)
      #expect(try layers.metric(named: "delay_us", ofLayer: 2).index == one.index)
      #expect(!layers.catalog.names.contains("edap"))
      do throws(SearchError) {
        _ = try layers.metric(named: "delay_u", ofLayer: 0)
        Issue.record("no error")
      } catch {
        #expect("\(error)".contains("delay_us"))
      }
      return one
    }
  }
}
