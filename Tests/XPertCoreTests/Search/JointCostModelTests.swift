import Testing

@testable import XPertCore

private let smallSpace = Supernet(
  inputChannels: 3, inputSize: 16, classes: 10,
  layers: [
    .init(channels: [8, 16], columnSharing: [4, 8], adc: [.flash, .sar]),
    .init(channels: [16, 32], columnSharing: [4, 16], shortcut: .init(layers: 1, isProjected: true)),
    .init(channels: [24, 48], adc: [.flash, .sar]),
  ])

private let otherSpace = Supernet(
  inputChannels: 3, inputSize: 8, classes: 4,
  layers: [
    .init(channels: [8, 32], kernel: [3, 5], columnSharing: [4, 8]),
    .init(channels: [], adc: [.flash, .sar], shortcut: .init(layers: 1)),
  ])

private func hardware(_ change: (inout Hardware) -> Void) -> Hardware {
  var hardware = Hardware.xpertDAC2023
  change(&hardware)
  return hardware
}

private let weakCells = hardware { $0.onOffRatio = 5 }
private let resistiveCells = hardware { $0.onResistance = 12_000 }

@Suite("Corners and networks as one cost model")
struct JointCostModelTests {
  private func chip(_ space: Supernet, _ hardware: Hardware = .xpertDAC2023) throws -> ChipCostModel {
    try ChipCostModel(supernet: space, hardware: hardware)
  }

  private func corners() throws -> (joint: JointCostModel, members: [ChipCostModel]) {
    let members = try [chip(smallSpace), chip(smallSpace, weakCells), chip(smallSpace, resistiveCells)]
    let joint = JointCostModel(
      nominal: members[0], corners: [("weak", members[1]), ("resistive", members[2])])
    return (joint, members)
  }

  private func networks() throws -> (joint: JointCostModel, members: [ChipCostModel]) {
    let members = try [chip(smallSpace), chip(otherSpace)]
    return (JointCostModel(networks: [("big", members[0]), ("small", members[1])]), members)
  }

  // MARK: Values

  @Test("every candidate has the quantities that each corner alone gives it, to the bit")
  func cornerValues() throws {
    let (joint, members) = try corners()
    let count = members[0].quantities.count
    #expect(joint.table.candidates.count == 8 * 4 * 4)
    for candidate in joint.table.candidates {
      let values = joint.values(of: candidate)
      for (index, member) in members.enumerated() {
        #expect(Array(values[index * count..<(index + 1) * count]) == member.values(of: candidate))
      }
    }
  }

  @Test("every candidate of two networks has the quantities that each network alone has, to the bit")
  func networkValues() throws {
    let (joint, members) = try networks()
    let count = members[0].quantities.count
    let own = members.map { member in member.table.candidates.map { ($0, member.values(of: $0)) } }
    for (first, firstValues) in own[0] {
      for (second, secondValues) in own[1] {
        let values = joint.values(of: first + second)
        #expect(Array(values[..<count]) == firstValues && Array(values[count...]) == secondValues)
      }
    }
  }

