/// What precisions cost: the chip's quantities from the circuit simulator, and cross entropy beside them.
///
/// Cross entropy of a candidate is not a sum over layers. As one of the model's quantities it is `base` plus
/// tabulated changes, if there is a table; searches put what they have measured in its place.
package struct PrecisionCosts: CostModel {
  package let chip: ChipCostModel
  /// Shapes of the layers, in the order of the graph; their precisions are those of the node.
  package let layers: [Layer]
  package let choices: PrecisionChoices
  package let table: CostTable
  package let quantities: [Quantity]
  private let base: Double

  /// Tabulates a network's layers with all choices.
  ///
  /// - Parameters:
  ///   - layers: shapes and periphery (``InferenceGraph/chipLayers(periphery:)``).
  ///   - chip: one that runs layer by layer.
  /// - Throws: ``HardwareError/invalid(rule:)`` for a pipeline, ``ImpossibleNode``, what `checkpoint` throws.
  package init(
    name: String, layers: [Layer], choices: PrecisionChoices, chip: ChipDescription,
    inputs: InputStatistics = InputStatistics(), checkpoint: () throws -> Void = {}
  ) throws {
    // Shapes come from `layers`; of the supernet only the nodes matter.
    let supernet = Supernet(
      name: name, inputChannels: 1, inputSize: 1, classes: nil,
      layers: layers.map { layer in
        Supernet.LayerChoices(
          channels: [1], kernel: [1], columnSharing: [layer.columnSharing], adc: [layer.adc],
          adcBits: choices.adcBits, inputBits: choices.inputBits, crossbar: [layer.crossbar])
      })
    self.chip = try ChipCostModel(
      supernet: supernet, chip: chip, inputs: inputs,
      layersOf: { index, node in
        [layers[index].with(LayerPrecision(inputBits: node.inputBits, adcBits: node.adcBits))]
      }, checkpoint: checkpoint)
    // The supernet numbers its nodes in another order.
    precondition(
      (0..<choices.nodeCount).allSatisfy { index in
        let node = supernet.layers[0].node(at: Self.supernetNode(index, choices))
        return choices.node(at: index) == .init(inputBits: node.inputBits, adcBits: node.adcBits)
      })
    self.layers = layers
    self.choices = choices
    quantities = self.chip.quantities + [.crossEntropy]
    base = 0
    table = Self.table(self.chip.table, choices) { _, _ in 0 }
  }

  private init(_ other: PrecisionCosts, base: Double, table: CostTable) {
    chip = other.chip
    layers = other.layers
    choices = other.choices
    quantities = other.quantities
    self.base = base
    self.table = table
  }

  /// The same model with cross entropy `base` + the sum over layers of `changes[layer][node]`.
  package func with(base: Double, changes: [[Double]]) -> PrecisionCosts {
    var layers = table.layers
    for index in layers.indices { layers[index].sums[table.sumNames.count - 1] = changes[index] }
    return PrecisionCosts(
      self, base: base, table: CostTable(sumNames: table.sumNames, peakNames: table.peakNames, layers: layers)
    )
  }

  /// Index among the supernet's nodes, whose input precision varies fastest.
  private static func supernetNode(_ index: Int, _ choices: PrecisionChoices) -> Int {
    index % choices.adcBits.count * choices.inputBits.count + index / choices.adcBits.count
  }

  /// The chip's table with nodes in the order of `choices`, and cross entropy as the last sum.
  private static func table(
    _ table: CostTable, _ choices: PrecisionChoices, _ change: (_ layer: Int, _ node: Int) -> Double
  ) -> CostTable {
    let order = (0..<choices.nodeCount).map { supernetNode($0, choices) }
    return CostTable(
      sumNames: table.sumNames + ["crossEntropy"], peakNames: table.peakNames,
      layers: table.layers.enumerated().map { index, layer in
        CostTable.Layer(
          nodeCount: layer.nodeCount, inputOptionCount: 1, nextOption: order.map { layer.nextOption[$0] },
          sums: layer.sums.map { row in order.map { row[$0] } } + [order.indices.map { change(index, $0) }],
          peaks: layer.peaks.map { row in order.map { row[$0] } })
      })
  }

  /// The network of a candidate.
  package func network(of nodes: [Int]) -> Network {
    Network(
      name: chip.supernet.name, layers: zip(layers, nodes).map { $0.with(choices.node(at: $1)) })
  }

  package func evaluate(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]) {
    chip.evaluate(
      candidate: candidate.map { Self.supernetNode($0, choices) }, sums: sums, peaks: peaks, into: &values)
    values[quantities.count - 1] = base + sums[sums.count - 1]
  }

  package func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    chip.evaluate(sums: sums, peaks: peaks, into: &values)
    values[quantities.count - 1] = base + sums[sums.count - 1]
  }

  package func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    chip.addGradient(
      weights: weights, sums: sums, peaks: peaks, sumGradient: &sumGradient, peakGradient: &peakGradient)
    sumGradient[sumGradient.count - 1] += weights[quantities.count - 1]
  }
}

extension Layer {
  /// The layer with other precisions.
  fileprivate func with(_ node: LayerPrecision) -> Layer {
    var layer = self
    layer.inputBits = node.inputBits
    layer.adcPrecision = ADCPrecision(bits: node.adcBits)
    return layer
  }
}
