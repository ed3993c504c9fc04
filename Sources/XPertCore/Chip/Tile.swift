#if canImport(Glibc)
  import Glibc
#endif

/// A square grid of processing elements with an H-tree, buffers and an accumulation unit (spec 13).
public struct Tile: Sendable {
  public let element: ProcessingElement
  /// Cells per side.
  public let size: Int
  /// Processing elements per side (spec 13, P).
  public let elementsPerSide: Int
  public let accumulator: AdderTree
  public let inputBuffer: Buffer
  public let outputBuffer: Buffer
  /// Cores of each buffer; only their area and parallelism scale with it.
  public let inputCores: Int
  public let outputCores: Int
  public let hTree: HTree
  /// Inside the tile, where activation is not at chip level.
  public let activation: ActivationCircuit?
  /// m², metres.
  public let area: Double
  public let height: Double
  public let width: Double

  init(element: ProcessingElement, size: Int, environment: CircuitEnvironment) {
    let subarray = element.subarray
    let hardware = subarray.hardware
    let periphery = subarray.periphery
    let rows = Double(periphery.crossbarRows)
    let columns = Double(periphery.crossbarColumns)
    let sharing = Double(periphery.columnSharing)
    let inputBits = Double(periphery.inputBits)
    let cells = Double(hardware.cellsPerWeight)
    let perSide = divideRoundingUp(size, element.size)
    let side = Double(perSide)

    let resultBits =
      hardware.readMode == .parallel
      ? log2(Double(periphery.levels.count)).rounded(.up)
      : (log2(rows) + Double(hardware.effectiveCellBits) - 1).rounded(.up)
    let sumBits =
      resultBits + inputBits + cells + 1 + log2(Double(element.size) / rows).rounded(.up)
    let coreBits = hardware.tileBufferCoreRows * hardware.tileBufferCoreColumns

    let outputWord = hardware.activatesAtChip ? sumBits : inputBits
    let outputBits = outputWord * side * columns / sharing
    let outputLine = outputWord * side
    let inputSize = side * inputBits * rows
    inputCores = truncated((inputSize / Double(coreBits)).rounded(.up))
    outputCores = truncated((outputBits / Double(coreBits)).rounded(.up))

    let besideWidth = side * element.width
    accumulator = AdderTree(
      leaves: perSide, bits: truncated(sumBits), trees: truncated((side * columns / sharing).rounded(.up)),
      fit: .width(besideWidth), in: environment)
    outputBuffer =
      outputBits < Double(coreBits)
      ? Buffer(
        bits: truncated(outputBits), lineWidth: truncated(outputLine), isSRAM: hardware.tileBufferIsSRAM,
        fit: .width(besideWidth), in: environment)
      : Buffer(
        bits: coreBits, lineWidth: hardware.tileBufferCoreColumns, isSRAM: hardware.tileBufferIsSRAM,
        fit: .width(besideWidth), in: environment)
    inputBuffer =
      inputSize < Double(coreBits)
      ? Buffer(
        bits: truncated(inputSize), lineWidth: truncated(side * rows), isSRAM: hardware.tileBufferIsSRAM,
        fit: .height(side * element.height), in: environment)
      : Buffer(
        bits: coreBits, lineWidth: hardware.tileBufferCoreColumns, isSRAM: hardware.tileBufferIsSRAM,
        fit: .height(side * element.height), in: environment)
    hTree = HTree(
      rows: perSide, columns: perSide, tolerance: hardware.localBusTolerance, bits: side * rows,
      unitHeight: element.height, unitWidth: element.width, foldRatio: hardware.tileFoldRatio,
      in: environment)
    activation =
      hardware.activatesAtChip
      ? nil
      : ActivationSizing(
        // Cells per side times columns: far more units than there are columns (Q-C141).
        reluUnits: truncated((Double(element.size) * columns / sharing).rounded(.up)),
        functions: truncated((side * columns / sharing).rounded(.up)),
        entries: truncated(sumBits + log2(side).rounded(.up)), bits: periphery.inputBits
      ).circuit(hardware: hardware, fit: .width(besideWidth), in: environment)

    area =
      element.area * (side * side) + accumulator.area + inputBuffer.area * Double(inputCores)
      + outputBuffer.area * Double(outputCores) + hTree.area + (activation?.area ?? 0)
    height = area.squareRoot()
    width = area / height
    self.element = element
    self.size = size
    elementsPerSide = perSide
  }

