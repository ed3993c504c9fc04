import Foundation
import Testing

@testable import XPertCore
@testable import XPertValidation

@Suite struct PublishedCostsTests {
  /// Compares a golden table; the file's name decides the validator.
  static func compare(_ text: String, as name: String) throws -> Comparison {
    let validator = try #require(GoldenValidator.forFile(at: name))
    var comparison = Comparison()
    try validator.validate(try GoldenTable(text: text, path: name), &comparison)
    return comparison
  }

  static func golden(_ name: String) throws -> String {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "csv", subdirectory: "Golden/phase1"))
    return try String(contentsOf: url, encoding: .utf8)
  }

  @Test("the fits reproduce a sample of the tabulated layer costs")
  func sample() throws {
    let comparison = try Self.compare(Self.golden("published_costs_sample"), as: "published_costs.csv")
    #expect(comparison.quantities.map(\.name) == ["tiles", "speed_up", "delay", "area_mm2"])
    #expect(comparison.quantities.allSatisfy { $0.checked == 53 } && comparison.failed == 0)
  }

  @Test(
    "the exact search finds all 72 optima; both models reproduce delay, area and tiles of the stated ones")
  func optima() throws {
    let comparison = try Self.compare(Self.golden("exact_optima"), as: "exact_optima.csv")
    #expect(comparison.quantities.map(\.name) == ["lower_bound_delay", "optimal_delay", "area_mm2", "tiles"])
    #expect(comparison.quantities.map(\.checked) == [72, 108, 36, 36] && comparison.failed == 0)
    #expect(comparison.quantities.allSatisfy { $0.notSupported == 0 })
  }

  /// What is said of a certificate beside a bracket.
  static func failures(
    lower: Double, upper: Double, _ lowerBound: Double, _ achieved: Double?
  ) throws -> [String] {
    let text = "lower_bound_delay,optimal_delay\n\(lower),\(upper)\n"
    let certificate = ExactCertificate(
      metric: "delay_fit", lowerBound: lowerBound, achieved: achieved, method: .dynamicProgramming, states: 1,
      buckets: 1, expanded: 1, completed: 1)
    var comparison = Comparison()
    try GoldenValidator.compare(
      certificate, try GoldenTable(text: text, path: "optima.csv").rows[0], &comparison)
    #expect(comparison.failed >= comparison.failures.count && comparison.checked >= 2)
    return comparison.failed > 0 && comparison.failures.isEmpty ? ["a wrong number"] : comparison.failures
  }

  @Test("an open bracket passes every certificate inside, as wide, tighter, or closed")
  func openBracket() throws {
    for (lowerBound, achieved) in [
      (120.7, 120.9), (120.8, 120.9), (120.7, 120.85), (120.8, 120.8), (120.7, 120.7), (120.9, 120.9),
      (120.7 * (1 - 1e-10), 120.9 * (1 + 1e-10)),
    ] {
      #expect(try Self.failures(lower: 120.7, upper: 120.9, lowerBound, achieved) == [])
    }
  }

  @Test("a certificate that leaves an open bracket fails, with the number and the bracket")
  func outsideBracket() throws {
    #expect(
      try Self.failures(lower: 120.7, upper: 120.9, 120.6, 120.8)
        == ["optima.csv:2: lower_bound_delay: 120.6 is outside of 120.7 to 120.9"])
    #expect(
      try Self.failures(lower: 120.7, upper: 120.9, 120.8, 121)
        == ["optima.csv:2: optimal_delay: 121.0 is outside of 120.7 to 120.9"])
    #expect(try Self.failures(lower: 120.7, upper: 120.9, 120.91, 120.91).count == 2)
    #expect(try Self.failures(lower: 120.7, upper: 120.9, 120.5, 120.5).count == 2)
    #expect(try Self.failures(lower: 120.7, upper: 120.9, 120.8, nil).count == 1)
    #expect(try Self.failures(lower: 120.7, upper: 120.9, .nan, 120.8).count == 1)
  }

  @Test("a closed bracket is the optimum: met and proven, or failed")
  func closedBracket() throws {
    #expect(try Self.failures(lower: 62.5, upper: 62.5, 62.5, 62.5) == [])
    #expect(
      try Self.failures(lower: 62.5, upper: 62.5, 62.4, 62.5)
        == ["optima.csv:2: the exact search left a gap"])
    #expect(try Self.failures(lower: 62.5, upper: 62.5, 62.6, 62.6) == ["a wrong number"])
    #expect(throws: GoldenError.self) { try Self.failures(lower: 62.6, upper: 62.5, 62.5, 62.5) }
  }

  @Test("a search inside a planted bracket passes, one outside fails")
  func plantedBracket() throws {
    let lines = try Self.golden("exact_optima").split(whereSeparator: \.isNewline)
    // The optimum is 62.16; the row names no architecture that would be checked as well.
    func failed(_ lower: Double, _ upper: Double) throws -> Int {
      let row = "published,20,2,0,\(upper),\(lower),,,"
      return try Self.compare("\(lines[0])\n\(row)\n", as: "exact_optima.csv").failed
    }
    #expect(lines[1].hasPrefix("published,20,2,0,62.1598"))
    #expect(try failed(62.1, 62.2) == 0)
    #expect(try failed(62.16, 62.2) == 2)
    #expect(try failed(62.1, 62.15) == 2)
  }

  @Test("a table with a wrong number is not passed")
  func wrongNumber() throws {
    let text = try Self.golden("published_costs_sample")
    let lines = text.split(whereSeparator: \.isNewline)
    var fields = lines[1].split(separator: ",")
    fields[8] = "17"
    let wrong = ([lines[0]] + [Substring(fields.joined(separator: ","))] + lines.dropFirst(2)).joined(
      separator: "\n")
    let comparison = try Self.compare(wrong, as: "published_costs.csv")
    #expect(comparison.failed == 1 && comparison.worstError > 0.1)
  }

  @Test("the other quantities are those of the network")
  func network() throws {
    let supernet = PublishedCosts.phase1
    for variant in PublishedCosts.Variant.allCases {
      let model = try PublishedCosts.model(variant)
      // VGG16 itself, flash, 8 columns per ADC.
      let candidate = zip(supernet.layers, Backbone.vgg16Channels).map { layer, channels in
        layer.nodes.firstIndex { $0.channels == channels && $0.columnSharing == 8 && $0.adc == .flash }!
      }
      let network = supernet.network(of: candidate)
      var sums = [Double](repeating: 0, count: model.quantities.count)
      var peaks: [Double] = []
      model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
      let values = Dictionary(uniqueKeysWithValues: zip(model.quantities, sums))
      #expect(values[.reluUnits] == Double(network.reluUnits))
      #expect(values[.weights] == Double(network.weights))
      #expect(values[.multiplyAccumulates] == Double(network.multiplyAccumulates))
      #expect(
        network.weights == 14_715_584 && network.layers.prefix(10).map(\.reluUnits).reduce(0, +) == 270_336)
    }
  }

  @Test("choices without a fit are refused by name")
  func unsupported() {
    func message(_ change: (inout Supernet.LayerChoices) -> Void) -> String? {
      var supernet = PublishedCosts.phase1
      change(&supernet.layers[2])
      do { _ = try PublishedCosts.model(.published, for: supernet) } catch { return error.description }
      return nil
    }
    #expect(
      message { $0.kernel = [3, 5] }
        == "supernet.layers[3].kernel: the published fits hold for 3 only, got 5")
    #expect(message { $0.stride = 2 }?.contains("layers[3].stride") == true)
    #expect(message { $0.crossbar = [128] }?.contains("layers[3].crossbar") == true)
    #expect(message { $0.adcBits = [4] }?.contains("layers[3].adc_bits") == true)
    #expect(message { $0.inputBits = [4] }?.contains("layers[3].input_bits") == true)
    #expect(message { _ in } == nil)
  }
}
