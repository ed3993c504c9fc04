/// Delay and energy of one layer on its tiles and on the shared circuits (spec 14 §8).
package struct LayerPerformance: Sendable {
  /// Cycles from the composition; seconds once the flow has applied the clock.
  package var delay = DelayBreakdown()
  /// Dynamic energy, joule. `energies` splits it by circuit; these follow the reference's categories.
  package var energy: Double = 0
  package var adcEnergy: Double = 0
  package var accumulationEnergy: Double = 0
  package var otherEnergy: Double = 0
  package var bufferEnergy: Double = 0
  package var interconnectEnergy: Double = 0
  package var energies = ComponentTable()
  /// Leakage of one of the layer's tiles, watt.
  package var tileLeakage: Double = 0
  /// Longest sensing period that the layer's data ask for, second, and a flash converter's part of it.
  package var sensingPeriod: Double = 0
  var longestConversion: Double = 0
  /// Input vectors, counted per crossbar, that drive no row.
  package var idleVectors: Double = 0
}

/// The part of a layer's performance that does not depend on the rest of the chip.
///
/// The groups of a grouped convolution are matrices of their own. A set of tiles that has room for n copies
/// of one such matrix holds up to n groups: it works as if it held n copies of one matrix that reads the
/// windows of all its groups. Sets work side by side.
func evaluateLayer<Activity: LayerActivity>(
  _ matrix: CellMatrix, placement: Placement, tile: Tile, activity: inout Activity,
  history: inout LeakageHistory
) -> LayerPerformance {
  guard placement.groups > 1 else {
    return evaluateTiles(matrix, placement: placement, tile: tile, activity: &activity, history: &history)
  }
  let room = placement.roomRow * placement.roomColumn
  let sets = placement.sets
  var result = LayerPerformance()
  var one = LayerPerformance()
  var evaluated = 0
  var first = 0
  for set in 0..<sets {
    let groups = placement.groups / sets + (set < placement.groups % sets ? 1 : 0)
    if groups != evaluated || activity.tellsBlocksApart {
      activity.select(groups: first..<first + groups)
      one = evaluateTiles(
        matrix, placement: placement, tile: tile,
        unevenness: Double(room) / Double(groups * (room / groups)), activity: &activity, history: &history)
      evaluated = groups
    }
    result.merge(one)
    first += groups
  }
  return result
}

/// - Parameter unevenness: copies that there is room for over those that work, where groups do not divide
///   them.
private func evaluateTiles<Activity: LayerActivity>(
  _ matrix: CellMatrix, placement: Placement, tile: Tile, unevenness: Double = 1,
  activity: inout Activity, history: inout LeakageHistory
) -> LayerPerformance {
  var result = LayerPerformance()
  var statistics = BlockStatistics()
  var element = ProcessingElementEnergy()
  // Rows and columns that a tile holds of the matrix, or of one position of its kernel. Copies of whole tiles
  // share the work of the first and are not evaluated again.
  let isSquare = placement.kernelPositions == nil
  let capacity = tile.sideOfWhole
  let rowParts = activity.parts(of: isSquare ? matrix.rows : matrix.inputChannels, per: capacity)
  let columnParts = activity.parts(of: matrix.columns, per: capacity)
  for (i, rowRepeats) in rowParts {
    for (j, columnRepeats) in columnParts {
      let one =
        isSquare
        ? tile.evaluate(
          BlockRange(
            rowStart: i * tile.size, rowCount: min(tile.size, matrix.rows - i * tile.size),
            columnStart: j * tile.size, columnCount: min(tile.size, matrix.columns - j * tile.size)),
          speedUpRow: placement.roomRow, speedUpColumn: placement.roomColumn, unevenness: unevenness,
          activity: &activity, history: &history)
        : tile.evaluate(
          kernelPositionsOf: matrix, tileRow: i, tileColumn: j,
          speedUp: placement.speedUpRow * placement.speedUpColumn, activity: &activity, history: &history)
      let repeats = Double(rowRepeats * columnRepeats)
      result.delay.formMaximum(one.delay)
      statistics.add(one.statistics, times: repeats)
      element.add(one.elementEnergy, times: repeats)
      result.energies[.tileAccumulator] += one.accumulatorEnergy * repeats
      result.energies[.tileInputBuffer] += one.inputBufferEnergy * repeats
      result.energies[.tileOutputBuffer] += one.outputBufferEnergy * repeats
      result.energies[.tileHTree] += one.hTreeEnergy * repeats
      result.energies[.tileActivation] += one.activationEnergy * repeats
      result.tileLeakage = one.leakage
    }
  }
  tile.element.subarray.addEnergy(of: statistics, to: &result.energies)
  result.energies[.processingElementAdderTree] += element.tree
  result.energies[.processingElementInputBuffer] += element.inputBuffer
  result.energies[.processingElementOutputBuffer] += element.outputBuffer
  result.energies[.processingElementInputBus] += element.inputBus
  result.energies[.processingElementOutputBus] += element.outputBus
  result.idleVectors = statistics.idleVectors
  result.longestConversion = statistics.longestConversion
  result.sensingPeriod = tile.element.subarray.sensingPeriod(
    longestConversion: statistics.longestConversion)
  return result
}

extension LayerPerformance {
  /// Takes in the work of tiles that work side by side.
  fileprivate mutating func merge(_ other: LayerPerformance) {
    delay.formMaximum(other.delay)
    energies.add(other.energies)
    tileLeakage = other.tileLeakage
    longestConversion = max(longestConversion, other.longestConversion)
    sensingPeriod = max(sensingPeriod, other.sensingPeriod)
    idleVectors += other.idleVectors
  }

  /// Adds the layer's work on the circuits that all layers share, and sums up the categories.
  mutating func add(_ shared: SharedCost) {
    delay.addOther(shared.activationDelay, .globalActivation)
    delay.addOther(shared.poolingDelay, .pooling)
    delay.addAccumulation(shared.accumulatorDelay, .globalAccumulator)
    delay.addAccumulation(shared.adderDelay, .globalAdder)
    delay.addBuffer(shared.bufferDelay, .globalBuffer)
    delay.addInterconnect(shared.hTreeDelay, .globalHTree)
    energies[.globalActivation] += shared.activationEnergy
    energies[.globalAccumulator] += shared.accumulatorEnergy
    energies[.globalAdder] += shared.adderEnergy
    energies[.pooling] += shared.poolingEnergy
    energies[.globalBuffer] += shared.bufferEnergy
    energies[.globalHTree] += shared.hTreeEnergy
    sumCategories()
  }

  private mutating func sumCategories() {
    adcEnergy = 0
    accumulationEnergy = 0
    otherEnergy = 0
    bufferEnergy = 0
    interconnectEnergy = 0
    for component in Component.allCases {
      let value = energies[component]
      switch component.energyCategory {
      case .array, .adc: adcEnergy += value
      case .accumulation: accumulationEnergy += value
      case .other, .interconnect: otherEnergy += value
      }
      switch component {
      case .processingElementInputBuffer, .processingElementOutputBuffer, .tileInputBuffer,
        .tileOutputBuffer, .globalBuffer:
        bufferEnergy += value
      case .processingElementInputBus, .processingElementOutputBus, .tileHTree, .globalHTree:
        interconnectEnergy += value
      default: break
      }
    }
    energy = adcEnergy + accumulationEnergy + otherEnergy
  }
}
