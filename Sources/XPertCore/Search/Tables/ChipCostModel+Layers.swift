/// What a layer costs on the chip: area and leakage of its own tiles, its delay, and its energy with what the
/// tiles of all other layers leak meanwhile. Delays, energies and counts of all layers add up to the chip's;
/// areas do but for the shared circuits.
extension ChipCostModel: LayerCostModel {
  package var layerQuantities: [Quantity] { quantities }

  public func evaluateLayers(
    candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]
  ) {
    for index in values.indices { values[index] = 0 }
    withChip(of: candidate) { chip in
      for index in terms.indices {
        let layer = chip.layer(index)
        let time = chip.time(of: layer)
        let at = terms[index].owner * layerQuantities.count
        for value in Value.allCases {
          let share: Double =
            switch value {
            case .area: layer.tileArea
            case .delay: time.delay
            case .energy: time.energy
            case .leakage: layer.leakage
            case .tiles: Double(layer.tiles)
            case .reluUnits: layer.reluUnits
            case .weights: layer.weights
            case .multiplyAccumulates: layer.multiplyAccumulates
            case .bitOperations: layer.bitOperations
            }
          values[at + value.rawValue] += share
        }
      }
    }
  }
}
