/// What a layer costs on the chip: area and leakage of its own tiles, its delay, and its energy with what the
/// tiles of all other layers leak meanwhile. Delays, energies and counts of all layers add up to the chip's;
/// areas do but for the shared circuits.
extension ChipCostModel: LayerCostModel {
  public var layerQuantities: [Quantity] { quantities }

  public func evaluateLayers(
    candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]
  ) {
    for index in values.indices { values[index] = 0 }
    withChip(of: candidate) { chip in
      for index in terms.indices {
        let layer = chip.layer(index)
        let time = chip.time(of: layer)
        let at = terms[index].owner * layerQuantities.count
        values[at] += layer.tileArea
        values[at + 1] += time.delay
        values[at + 2] += time.energy
        values[at + 3] += layer.leakage
        values[at + 4] += Double(layer.tiles)
        values[at + 5] += layer.reluUnits
        values[at + 6] += layer.weights
        values[at + 7] += layer.multiplyAccumulates
        values[at + 8] += layer.bitOperations
      }
    }
  }

  /// Cycles of a layer whose share of the sums is `own`.
  private func cycles(_ own: [Double], _ point: SmoothPoint) -> Double {
    own[Sum.cycles.rawValue] + own[Sum.traffic.rawValue] / point.bus * point.tree.delay(reads: 1)
      + own[Sum.bufferShare.rawValue] * point.tiles / point.parallel
  }

  public func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double]) {
    let point = smoothPoint(sums, peaks)
    let cycles = cycles(own, point)
    values[0] = own[Sum.area.rawValue]
    values[1] = point.period * cycles
    values[2] =
      own[Sum.energy.rawValue] + own[Sum.traffic.rawValue] * point.energyPerBit
      + point.period * (sums[Sum.leakage.rawValue] * cycles - own[Sum.ownLeakage.rawValue])
    values[3] = own[Sum.leakage.rawValue]
    values[4] = own[Sum.tiles.rawValue]
    values[5] = own[Sum.reluUnits.rawValue]
    values[6] = own[Sum.weights.rawValue]
    values[7] = own[Sum.multiplyAccumulates.rawValue]
    values[8] = own[Sum.bitOperations.rawValue]
  }

  public func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double]
  ) {
    let (onDelay, onEnergy) = (weights[1], weights[2])
    ownGradient[Sum.area.rawValue] += weights[0]
    ownGradient[Sum.leakage.rawValue] += weights[3]
    ownGradient[Sum.tiles.rawValue] += weights[4]
    ownGradient[Sum.reluUnits.rawValue] += weights[5]
    ownGradient[Sum.weights.rawValue] += weights[6]
    ownGradient[Sum.multiplyAccumulates.rawValue] += weights[7]
    ownGradient[Sum.bitOperations.rawValue] += weights[8]
    guard onDelay != 0 || onEnergy != 0 else { return }

    let point = smoothPoint(sums, peaks)
    let cycles = cycles(own, point)
    let leakage = sums[Sum.leakage.rawValue]
    let traffic = own[Sum.traffic.rawValue]
    let share = own[Sum.bufferShare.rawValue]
    let onCycles = point.period * (onDelay + onEnergy * leakage)
    ownGradient[Sum.energy.rawValue] += onEnergy
    ownGradient[Sum.ownLeakage.rawValue] -= onEnergy * point.period
    ownGradient[Sum.cycles.rawValue] += onCycles
    ownGradient[Sum.traffic.rawValue] +=
      onCycles / point.bus * point.tree.delay(reads: 1) + onEnergy * point.energyPerBit
    ownGradient[Sum.bufferShare.rawValue] += onCycles * point.tiles / point.parallel

    let slope = treeSlope(point, peaks)
    sumGradient[Sum.leakage.rawValue] += onEnergy * point.period * cycles
    sumGradient[Sum.tiles.rawValue] +=
      onCycles * (share / point.parallel + traffic / point.bus * slope { $0.delay(reads: 1) })
      + onEnergy * traffic * slope { $0.readEnergy(bits: 1, reads: 1) }
    if hardware.isSynchronous {
      peakGradient[Peak.sensingPeriod.rawValue] +=
        onDelay * cycles + onEnergy * (leakage * cycles - own[Sum.ownLeakage.rawValue])
    }
    addTreeGradient(onArea: 0, onTraffic: onEnergy * traffic, point, peaks, &peakGradient)
  }
}
