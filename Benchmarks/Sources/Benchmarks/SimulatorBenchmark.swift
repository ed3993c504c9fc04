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
    var traced = ChipEvaluator(hardware: .xpertDAC2023)
    traced.activity = .generated(
      TraceGenerator(seed: 1, weights: .uniform, inputs: .activations(density: 0.5)))
    let traces = try Stopwatch.least(of: 3) { _ = try traced.evaluate(vgg16) }
    return [
      Row("VGG16, expectations, cold", ours: expected * 1e3, unit: "ms", limit: 5),
      Row("cost table of Phase 1 (1,960 layer configurations)", ours: table * 1e3, unit: "ms", limit: 30),
      Row("VGG16, every window and bit of generated traces", ours: traces, unit: "s"),
    ]
  }
}