  /// Area by component, m²; sums to `area`.
  var areas: ComponentTable {
    var table = ComponentTable()
    table.add(element.areas, times: Double(elementsPerSide * elementsPerSide))
    table[.tileAccumulator] = accumulator.area
    table[.tileInputBuffer] = inputBuffer.area * Double(inputCores)
    table[.tileOutputBuffer] = outputBuffer.area * Double(outputCores)
    table[.tileHTree] = hTree.area
    table[.tileActivation] = activation?.area ?? 0
    return table
  }

  /// Leakage by component with every adder tree charged in full, watt. The H-tree's is not counted by the
  /// reference (spec 13 §3.1).
  var fullLeakages: ComponentTable {
    var table = ComponentTable()
    let crossbars = Double(element.gridRows * element.gridColumns)
    for part in element.subarray.parts { table[part.component] += part.leakage * crossbars }
    table[.processingElementAdderTree] = element.tree.leakage(units: element.grid)
    table[.processingElementInputBuffer] = element.inputBuffer.leakage
    table[.processingElementOutputBuffer] = element.outputBuffer.leakage
    var tile = ComponentTable()
    tile.add(table, times: Double(elementsPerSide * elementsPerSide))
    tile[.tileAccumulator] = accumulator.leakage(units: elementsPerSide)
    tile[.tileInputBuffer] = inputBuffer.leakage
    tile[.tileOutputBuffer] = outputBuffer.leakage
    return tile
  }
}

/// What one tile does for its part of a layer.
struct TileResult {
  var latency = Latency()
  var statistics = BlockStatistics()
  var elementEnergy = ProcessingElementEnergy()
  /// Joule.
  var accumulatorEnergy: Double = 0
  var inputBufferEnergy: Double = 0
  var outputBufferEnergy: Double = 0
  var hTreeEnergy: Double = 0
  var activationEnergy: Double = 0
  /// Watt.
  var leakage: Double = 0
}

