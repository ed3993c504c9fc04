import Foundation
import XPertLua

/// How long the circuit simulator takes. No peer: the reference's source may not be had here.
struct SimulatorBenchmark: Benchmark {
  static let name = "simulator"

  private static let vgg16: Network = {
    let space = Backbone.vgg16()
    return space.network(of: space.layers.map { _ in 0 })
  }()

  static func rows() throws -> [Row] {
    // Cold: circuits are sized anew every time, nothing is remembered between runs.
    let expected = try Stopwatch.least(of: 20) {
      _ = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(vgg16)
    }
    let table = try Stopwatch.least(of: 10) {
      _ = try ChipCostModel(supernet: PublishedCosts.phase1, hardware: .xpertDAC2023)
    }
    // One layer after the other takes its next node; the chip around it is sized anew each time.
    let model = try ChipCostModel(supernet: PublishedCosts.phase1, hardware: .xpertDAC2023)
    var candidate = [Int](repeating: 0, count: model.table.layers.count)
    var sums = [Double](repeating: 0, count: model.table.sumNames.count)
    var peaks = [Double](repeating: 0, count: model.table.peakNames.count)
    var values = [Double](repeating: 0, count: model.quantities.count)
    let changes = 1000
    let changed = Stopwatch.least(of: 10) {
      for change in 0..<changes {
        let layer = change % candidate.count
        candidate[layer] = (candidate[layer] + 1) % model.table.layers[layer].nodeCount
        model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
        model.evaluate(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      }
    }
    var traced = ChipEvaluator(hardware: .xpertDAC2023)
    traced.activity = .generated(
      TraceGenerator(seed: 1, weights: .uniform, inputs: .activations(density: 0.5)))
    let traces = try Stopwatch.least(of: 3) { _ = try traced.evaluate(vgg16) }
    return [
      Row("VGG16, expectations, cold", ours: expected * 1e3, unit: "ms", limit: 1),
      Row("cost table of Phase 1 (1,960 layer configurations)", ours: table * 1e3, unit: "ms", limit: 30),
      Row(
        "VGG16, one choice of one layer changed", ours: changed / Double(changes) * 1e6, unit: "us", limit: 20
      ),
      Row("VGG16, every window and bit of generated traces", ours: traces, unit: "s", limit: 1),
    ] + (try scaling())
  }

  /// How time grows with layers and channels. Evaluation takes one core: searches use several by running
  /// beside each other.
  private static func scaling() throws -> [Row] {
    func expected(_ network: Network) throws -> Double {
      try Stopwatch.least(of: 10) { _ = try ChipEvaluator(hardware: .xpertDAC2023).evaluate(network) }
    }
    var traced = ChipEvaluator(hardware: .xpertDAC2023)
    traced.activity = .generated(
      TraceGenerator(seed: 1, weights: .uniform, inputs: .activations(density: 0.5)))
    var rows: [Row] = []
    for copies in [1, 3, 9] {
      let network = deepened(by: copies)
      rows.append(
        Row("\(network.layers.count) layers, expectations", ours: try expected(network) * 1e3, unit: "ms"))
    }
    for factor in [1, 2, 4] {
      let network = widened(by: factor)
      rows.append(
        Row("VGG16 of \(factor) x the channels, expectations", ours: try expected(network) * 1e3, unit: "ms"))
      if factor > 2 { continue }
      rows.append(
        Row(
          "VGG16 of \(factor) x the channels, traces",
          ours: try Stopwatch.least(of: 1) { _ = try traced.evaluate(network) }, unit: "s"))
    }
    return rows
  }

  /// VGG16 with convolutions 9, 11 and 12, of 512 channels, several times over.
  private static func deepened(by copies: Int) -> Network {
    var network = vgg16
    network.layers = vgg16.layers.flatMap { layer in
      let repeats = layer.inputChannels == 512 && layer.outputChannels == 512 && !layer.isPooled
      return Array(repeating: layer, count: repeats ? copies : 1)
    }
    return network
  }

  private static func widened(by factor: Int) -> Network {
    var network = vgg16
    for index in network.layers.indices {
      if index > 0 { network.layers[index].inputChannels *= factor }
      if !network.layers[index].isClassifier { network.layers[index].outputChannels *= factor }
    }
    return network
  }
}
