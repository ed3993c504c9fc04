import XPertCore

extension GoldenValidator {
  static let phase1: [String: GoldenValidator] = [
    "published_costs.csv": .rows(publishedCosts),
    "exact_optima.csv": .rows(exactOptima),
  ]

  /// The published fits of one layer: `published_costs.csv`.
  @Sendable
  static func publishedCosts(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let node = try row.phase1Node(
      channels: try row.text("out_channels"), adc: try row.text("adc"),
      columnSharing: try row.text("column_sharing"))
    let inputs = try row.integer("in_channels")
    let costs = PublishedCosts.convolution(
      node, inputChannels: inputs, size: try row.integer("feature_size"))
    let crossbars = PublishedFit.crossbars(rows: inputs * 9, columns: node.channels)
    try comparison.check("tiles", costs.tiles, row)
    try comparison.check("speed_up", PublishedFit.speedUp(crossbars: crossbars), row)
    try comparison.check("delay", costs.delay, row)
    try comparison.check("area_mm2", costs.area / 1e-6, row)
  }

  /// The tabulated optima: found again by the exact search, and where a row names an architecture, evaluated
  /// by the model that it names: `exact_optima.csv`.
  @Sendable
  static func exactOptima(_ row: GoldenRow, _ comparison: inout Comparison) throws {
    let name = try row.text("cost_model")
    guard let variant = PublishedCosts.Variant(rawValue: name) else {
      throw row.error("cost_model", name, "'published' or 'complete'")
    }
    let model = try PublishedCosts.model(variant)
    try findOptimum(row, model, &comparison)
    let architecture = try row.text("architecture")
    if architecture.isEmpty { return }
    let nodes = architecture.split(separator: " ")
    let layers = PublishedCosts.phase1.layers
    guard nodes.count == layers.count else {
      throw row.error("architecture", architecture, "a list of \(layers.count) layers")
    }
    var candidate: [Int] = []
    for (choices, text) in zip(layers, nodes) {
      let parts = text.split(separator: "/").map(String.init)
      guard parts.count == 3,
        let index = choices.nodes.firstIndex(
          of: try row.phase1Node(channels: parts[0], adc: parts[1], columnSharing: parts[2]))
      else {
        throw row.error("architecture", String(text), "channels/adc/column sharing of the Phase 1 space")
      }
      candidate.append(index)
    }
    var sums = [Double](repeating: 0, count: model.table.sumNames.count)
    var peaks: [Double] = []
    model.table.aggregate(candidate, sums: &sums, peaks: &peaks)
    func value(_ quantity: Quantity) -> Double { sums[model.quantities.firstIndex(of: quantity)!] }
    try comparison.check("optimal_delay", value(.delayFit), row)
    try comparison.check("area_mm2", value(.area) / 1e-6, row)
    try comparison.check("tiles", value(.tiles), row)
  }

  /// The exact search under the row's bounds.
  private static func findOptimum(
    _ row: GoldenRow, _ model: AdditiveCostModel, _ comparison: inout Comparison
  ) throws {
    let target = try row.real("area_target_mm2")
    let tolerance = try row.real("tolerance_percent") / 100
    let minimum = try row.integer("min_relu_units_first_10")
    var bounds = [
      ExactSearch.Bounds("area_mm2", atLeast: target * (1 - tolerance), atMost: target * (1 + tolerance))
    ]
    if minimum > 0 { bounds.append(.init("relu_units", atLeast: Double(minimum))) }
    let search = try ExactSearch(
      model: minimum > 0 ? model.countingReLUUnits(ofLayers: 10) : model, minimize: "delay_fit",
      bounds: bounds)
    try compare(try search.run().certificate, row, &comparison)
  }

  /// Compares a certificate with the row's bracket. A closed one is the optimum, which has to be met and
  /// proven. An open one says where the optimum is and no more: a certificate may be as wide or tighter, on
  /// either side, but both its ends have to lie in the bracket.
  static func compare(
    _ certificate: ExactCertificate, _ row: GoldenRow, _ comparison: inout Comparison
  ) throws(GoldenError) {
    let (lower, upper) = (try row.real("lower_bound_delay"), try row.real("optimal_delay"))
    guard lower <= upper else {
      throw row.error("lower_bound_delay", "\(lower)", "at most optimal_delay (\(upper))")
    }
    let achieved = certificate.achieved ?? .infinity
    if lower == upper {
      try comparison.check("lower_bound_delay", certificate.lowerBound, row)
      try comparison.check("optimal_delay", achieved, row)
      if !certificate.isOptimal {
        comparison.fail("optimal_delay", row, because: "the exact search left a gap")
      }
      return
    }
    comparison.check("lower_bound_delay", certificate.lowerBound, within: lower...upper, row)
    comparison.check("optimal_delay", achieved, within: lower...upper, row)
  }
}

extension GoldenRow {
  fileprivate func phase1Node(
    channels: String, adc: String, columnSharing: String
  ) throws(GoldenError) -> Node {
    guard let channels = Int(channels), let adc = ADCType(rawValue: adc), let sharing = Int(columnSharing)
    else { throw error("node", "\(channels)/\(adc)/\(columnSharing)", "channels/adc/column sharing") }
    return Node(
      channels: channels, kernel: 3, columnSharing: sharing, adc: adc, adcBits: 6, inputBits: 8, crossbar: 64)
  }
}
