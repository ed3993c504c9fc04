import Testing

@testable import XPertCore

/// The certified search for metrics of a chip against an enumeration of all candidates.
@Suite struct ChipSolverTests {
  /// A random space of at most a few hundred candidates: convolutions, shortcuts, several kinds of hardware.
  static func model(seed: UInt64) throws -> ChipCostModel {
    var generator = RandomGenerator(seed: seed)
    func some(_ values: [Int]) -> [Int] {
      let count = 1 + generator.index(below: 3)
      var chosen: [Int] = []
      for value in values where chosen.count < count && generator.uniform() < 0.6 { chosen.append(value) }
      return chosen.isEmpty ? [values[generator.index(below: values.count)]] : chosen
    }
    var layers: [Supernet.LayerChoices] = []
    for layer in 0..<2 + generator.index(below: 2) {
      var choices = Supernet.LayerChoices(channels: some([16, 64, 200, 512]))
      choices.columnSharing = Array(some([2, 8, 32]).prefix(2))
      choices.adc = generator.index(below: 2) == 0 ? [.flash, .sar] : [.sar]
      choices.isPooled = layer == 0
      layers.append(choices)
    }
    var hardware = Hardware.xpertDAC2023
    if generator.index(below: 4) == 0 { hardware.isSynchronous = false }
    if generator.index(below: 4) == 0 { hardware.activatesAtChip = false }
    // A shortcut is added before the activation, which must then be on the chip.
    if hardware.activatesAtChip && generator.index(below: 3) == 0 {
      layers.append(.init(channels: [], shortcut: .init(layers: 1)))
    }
    return try ChipCostModel(
      supernet: Supernet(inputChannels: 3, inputSize: 16, classes: 10, layers: layers), hardware: hardware)
  }