  @Test("metrics made of all corners and networks are the largest and the sums")
  func derived() throws {
    let (joint, members) = try corners()
    let catalog = joint.catalog
    let single = members[0].catalog
    for candidate in joint.table.candidates.prefix(40) {
      let values = joint.values(of: candidate)
      for (index, metric) in single.metrics.enumerated() where metric.quantity.isCost {
        let each = members.map { single.value(at: index, of: $0.values(of: candidate)) }
        let worst = catalog.value(at: try catalog.index(named: "worst.\(metric.name)"), of: values)
        #expect(worst == each.max()!)
        #expect(
          catalog.value(at: try catalog.index(named: "resistive.\(metric.name)"), of: values) == each[2])
        #expect(catalog.value(at: try catalog.index(named: metric.name), of: values) == each[0])
      }
    }
    let (both, parts) = try networks()
    for (a, b) in zip(parts[0].table.candidates, parts[1].table.candidates) {
      let values = both.values(of: a + b)
      for (index, metric) in single.metrics.enumerated() where metric.quantity != .edap {
        let each = [
          single.value(at: index, of: parts[0].values(of: a)),
          single.value(at: index, of: parts[1].values(of: b)),
        ]
        let total = both.catalog.value(at: try both.catalog.index(named: "total.\(metric.name)"), of: values)
        #expect(abs(total / (each[0] + each[1]) - 1) < 1e-14)
      }
      func total(_ name: String) throws -> Double {
        both.catalog.value(at: try both.catalog.index(named: "total.\(name)"), of: values)
      }
      #expect(
        try abs(total("edap") / (total("energy_mJ") * total("delay_ms") * total("area_mm2")) - 1) < 1e-13)
    }
  }

  @Test("names have the scope in front, capacity has no worst value, and what is made of all comes last")
  func names() throws {
    let joint = JointCostModel(nominal: LayeredToyChip(seed: 1), corners: [("hot", LayeredToyChip(seed: 2))])
    let own = MetricCatalog(quantities: [.area, .delay, .energy]).names
    #expect(
      Array(joint.catalog.names.prefix(2 * own.count)) == own + own.map { "hot.\($0)" })
    #expect(
      Array(joint.catalog.names.dropFirst(2 * own.count)) == own.map { "worst.\($0)" })
    #expect(joint.catalog.unscoped == own.indices)
    let catalog = try corners().joint.catalog
    #expect(!catalog.names.contains("worst.relu_units") && catalog.names.contains("weak.relu_units"))
    let networks = try networks().joint.catalog
    #expect(networks.unscoped.isEmpty && networks.names.contains("total.relu_units"))
    #expect(networks.scopes.map(\.path) == ["big", "small", "worst", "total"])
    #expect(networks.scopes.map(\.layers) == [0..<3, 3..<5, nil, nil])
  }

  @Test("a name without its scope, and a misspelt one, are answered with a suggestion")
  func suggestions() throws {
    let networks = try networks().joint.catalog
    #expect(
      throws: SearchError.unknownMetric(
        "delay_us", suggestions: ["worst.delay_us", "total.delay_us", "big.delay_us"])
    ) {
      try networks.index(named: "delay_us")
    }
    #expect(throws: SearchError.unknownMetric("worts.delay_us", suggestions: ["worst.delay_us"])) {
      try networks.index(named: "worts.delay_us")
    }
    let ofCorners = ["relu_units", "weak.relu_units", "resistive.relu_units"]
    #expect(throws: SearchError.unknownMetric("worst.relu_units", suggestions: ofCorners)) {
      try corners().joint.catalog.index(named: "worst.relu_units")
    }
    #expect(throws: SearchError.unknownMetric("worst.delay_us", suggestions: ["delay_us"])) {
      try ToyChip.random(seed: 1).catalog.index(named: "worst.delay_us")
    }
    #expect(throws: SearchError.unknownMetric("delay", suggestions: ["delay_ns", "delay_us", "delay_ms"])) {
      try corners().joint.catalog.index(named: "delay")
    }
  }

  @Test("networks in corners: each has its own, the largest is over all of them, the total is nominal")
  func nested() throws {
    let inner = try [smallSpace, otherSpace].map { space in
      JointCostModel(nominal: try chip(space), corners: [("weak", try chip(space, weakCells))])
    }
    let joint = JointCostModel(networks: [("big", inner[0]), ("small", inner[1])])
    #expect(
      joint.catalog.scopes.map(\.path) == [
        "big", "big.weak", "big.worst", "small", "small.weak", "small.worst", "worst", "total",
      ])
    let candidate = [3, 1, 2, 5, 1]
    let values = joint.values(of: candidate)
    func value(_ name: String) throws -> Double {
      joint.catalog.value(at: try joint.catalog.index(named: name), of: values)
    }
    let alone = try [chip(smallSpace), chip(smallSpace, weakCells)].map { $0.values(of: [3, 1, 2])[1] * 1e6 }
    let others = try [chip(otherSpace), chip(otherSpace, weakCells)].map { $0.values(of: [5, 1])[1] * 1e6 }
    #expect(try abs(value("big.delay_us") - alone[0]) < 1e-12 * alone[0])
    #expect(try abs(value("big.weak.delay_us") - alone[1]) < 1e-12 * alone[1])
    #expect(try value("small.worst.delay_us") == max(value("small.delay_us"), value("small.weak.delay_us")))
    #expect(try value("worst.delay_us") == max(value("big.worst.delay_us"), value("small.worst.delay_us")))
    #expect(try abs(value("total.delay_us") - alone[0] - others[0]) < 1e-12 * (alone[0] + others[0]))
    #expect(joint.catalog.scopes(.network).map(\.layers) == [0..<3, 3..<5])
  }

  // MARK: Gradients

  private func step(
    _ model: any CostModel, _ alpha: [[Double]], temperature: Double = 0.8,
    _ loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws -> (loss: Double, gradient: [[Double]]) {
    let search = try GradientSearch(
      model: model, relaxation: .expectation(temperature: .constant(temperature)), loss: loss)
    search.setArchitectureParameters(alpha)
    let summary = try search.step()
    return (summary.loss, search.architectureGradient)
  }

  private func expectFiniteDifferences(
    _ model: any CostModel, sourceLocation: SourceLocation = #_sourceLocation,
    _ loss: @escaping (LossInputs) throws -> Tape.Scalar
  ) throws {
    let alpha = someAlpha(for: model.table, seed: 11)
    let gradient = try step(model, alpha, loss).gradient
    for layer in alpha.indices {
      for node in alpha[layer].indices {
        var (above, below) = (alpha, alpha)
        above[layer][node] += 1e-5
        below[layer][node] -= 1e-5
        let expected = try (step(model, above, loss).loss - step(model, below, loss).loss) / 2e-5
        #expect(
          abs(gradient[layer][node] - expected) < 1e-7 * max(1, abs(expected)), "\(layer) \(node)",
          sourceLocation: sourceLocation)
      }
    }
  }

  @Test(
    "with corners, the gradient of expected metrics is that of finite differences", arguments: [false, true])
  func cornerGradient(remembers: Bool) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let model = JointCostModel(
        nominal: LayeredToyChip(seed: seed, remembers: remembers),
        corners: [
          ("hot", LayeredToyChip(seed: seed + 10, remembers: remembers)),
          ("weak", LayeredToyChip(seed: seed + 20, remembers: remembers)),
        ])
      try expectFiniteDifferences(model) { m in
        try 0.3e-6 * m.metric(named: "area_mm2") + m.metric(named: "worst.delay_ns") * 1e-9
          * m.metric(named: "hot.energy_pJ").log() + m.metric(named: "worst.area_um2") * 1e-13
          + m.metric(named: "weak.edap") * 1e-13 + m.metric(named: "worst.edap").log()
          + m.layers!.metric(named: "delay_us", ofLayer: 2) * 1e-6
      }
    }
  }

  @Test(
    "with networks, the gradient of expected metrics is that of finite differences", arguments: [false, true])
  func networkGradient(remembers: Bool) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let model = JointCostModel(
        networks: [
          ("a", LayeredToyChip(seed: seed, remembers: remembers)), ("b", LayeredToyChip(seed: seed + 10)),
        ])
      try expectFiniteDifferences(model) { m in
        try 0.3e-6 * m.metric(named: "total.area_mm2") + m.metric(named: "worst.delay_ns") * 1e-9
          * m.metric(named: "b.energy_pJ").log() + m.metric(named: "total.edap") * 1e-13
          + m.metric(named: "a.edap").log() + (m.metric(named: "total.delay_us") * 1e-6).squared()
          + m.layers!.metric(named: "delay_us", ofLayer: 2) * m.layers!.metric(named: "area_mm2", ofLayer: 6)
          * 1e-12
      }
    }
  }

  @Test("the expected metrics of a network are those that it has alone, and so is its gradient")
  func expectedAlone() throws {
    let members = [LayeredToyChip(seed: 4), LayeredToyChip(seed: 5, remembers: true)]
    let joint = JointCostModel(networks: [("a", members[0]), ("b", members[1])])
    let alpha = members.map { someAlpha(for: $0.table, seed: 3) }
    func loss(_ scope: String) -> (LossInputs) throws -> Tape.Scalar {
      { m in try m.metric(named: scope + "delay_ns").log() + m.metric(named: scope + "energy_pJ") * 1e-12 }
    }
    for index in 0...1 {
      let alone = try step(members[index], alpha[index], loss(""))
      let together = try step(joint, alpha[0] + alpha[1], loss(["a.", "b."][index]))
      #expect(abs(together.loss - alone.loss) < 1e-13)
      let own = Array(together.gradient[index * 4..<index * 4 + 4])
      let others = together.gradient[(1 - index) * 4..<(1 - index) * 4 + 4]
      for (a, b) in zip(own.joined(), alone.gradient.joined()) { #expect(abs(a - b) < 1e-13) }
      for slope in others.joined() { #expect(abs(slope) < 1e-13) }
    }
  }

  @Test(
    "a sampled node's cost in two networks is that in its network alone, whatever share is divided",
    arguments: [0, 0.4, 1])
  func sampled(shared: Double) {
    let members = [LayeredToyChip(seed: 6), LayeredToyChip(seed: 7, remembers: true)]
    let joint = JointCostModel(networks: [("a", members[0]), ("b", members[1])])
    var generator = RandomGenerator(seed: 8)
    func cost(_ table: CostTable, _ candidate: [Int], _ onSums: [Double], _ onPeaks: [Double]) -> [[Double]] {
      let space = PackedCostTable(table)
      let parameters = ArchitectureParameters(space: space)
      var options = [0]
      for (layer, node) in zip(table.layers, candidate).dropLast() {
        options.append(layer.nextOption[options.last! * layer.nodeCount + node])
      }
      SampledGradient(space: space).gradient(
        candidate: candidate, inputOptions: options, sumGradient: onSums, peakGradient: onPeaks,
        shared: shared, isPublished: false, cost: parameters.cost)
      return space.layers.map { layer in
        (0..<layer.nodeCount).map { parameters.cost[layer.offset + $0] - parameters.cost[layer.offset] }
      }
    }
    for _ in 0..<50 {
      let candidates = members.map { member in
        member.table.layers.map { generator.index(below: $0.nodeCount) }
      }
      let onSums = (0..<2).map { _ in (0..<4).map { _ in generator.uniform() } }
      let onPeaks = (0..<2).map { _ in (0..<2).map { _ in generator.uniform() } }
      let together = cost(
        joint.table, candidates[0] + candidates[1], onSums[0] + onSums[1], onPeaks[0] + onPeaks[1])
      let alone = (0..<2).flatMap { cost(members[$0].table, candidates[$0], onSums[$0], onPeaks[$0]) }
      for (a, b) in zip(together.joined(), alone.joined()) { #expect(abs(a - b) < 1e-13) }
    }
  }

  @Test("layers of two networks have the metrics that they have alone")
  func layers() throws {
    let (joint, members) = try networks()
    let count = joint.layerQuantities.count
    let candidate = [5, 2, 1, 4, 1]
    func layers(_ model: any LayerCostModel, _ candidate: [Int]) -> [Double] {
      let (sums, peaks) = model.table.aggregates(candidate)
      var values = [Double](repeating: .nan, count: candidate.count * count)
      model.evaluateLayers(candidate: candidate, sums: sums, peaks: peaks, into: &values)
      return values
    }
    #expect(
      layers(joint, candidate) == layers(members[0], [5, 2, 1]) + layers(members[1], [4, 1]))
    let corners = try corners()
    #expect(layers(corners.joint, [5, 2, 1]) == layers(corners.members[0], [5, 2, 1]))
  }

  // MARK: Searches

  private struct Trace: Equatable {
    var losses: [Double]
    var candidates: [[Int]]
    var best: [[Int]]
    var scores: [Double]
    var parameters: [[Double]]
  }

  private func trace(
    _ model: any CostModel, scope: String, _ relaxation: Relaxation, ranked: Bool, polish: Double = 0.3
  ) throws -> Trace {
    let search = try GradientSearch(
      model: model, weights: [("w", .linear(from: 0.1, to: 2))], relaxation: relaxation,
      accept: { try $0.metric(named: scope + "area_mm2") < 20 },
      rank: ranked ? .smallest(scope + "edap") : .loss, steps: 120, seed: 3, starts: 2, polish: polish
    ) { m in
      try m.metric(named: scope + "delay_us").log() + m.metric(named: scope + "energy_uJ").log()
        + m.weight(named: "w") * (m.metric(named: scope + "area_mm2") / 16 - 1).squared()
    }
    let result = try search.run()
    return Trace(
      losses: result.history.losses, candidates: (0..<120).map { result.history.candidate(at: $0) },
      best: result.candidates.map(\.nodes), scores: result.candidates.map(\.score),
      parameters: search.architectureParameters)
  }

  @Test(
    "a search by the metrics of one corner is the plain search on its hardware, bit for bit",
    arguments: [false, true])
  func oneCorner(ranked: Bool) throws {
    let (joint, members) = try corners()
    for relaxation in [Relaxation.straightThrough(), .gumbel(), .expectation()] {
      let plain = try trace(members[1], scope: "", relaxation, ranked: ranked)
      #expect(!plain.best.isEmpty)
      #expect(try trace(joint, scope: "weak.", relaxation, ranked: ranked) == plain)
      #expect(try trace(joint, scope: "", relaxation, ranked: ranked) != plain)
      // The worst of a corner that is like the nominal hardware.
      let same = JointCostModel(nominal: members[1], corners: [("same", members[1])])
      #expect(
        try trace(same, scope: "worst.", relaxation, ranked: ranked, polish: 0)
          == trace(members[1], scope: "", relaxation, ranked: ranked, polish: 0))
    }
  }

  @Test("a robust search finds the least of the worst values, which is no corner's own optimum")
  func robustOptimum() throws {
    // Corners that disagree: what is fast in one is slow in the other.
    let model = JointCostModel(
      nominal: LayeredToyChip(seed: 31),
      corners: [("a", LayeredToyChip(seed: 32)), ("b", LayeredToyChip(seed: 33))])
    let metric = try model.catalog.index(named: "worst.delay_ns")
    let values = Dictionary(
      uniqueKeysWithValues: model.table.candidates.map {
        ($0, model.catalog.value(at: metric, of: model.values(of: $0)))
      })
    let least = values.values.min()!
    for scope in ["", "a.", "b."] {
      let own = try model.catalog.index(named: scope + "delay_ns")
      let best = model.table.candidates.min {
        model.catalog.value(at: own, of: model.values(of: $0))
          < model.catalog.value(at: own, of: model.values(of: $1))
      }!
      #expect(values[best]! > 1.05 * least)
    }
    for seed in 1...5 as ClosedRange<UInt64> {
      let result = try GradientSearch(
        model: model, rank: .smallest("worst.delay_ns"), steps: 150, seed: seed, polish: 0.3
      ) { try $0.metric(named: "worst.delay_ns").log() }.run()
      #expect(result.best?.score == least && result.distinctCount < 150)
    }
  }

  @Test("where nothing couples two networks, the best of both are the best of each")
  func separable() throws {
    let (joint, members) = try networks()
    func least(_ model: ChipCostModel) -> (candidate: [Int], delay: Double) {
      let all = model.table.candidates.map { ($0, model.values(of: $0)[1]) }
      return all.min { $0.1 < $1.1 }!
    }
    let own = members.map(least)
    let result = try GradientSearch(
      model: joint, rank: .smallest("total.delay_us"), steps: 400, seed: 2, polish: 0.2
    ) { try $0.metric(named: "total.delay_us").log() }.run()
    let best = try #require(result.best)
    #expect(abs(best.score / ((own[0].delay + own[1].delay) * 1e6) - 1) < 1e-12)
    let annealed = try BaselineSearch(
      .annealing(), model: joint, rank: .smallest("total.delay_us"), steps: 800, seed: 2
    ) { try $0.metric(named: "total.delay_us") }.run()
    #expect(annealed.best?.nodes == best.nodes)
  }

  @Test("polishing keeps every corner below the worst value that it is to lower")
  func polishedWorst() throws {
    let (joint, _) = try networks()
    let metric = try joint.catalog.index(named: "worst.delay_us")
    var least = Double.infinity
    let area = try joint.catalog.index(named: "total.area_mm2")
    for candidate in joint.table.candidates {
      let values = joint.values(of: candidate)
      if joint.catalog.value(at: area, of: values) < 18 {
        least = min(least, joint.catalog.value(at: metric, of: values))
      }
    }
    let result = try GradientSearch(
      model: joint, accept: { try $0.metric(named: "total.area_mm2") < 18 },
      rank: .smallest("worst.delay_us"),
      steps: 300, seed: 1, polish: 0.4
    ) { m in
      try m.metric(named: "worst.delay_us").log() + 10 * (m.metric(named: "total.area_mm2") / 18 - 1).relu()
    }.run()
    #expect(result.best?.score == least)
  }

  @Test("where a worst value changes hands, polishing sees the curvature of either side and not the kink")
  func kink() throws {
    let alone = LayeredToyChip(seed: 31)
    let same = JointCostModel(nominal: alone, corners: [("same", alone)])
    func trace(_ model: any CostModel, _ scope: String) throws -> [Double] {
      let search = try GradientSearch(model: model, steps: 200, seed: 4, polish: 0.5) { m in
        try (m.metric(named: scope + "delay_us") * 1e-6).squared()
          + (m.metric(named: scope + "area_mm2") * 1e-6 - 4).squared()
      }
      return try search.run().history.losses
    }
    let (plain, joint) = (try trace(alone, ""), try trace(same, "worst."))
    #expect(joint.prefix(100) == plain.prefix(100))
    // The same moves are proposed, in spite of quantities that are followed twice.
    #expect(Set(joint.suffix(100)).intersection(plain.suffix(100)).count > 80)
    #expect(joint.min() == plain.min())
  }

  @Test("the audit names the corners whose metrics decide")
  func audit() throws {
    let (joint, _) = try corners()
    let search = try GradientSearch(model: joint, steps: 100, seed: 3) {
      try $0.metric(named: "worst.delay_us").log() + $0.metric(named: "resistive.area_mm2").log()
    }
    _ = try search.run()
    let audit = search.audit()
    #expect(
      Set(audit.shares.map(\.metric)).isSubset(of: [
        "delay_us", "weak.delay_us", "resistive.delay_us", "resistive.area_mm2",
      ]))
    #expect(audit.shares.contains { $0.metric == "weak.delay_us" })
    #expect(audit.shares.contains { $0.metric == "resistive.area_mm2" })
  }

  @Test("NSGA-II takes metrics of corners as objectives")
  func objectives() throws {
    let (joint, _) = try corners()
    let result = try BaselineSearch(
      .nsga2(objectives: ["worst.delay_us", "area_mm2"], population: 10), model: joint,
      rank: .smallest("worst.delay_us"), steps: 100, seed: 1
    ).run()
    let front = try result.pareto(["worst.delay_us", "area_mm2"])
    #expect(front.count > 1)
    #expect(throws: SearchError.unknownMetric("worst.dealy_us", suggestions: ["worst.delay_us"])) {
      try BaselineSearch(
        .nsga2(objectives: ["worst.dealy_us", "area_mm2"]), model: joint, rank: .smallest("area_mm2"))
    }
  }
}
