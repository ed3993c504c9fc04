/// The cost models of the published Phase 1 search, from its fits (spec 20 §3).
///
/// Quantities, all sums over layers: `area` (m2), `delayFit` (unit of the fit), `tiles`, `reluUnits`,
/// `weights` and `multiplyAccumulates`. The classifier's share is in the last layer's rows, whose ADC type
/// and column sharing it takes over.
public enum PublishedCosts {
  /// What is counted.
  public enum Variant: String, Sendable, CaseIterable {
    /// As the published program: the last convolution has neither area nor delay, the classifier area only.
    /// Its tile is not among the tiles.
    case published
    /// Every convolution, and area and delay of the classifier.
    case complete
  }

  /// A choice for which there is no fit.
  public struct UnsupportedChoice: Error, Hashable, CustomStringConvertible {
    /// Counted from 1.
    public let layer: Int
    public let field: String
    public let value: Int
    public let supported: Int

    /// What there is a fit for, and what was got.
    public var reason: String { "the published fits hold for \(supported) only, got \(value)" }

    public var description: String { "supernet.layers[\(layer)].\(field): \(reason)" }
  }

  public static let quantities: [Quantity] = [
    .area, .delayFit, .tiles, .reluUnits, .weights, .multiplyAccumulates,
  ]

  /// What a layer adds to every quantity.
  public struct LayerCosts: Sendable, Hashable {
    /// m².
    public var area: Double
    /// In the unit of the fit.
    public var delay: Double
    public var tiles: Double
    public var reluUnits: Double
    public var weights: Double
    public var multiplyAccumulates: Double

    /// In the order of `quantities`.
    var values: [Double] { [area, delay, tiles, reluUnits, weights, multiplyAccumulates] }
  }

  /// The Phase 1 space: VGG16, 13 layers x 40 nodes (spec 20 §1).
  public static let phase1: Supernet = Backbone.vgg16(
    choices: Supernet.LayerChoices(
      channels: [64, 128, 256, 512], columnSharing: [2, 4, 8, 16, 32], adc: [.flash, .sar]))

  /// The cost model of a supernet.
  ///
  /// - Throws: ``UnsupportedChoice`` for choices other than 3 x 3 kernels of stride 1, crossbars of 64, ADC
  ///   precision 6, input precision 8, weights of 8 bits in cells of 4.
  public static func model(
    _ variant: Variant, for supernet: Supernet = phase1
  ) throws(UnsupportedChoice) -> AdditiveCostModel {
    try check(supernet)
    precondition(supernet.layers.allSatisfy { $0.kind == .convolution && !$0.channels.isEmpty })
    var layers: [CostTable.Layer] = []
    var inputs = [supernet.inputChannels]
    var size = supernet.inputSize
    for (index, choices) in supernet.layers.enumerated() {
      let nodes = choices.nodes
      let isLast = index == supernet.layers.count - 1
      let outputSize = choices.isPooled ? size / 2 : size
      let classes = isLast ? supernet.classes : nil
      var sums = quantities.map { _ in [Double]() }
      for inputChannels in inputs {
        for node in nodes {
          var costs = convolution(node, inputChannels: inputChannels, size: size)
          if isLast && variant == .published { (costs.area, costs.delay, costs.tiles) = (0, 0, 0) }
          let own = classes.map { classes in
            classifier(node, inputs: node.channels * outputSize * outputSize, classes: classes, variant)
          }
          for (term, value) in costs.values.enumerated() {
            sums[term].append(value + (own?.values[term] ?? 0))
          }
        }
      }
      layers.append(
        CostTable.Layer(
          nodeCount: nodes.count, inputOptionCount: inputs.count,
          outputOption: nodes.map { choices.channels.firstIndex(of: $0.channels)! }, sums: sums))
      inputs = choices.channels
      size = outputSize
    }
    let table = CostTable(sumNames: quantities.map(\.rawValue), layers: layers)
    return AdditiveCostModel(table: table, quantities: quantities)
  }

  /// One convolution's costs.
  public static func convolution(_ node: Node, inputChannels: Int, size: Int) -> LayerCosts {
    let crossbars = PublishedFit.crossbars(rows: inputChannels * 9, columns: node.channels)
    let tiles = PublishedFit.tiles(crossbars: crossbars)
    let fit = PublishedFit.of(node.adc)
    let delay = fit.delay(
      tiles: tiles, columnSharing: node.columnSharing, featureSize: size,
      speedUp: PublishedFit.speedUp(crossbars: crossbars))
    let weights = inputChannels * 9 * node.channels
    return LayerCosts(
      area: fit.area(tiles: tiles, columnSharing: node.columnSharing), delay: delay, tiles: Double(tiles),
      reluUnits: Double(node.channels * size * size), weights: Double(weights),
      multiplyAccumulates: Double(weights * size * size))
  }

  /// The classifier's costs: one tile with the last convolution's periphery.
  private static func classifier(
    _ node: Node, inputs: Int, classes: Int, _ variant: Variant
  ) -> LayerCosts {
    let crossbars = PublishedFit.crossbars(rows: inputs, columns: classes)
    let fit = PublishedFit.of(node.adc)
    let delay = fit.delay(
      tiles: 1, columnSharing: node.columnSharing, featureSize: 1, speedUp: 64 / Double(crossbars))
    let isComplete = variant == .complete
    return LayerCosts(
      area: fit.area(tiles: 1, columnSharing: node.columnSharing), delay: isComplete ? delay : 0,
      tiles: isComplete ? 1 : 0, reluUnits: 0, weights: Double(inputs * classes),
      multiplyAccumulates: Double(inputs * classes))
  }

  private static func check(_ supernet: Supernet) throws(UnsupportedChoice) {
    if supernet.averagesGlobally {
      throw UnsupportedChoice(layer: supernet.layers.count, field: "average_pool", value: 1, supported: 0)
    }
    for (index, layer) in supernet.layers.enumerated() {
      func require(_ field: String, _ values: [Int], _ supported: Int) throws(UnsupportedChoice) {
        if let value = values.first(where: { $0 != supported }) {
          throw UnsupportedChoice(layer: index + 1, field: field, value: value, supported: supported)
        }
      }
      try require("kernel", layer.kernel, 3)
      try require("stride", [layer.stride], 1)
      try require("padding", [layer.padding ?? 1], 1)
      try require("groups", [layer.kind == .depthwise ? 0 : layer.groups], 1)
      try require("residual.layers", [layer.shortcut?.layers ?? 0], 0)
      try require("crossbar", layer.crossbar, 64)
      try require("adc_bits", layer.adcBits, 6)
      try require("input_bits", layer.inputBits, 8)
      try require("weight_bits", layer.weightBits, 8)
      try require("cell_bits", layer.cellBits, 4)
    }
  }
}