  @Test("1,200 random instances: the bracket holds the optimum, and what is achieved is a candidate's value")
  func brackets() throws {
    let metrics = ["area_mm2", "delay_us", "energy_uJ", "edap"]
    var instances = 0
    var closed = 0
    for seed in 1...75 {
      let model = try Self.model(seed: UInt64(seed))
      let catalog = MetricCatalog(quantities: model.quantities)
      let all = model.table.candidates.map { model.values(of: $0) }
      var generator = RandomGenerator(seed: UInt64(seed) + 1000)
      for metric in metrics {
        let index = try catalog.index(named: metric)
        for kind in 0..<4 {
          var bounds: [ExactSearch.Bounds] = []
          let anchor = all[generator.index(below: all.count)]
          func value(_ name: String) throws -> Double {
            catalog.value(at: try catalog.index(named: name), of: anchor)
          }
          if kind == 1 { bounds.append(.init("relu_units", atLeast: try value("relu_units"))) }
          if kind == 2 { bounds.append(.init("area_mm2", atMost: try value("area_mm2") * 1.02)) }
          if kind == 3 {
            bounds.append(
              .init("area_mm2", atLeast: try value("area_mm2") * 0.9, atMost: try value("area_mm2") * 1.1))
            bounds.append(.init("delay_us", atMost: try value("delay_us") * 1.3))
          }
          let feasible = try all.filter { values in
            try bounds.allSatisfy { bound in
              let value = catalog.value(at: try catalog.index(named: bound.metric), of: values)
              return bound.lower <= value && value <= bound.upper
            }
          }
          let optimum = feasible.map { catalog.value(at: index, of: $0) }.min()!
          var search = try ExactSearch(model: model, minimize: metric, bounds: bounds)
          search.limit = 200_000
          search.enumerationLimit = 0  // the bounds alone
          let found = try search.run().certificate
          instances += 1
          let achieved = try #require(found.achieved)
          #expect(found.lowerBound <= optimum * (1 + 1e-9), "\(seed) \(metric) \(kind)")
          #expect(achieved >= optimum * (1 - 1e-9), "\(seed) \(metric) \(kind)")
          if achieved <= optimum * 1.001 { closed += 1 }
          #expect(
            found.method == .branchAndBound && found.gap! < 0.05, "\(seed) \(metric) \(kind) \(found.gap!)")
        }
      }
    }
    #expect(instances == 1200)
    #expect(closed == instances, "\(closed) within a thousandth of the optimum")
  }

  @Test("bounds that a candidate's own values state, in their unit, do not exclude it")
  func ownValues() throws {
    let bounded = ["area_mm2", "delay_us", "energy_uJ", "edap", "leakage_uW"]
    for seed in 1...40 {
      let model = try Self.model(seed: UInt64(seed))
      let catalog = MetricCatalog(quantities: model.quantities)
      let all = model.table.candidates.map { model.values(of: $0) }
      var generator = RandomGenerator(seed: UInt64(seed) + 2000)
      let anchor = all[generator.index(below: all.count)]
      func value(_ name: String, _ values: [Double]) throws -> Double {
        catalog.value(at: try catalog.index(named: name), of: values)
      }
      for name in bounded {
        let own = try value(name, anchor)
        let most = try ExactSearch(model: model, minimize: "delay_us", bounds: [.init(name, atMost: own)])
          .run()
        let same = try ExactSearch(
          model: model, minimize: "delay_us", bounds: [.init(name, atLeast: own, atMost: own)]
        ).run()
        let within = try all.filter { try value(name, $0) <= own }.map { try value("delay_us", $0) }.min()!
        let equal = try all.filter { try value(name, $0) == own }.map { try value("delay_us", $0) }.min()!
        #expect(most.certificate.lowerBound <= within * (1 + 1e-9), "\(seed) \(name)")
        #expect(same.certificate.lowerBound <= equal * (1 + 1e-9) && same.best != nil, "\(seed) \(name)")
      }
    }
  }

  @Test(
    "an empty front says whether that is proven, and needs no unit to refuse a lower bound"
  )
  func emptyFront() throws {
    let model = try Self.model(seed: 1)
    let front = try ExactSearch(
      model: model, minimize: "delay_us", bounds: [.init("relu_units", atLeast: 1e12)]
    ).certifiedFront(x: "area_mm2", y: "delay_us", count: 3)
    #expect(front.points.isEmpty && front.isInfeasible)
    #expect(throws: SearchError.frontBoundedBelow("area_um2")) {
      _ = try ExactSearch(
        model: model, minimize: "delay_us", bounds: [.init("area_um2", atLeast: 1)]
      ).certifiedFront(x: "area_mm2", y: "delay_us", count: 3)
    }
  }

  @Test("what a checkpoint throws ends the search, and asking changes nothing")
  func checkpoint() throws {
    struct Stop: Error, Equatable {}
    let layers = (0..<4).map { layer in
      Supernet.LayerChoices(
        channels: [64, 128, 256], isPooled: layer % 2 == 1, columnSharing: [2, 8, 32], adc: [.flash, .sar])
    }
    let model = try ChipCostModel(
      supernet: Supernet(inputChannels: 3, inputSize: 32, classes: 10, layers: layers),
      hardware: .xpertDAC2023)
    var search = try ExactSearch(
      model: model, minimize: "energy_uJ", bounds: [.init("area_mm2", atLeast: 30, atMost: 31)])
    search.limit = 600_000
    var calls = 0
    #expect(try search.run { calls += 1 }.certificate == search.run().certificate)
    #expect(calls > 5)
    calls = 0
    #expect(throws: Stop()) {
      _ = try search.run {
        calls += 1
        if calls == 3 { throw Stop() }
      }
    }
    #expect(calls == 3)
  }

  @Test("of equal values a front has the candidate of the narrower bound")
  func ties() throws {
    for seed in 1...20 {
      let model = try Self.model(seed: UInt64(seed))
      let front = try ExactSearch(model: model, minimize: "tiles")
        .certifiedFront(x: "energy_uJ", y: "tiles", count: 4)
      for (narrow, wide) in zip(front.points, front.points.dropFirst()) {
        let (narrow, wide) = (narrow.result.best!, wide.result.best!)
        if try narrow.metric(named: "tiles") == wide.metric(named: "tiles") {
          #expect(try narrow.metric(named: "energy_uJ") >= wide.metric(named: "energy_uJ"), "\(seed)")
        }
      }
    }
  }

  @Test("the metrics that a chip's solver bounds are where the chip's model has them")
  func positions() throws {
    let model = try Self.model(seed: 1)
    #expect(ChipMetric.allCases.map { model.quantities[$0.rawValue] } == [.area, .delay, .energy])
    // What is not bounded as a metric is a sum of the table.
    #expect(
      model.quantities.indices.filter { model.additiveSum(of: $0) == nil }
        == ChipMetric.allCases.map(\.rawValue))
  }

  @Test("no bound of a region is above what the simulator says of any candidate in it")
  func bounds() throws {
    for seed in 1...20 {
      let model = try Self.model(seed: UInt64(seed))
      let bounds = ChipBounds(model)
      for candidate in model.table.candidates.prefix(60) {
        var region = bounds.root
        let drivers = bounds.drivers(of: candidate)
        let values = model.values(of: candidate)
        for _ in 0..<2 {
          let found = bounds.bounds(of: candidate, in: region)
          for metric in ChipMetric.allCases {
            #expect(found[metric] <= values[metric] * (1 + 1e-12), "\(seed) \(metric)")
          }
          for peak in region.peaks.indices { region.peaks[peak] = drivers.peaks[peak]...drivers.peaks[peak] }
          for sum in region.sums.indices { region.sums[sum] = drivers.sums[sum]...drivers.sums[sum] }
        }
      }
    }
  }
}