extension Tile {
  /// Performance of a sub-matrix mapped to this tile (spec 13 §3).
  ///
  /// - Parameters:
  ///   - range: rows and columns of the layer's cell matrix.
  ///   - speedUpRow, speedUpColumn: copies of the layer (spec 14 §3).
  func evaluate<Activity: LayerActivity>(
    _ range: BlockRange, speedUpRow: Int, speedUpColumn: Int, activity: inout Activity,
    history: inout LeakageHistory
  ) -> TileResult {
    let subarray = element.subarray
    let periphery = subarray.periphery
    let cells = subarray.hardware.cellsPerWeight
    let inputBits = periphery.inputBits
    let vectors = activity.vectors
    let side = elementsPerSide
    let speedUp = speedUpRow * speedUpColumn
    let accumulatorReads = Double((vectors / inputBits) * (periphery.columnSharing / cells))
    var result = TileResult()
    var elementLeakage = 0.0

    func part(_ i: Int, _ j: Int) -> BlockRange {
      BlockRange(
        rowStart: range.rowStart + i * element.size,
        rowCount: min(element.size, range.rowCount - i * element.size),
        columnStart: range.columnStart + j * element.size,
        columnCount: min(element.size, range.columnCount - j * element.size))
    }
    func merge(_ other: ProcessingElementResult) {
      result.latency.formMaximum(other.latency)
      result.statistics += other.statistics
      result.elementEnergy += other.energy
      elementLeakage = other.leakage
    }
    func accumulate(units: Int) {
      result.latency.addAccumulation(accumulator.latency(reads: accumulatorReads, units: units, load: 0))
      result.accumulatorEnergy = accumulator.readEnergy(reads: accumulatorReads, units: units)
      history.evaluatedTileAccumulator(units: units)
    }

    if speedUp > 1 && speedUpRow >= side && speedUpColumn >= side {
      // 1: full duplication.
      let whole = element.evaluate(
        range, copiesRow: divideRoundingUp(speedUpRow, side),
        copiesColumn: divideRoundingUp(speedUpColumn, side), activity: &activity, history: &history)
      merge(whole)
      result.latency = result.latency.divided(by: Double(side * side))
    } else if speedUp > 1 {
      // 2: partial duplication.
      let rowParts = divideRoundingUp(range.rowCount, element.size)
      for i in 0..<rowParts {
        for j in 0..<divideRoundingUp(range.columnCount, element.size) {
          merge(
            element.evaluate(
              part(i, j), copiesRow: 1, copiesColumn: 1, activity: &activity, history: &history))
        }
      }
      result.latency = result.latency.divided(by: Double(speedUp))
      if rowParts > 1 { accumulate(units: rowParts) }
    } else {
      // 3: no duplication. Elements without weights repeat the energy of the one before (Q-C142).
      var last = ProcessingElementResult()
      for i in 0..<side {
        for j in 0..<side {
          if i * element.size < range.rowCount && j * element.size < range.columnCount {
            last = element.evaluate(
              part(i, j), copiesRow: 1, copiesColumn: 1, activity: &activity, history: &history)
          }
          merge(last)
        }
      }
      accumulate(units: side)
    }

    // Buffers and H-tree, §3.1.
    let outputs = range.columnCount / cells
    let wordBits = activation?.bits ?? accumulator.bits
    let load =
      Double(outputs) * (1 + Double(wordBits)) * Double(vectors) / Double(inputBits)
    let unload = Double(range.rowCount * vectors)
    if let activation {
      let reads = accumulatorReads / activation.parallelResults
      result.latency.addOther(activation.latency(reads: reads))
      result.activationEnergy = activation.readEnergy(reads: reads)
    }

    let outputLines = load / Double(outputBuffer.lineWidth)
    let inputLines = unload / Double(inputBuffer.lineWidth)
    let outputLine = Double(outputBuffer.lineWidth)
    let inputLine = Double(inputBuffer.lineWidth)
    let inputParallel = min(Double(inputCores), (hTree.bits / inputLine).rounded(.up))
    let outputParallel = min(Double(outputCores), (hTree.bits / outputLine).rounded(.up))
    let bufferLatency =
      (inputBuffer.readLatency(reads: inputLines) + inputBuffer.writeLatency(writes: inputLines))
      / inputParallel
      + (outputBuffer.readLatency(reads: outputLines) + outputBuffer.writeLatency(writes: outputLines))
      / outputParallel
    result.inputBufferEnergy =
      inputBuffer.readEnergy(bits: inputLine, reads: inputLines)
      + inputBuffer.writeEnergy(bits: inputLine, writes: inputLines)
    result.outputBufferEnergy =
      outputBuffer.readEnergy(bits: outputLine, reads: outputLines)
      + outputBuffer.writeEnergy(bits: outputLine, writes: outputLines)
    let moves = (unload + load) / hTree.bits
    result.hTreeEnergy = hTree.readEnergy(bits: hTree.bits, reads: moves)
    result.latency.addBuffer(bufferLatency)
    result.latency.addInterconnect(hTree.latency(reads: moves))

    result.leakage =
      elementLeakage * Double(side) * Double(side)
      + history.leakage(ofTileAccumulator: accumulator, leaves: side) + inputBuffer.leakage
      + outputBuffer.leakage
    return result
  }
}
