import Foundation
import XPertCore

/// How near searches come to the exact optima of Phase 1, and how long they take (spec 20 §5).
///
/// Every run evaluates exactly 2,000 architectures. A run that found no feasible candidate counts as not found;
/// gaps are over the found runs, next to their share. The library's defaults were chosen on seeds 1001 to 1020;
/// seeds 1, 2, … are reported.
struct SearchBenchmark {
  /// One method on one target.
  struct Row: Codable {
    let costModel: String
    let tolerancePercent: Double
    let minimumReLUUnits: Int
    let method: String
    let areaTargetMM2: Double
    let runs: Int
    let found: Int
    /// Percent above the optimal delay, over the found runs; nil if there is none.
    let meanGapPercent: Double?
    let minimumGapPercent: Double?
    let maximumGapPercent: Double?
    let meanMillisecondsPerRun: Double
  }

  /// A row of `exact_optima.csv`.
  struct Optimum {
    let variant: PublishedCosts.Variant
    let target: Double
    let tolerance: Double
    let minimumReLUUnits: Int
    let delay: Double
  }

  /// A search method. `run` returns the best feasible candidate's delay.
  struct Method {
    let name: String
    let run: (_ problem: Problem, _ seed: UInt64) throws -> Double?
  }

  struct Problem {
    let model: AdditiveCostModel
    let optimum: Optimum

    func isFeasible(_ step: StepSummary) -> Bool {
      abs(step.values[0] * 1e6 / optimum.target - 1) < optimum.tolerance / 100
        && step.values[3] >= Double(optimum.minimumReLUUnits)
    }
  }

  let seeds: Int
  /// Only the published cost model at 2 %, two methods.
  let isQuick: Bool
  let steps = 2000

  func run() throws -> [Row] {
    let optima = try Self.optima()
    var rows: [Row] = []
    func section(
      _ title: String, _ variant: PublishedCosts.Variant, _ tolerance: Double, _ minimum: Int, _ methods: [Method]
    ) throws {
      let model = minimum == 0 ? try PublishedCosts.model(variant) : try Self.capacityModel()
      let chosen = optima.filter {
        $0.variant == variant && $0.tolerance == tolerance && $0.minimumReLUUnits == minimum
      }
      print("\n\(title), \(seeds) seeds per target, \(steps) evaluations per run")
      for method in methods {
        let own = try chosen.map { try measure(method, Problem(model: model, optimum: $0)) }
        report(method.name, own)
        rows += own
      }
    }
    let main = [Self.plain, Self.ramped, Self.random]
    if isQuick {
      try section("published costs, tolerance 2 %", .published, 2, 0, [Self.plain, Self.random])
      return rows
    }
    try section(
      "published costs, tolerance 2 %", .published, 2, 0,
      main + [Self.sgd13, Self.sgdMomentum, Self.gumbel, Self.expectation, Self.gate])
    try section("published costs, tolerance 5 %", .published, 5, 0, main)
    try section("complete costs, tolerance 2 %", .complete, 2, 0, main)
    try section("complete costs, tolerance 5 %", .complete, 5, 0, main)
    for minimum in [270_336, 412_672] {
      for tolerance in [2.0, 5] {
        try section(
          "published costs, tolerance \(Int(tolerance)) %, at least \(minimum) ReLU units in layers 1 to 10",
          .published, tolerance, minimum, [Self.capacity, Self.random])
      }
    }
    return rows
  }

  // MARK: Methods

  /// The library's defaults with the loss of spec 20 §4: constant weights.
  static var plain: Method { gradient("gradient (defaults)") }
  /// The same with the area error's weight rising.
  static var ramped: Method {
    gradient(
      "gradient, area weight 0.1 to 100", areaWeight: .exponential(from: 0.1, to: 100))
  }
  static var sgd13: Method {
    gradient("gradient, SGD 13", optimizer: .sgd(learningRate: 13))
  }
  static var sgdMomentum: Method {
    gradient(
      "gradient, SGD 1.3 momentum 0.9", optimizer: .sgd(learningRate: 1.3, momentum: 0.9))
  }
  static var gumbel: Method {
    gradient("gumbel", relaxation: .gumbel())
  }
  static var expectation: Method {
    gradient(
      "expectation, area weight 0.3 to 30", relaxation: .expectation(),
      areaWeight: .exponential(from: 0.3, to: 30))
  }
  static var gate: Method {
    gradient(
      "published (zero gradient)", relaxation: .published(), optimizer: .sgd(learningRate: 13))
  }
  /// The area error and the missing capacity, squared.
  static var capacity: Method {
    gradient("gradient, capacity weight 30", capacityWeight: 30)
  }

  static var random: Method {
    Method(name: "random search") { problem, seed in
      try RandomSearch(
        model: problem.model, accept: problem.isFeasible, rank: .smallest("delay_fit"), seed: seed
      ).run().best?.metric(named: "delay_fit")
    }
  }

