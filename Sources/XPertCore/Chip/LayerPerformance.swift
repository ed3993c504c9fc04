/// Delay and energy of one layer on its tiles and on the shared circuits (spec 14 §8).
public struct LayerPerformance: Sendable {
  /// Cycles from the composition; seconds once the flow has applied the clock.
  public var latency = Latency()
  /// Dynamic energy, joule. `energies` splits it by circuit; these follow the reference's categories.
  public var energy: Double = 0
  public var adcEnergy: Double = 0
  public var accumulationEnergy: Double = 0
  public var otherEnergy: Double = 0
  public var bufferEnergy: Double = 0
  public var interconnectEnergy: Double = 0
  public var energies = ComponentTable()
  /// Leakage of one of the layer's tiles, watt.
  public var tileLeakage: Double = 0
  /// Longest sensing period that the layer's data ask for, second, and a flash converter's part of it.
  public var sensingPeriod: Double = 0
  var longestConversion: Double = 0
  /// Input vectors, counted per crossbar, that drive no row.
  public var idleVectors: Double = 0
}

/// The part of a layer's performance that does not depend on the rest of the chip.
func evaluateTiles<Activity: LayerActivity>(
  _ matrix: CellMatrix, placement: Placement, tile: Tile, activity: inout Activity,
  history: inout LeakageHistory
) -> LayerPerformance {
  var result = LayerPerformance()
  var statistics = BlockStatistics()
  var element = ProcessingElementEnergy()
  // Rows and columns that a tile holds of the matrix, or of one position of its kernel. Copies of whole tiles
  // share the work of the first and are not evaluated again.
  let isSquare = placement.kernelPositions == nil
  let capacity = isSquare ? tile.size : tile.element.size
  for i in 0..<divideRoundingUp(isSquare ? matrix.rows : matrix.inputChannels, capacity) {
    for j in 0..<divideRoundingUp(matrix.columns, capacity) {
      let one =
        isSquare
        ? tile.evaluate(
          BlockRange(
            rowStart: i * tile.size, rowCount: min(tile.size, matrix.rows - i * tile.size),
            columnStart: j * tile.size, columnCount: min(tile.size, matrix.columns - j * tile.size)),
          speedUpRow: placement.speedUpRow, speedUpColumn: placement.speedUpColumn, activity: &activity,
          history: &history)
        : tile.evaluate(
          kernelPositionsOf: matrix, tileRow: i, tileColumn: j,
          speedUp: placement.speedUpRow * placement.speedUpColumn, activity: &activity, history: &history)
      result.latency.formMaximum(one.latency)
      statistics += one.statistics
      element += one.elementEnergy
      result.energies[.tileAccumulator] += one.accumulatorEnergy
      result.energies[.tileInputBuffer] += one.inputBufferEnergy
      result.energies[.tileOutputBuffer] += one.outputBufferEnergy
      result.energies[.tileHTree] += one.hTreeEnergy
      result.energies[.tileActivation] += one.activationEnergy
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
  /// Adds the layer's work on the circuits that all layers share, and sums up the categories.
  mutating func add(_ shared: SharedCost) {
    latency.addOther(shared.activationLatency, .globalActivation)
    latency.addOther(shared.poolingLatency, .pooling)
    latency.addAccumulation(shared.accumulatorLatency, .globalAccumulator)
    latency.addBuffer(shared.bufferLatency, .globalBuffer)
    latency.addInterconnect(shared.hTreeLatency, .globalHTree)
    energies[.globalActivation] += shared.activationEnergy
    energies[.globalAccumulator] += shared.accumulatorEnergy
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
