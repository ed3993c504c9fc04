import Foundation
import XPertCore

/// How long exact optima of Phase 1 take, and whether they are those of the golden table (spec 20 §5).
struct ExactBenchmark: Benchmark {
  static let name = "exact"

  static func rows() throws -> [Row] {
    var slowest = 0.0
    var total = 0.0
    var worst = 0.0
    var largestGap = 0.0
    for optimum in try SearchBenchmark.optima() {
      let model = try SearchBenchmark.model(optimum)
      let tolerance = optimum.tolerance / 100
      var bounds = [
        ExactSearch.Bounds(
          "area_mm2", atLeast: optimum.target * (1 - tolerance), atMost: optimum.target * (1 + tolerance))
      ]
      if optimum.minimumReLUUnits > 0 {
        bounds.append(.init("relu_units", atLeast: Double(optimum.minimumReLUUnits)))
      }
      var result: ExactResult?
      let seconds = try Stopwatch.time {
        result = try ExactSearch(model: model, minimize: "delay_fit", bounds: bounds).run()
      }
      let certificate = result!.certificate
      let error = (certificate.achieved ?? .infinity) / optimum.delay - 1
      slowest = max(slowest, seconds)
      total += seconds
      worst = max(worst, abs(error))
      largestGap = max(largestGap, certificate.gap ?? .infinity)
    }
    let model = try PublishedCosts.model(.published)
    var front: [SearchCandidate] = []
    let frontTime = try Stopwatch.time {
      front = try ExactSearch(model: model, minimize: "delay_fit").pareto(x: "area_mm2", y: "delay_fit")
    }
    return [
      Row("exact optimum, slowest of 72", ours: slowest * 1e3, unit: "ms", limit: 50),
      Row("all 72 exact optima", ours: total, unit: "s", limit: 2),
      Row("largest relative difference to the golden optima", ours: worst, unit: "", limit: 1e-9),
      Row("largest gap left", ours: largestGap, unit: "", limit: 1e-11),
      Row("area-delay front of Phase 1 (\(front.count) points)", ours: frontTime, unit: "s", limit: 1),
    ]
  }
}