  private static func gradient(
    _ name: String, relaxation: @autoclosure @escaping () -> Relaxation = .straightThrough(),
    optimizer: @autoclosure @escaping () -> Optimizer? = nil,
    areaWeight: @autoclosure @escaping () -> Schedule = 1, capacityWeight: Double = 0
  ) -> Method {
    Method(name: name) { problem, seed in
      let target = problem.optimum.target
      let minimum = Double(problem.optimum.minimumReLUUnits)
      return try GradientSearch(
        model: problem.model, weights: [("lambda1", 0.01), ("area", areaWeight())], optimizer: optimizer(),
        relaxation: relaxation(), accept: problem.isFeasible, rank: .smallest("delay_fit"), seed: seed
      ) { m in
        let error = (try m.metric(named: "area_mm2") / target - 1).squared()
        let loss = try m.weight(named: "lambda1") * m.metric(named: "delay_fit") + m.weight(named: "area") * error
        if capacityWeight == 0 { return loss }
        return try loss + capacityWeight * (1 - m.metric(named: "relu_units") / minimum).relu().squared()
      }.run().best?.metric(named: "delay_fit")
    }
  }

  // MARK: Measuring

  private func measure(_ method: Method, _ problem: Problem) throws -> Row {
    var gaps: [Double] = []
    let start = ContinuousClock.now
    for seed in 1...seeds {
      guard let delay = try method.run(problem, UInt64(seed)) else { continue }
      gaps.append((delay / problem.optimum.delay - 1) * 100)
    }
    let seconds = Double((ContinuousClock.now - start).components.attoseconds) * 1e-18
      + Double((ContinuousClock.now - start).components.seconds)
    return Row(
      costModel: problem.optimum.variant.rawValue, tolerancePercent: problem.optimum.tolerance,
      minimumReLUUnits: problem.optimum.minimumReLUUnits, method: method.name,
      areaTargetMM2: problem.optimum.target, runs: seeds, found: gaps.count,
      meanGapPercent: gaps.isEmpty ? nil : gaps.reduce(0, +) / Double(gaps.count),
      minimumGapPercent: gaps.min(), maximumGapPercent: gaps.max(),
      meanMillisecondsPerRun: seconds * 1e3 / Double(seeds))
  }

  /// A table: per target the share of found runs and mean, smallest and largest gap.
  private func report(_ name: String, _ rows: [Row]) {
    print("  \(name)")
    print("    mm2   found   gap %: mean     min     max   ms/run")
    func number(_ value: Double?) -> String { value.map { String(format: "%7.2f", $0) } ?? "      -" }
    for row in rows {
      print(
        String(format: "    %3.0f  %3d/%3d      ", row.areaTargetMM2, row.found, row.runs),
        number(row.meanGapPercent), number(row.minimumGapPercent), number(row.maximumGapPercent),
        String(format: " %7.1f", row.meanMillisecondsPerRun))
    }
    let found = rows.map(\.found).reduce(0, +)
    let sum = rows.reduce(0) { $0 + ($1.meanGapPercent ?? 0) * Double($1.found) }
    print(
      String(format: "    all  %3d/%3d      ", found, rows.map(\.runs).reduce(0, +)),
      number(found == 0 ? nil : sum / Double(found)), number(rows.compactMap(\.minimumGapPercent).min()),
      number(rows.compactMap(\.maximumGapPercent).max()),
      String(format: " %7.1f", rows.map(\.meanMillisecondsPerRun).reduce(0, +) / Double(max(1, rows.count))))
  }

  // MARK: Data

  /// The published model with the ReLU units of layers 1 to 10 only, which the optima constrain.
  private static func capacityModel() throws -> AdditiveCostModel {
    let model = try PublishedCosts.model(.published)
    let term = model.quantities.firstIndex(of: .reluUnits)!
    var layers = model.table.layers
    for layer in 10..<layers.count { layers[layer].sums[term] = layers[layer].sums[term].map { _ in 0 } }
    return AdditiveCostModel(
      table: CostTable(sumNames: model.table.sumNames, layers: layers), quantities: model.quantities)
  }

  static func optima() throws -> [Optimum] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../../Tests/XPertCoreTests/Golden/phase1/exact_optima.csv")
    return try String(contentsOf: file, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count > 4, let variant = PublishedCosts.Variant(rawValue: fields[0]),
        let target = Double(fields[1]), let tolerance = Double(fields[2]), let minimum = Int(fields[3]),
        let delay = Double(fields[4])
      else { throw CocoaError(.fileReadCorruptFile) }
      return Optimum(
        variant: variant, target: target, tolerance: tolerance, minimumReLUUnits: minimum, delay: delay)
    }
  }
}
