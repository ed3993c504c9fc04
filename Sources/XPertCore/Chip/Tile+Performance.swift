extension Tile {
  /// Performance of a sub-matrix mapped to this tile (spec 13 §3).
  ///
  /// - Parameters:
  ///   - range: rows and columns of the layer's cell matrix.
  ///   - speedUpRow, speedUpColumn: copies of the layer (spec 14 §3).
  ///   - unevenness: stretches the time of the copies where some of them have nothing to do.
  func evaluate<Activity: LayerActivity>(
    _ range: BlockRange, speedUpRow: Int, speedUpColumn: Int, unevenness: Double = 1,
    activity: inout Activity,
    history: inout LeakageHistory
  ) -> TileResult {
    let side = elementsPerSide
    let speedUp = speedUpRow * speedUpColumn
    var result = TileResult()

    // Element (i, j).
    func one(_ i: Int, _ j: Int) -> ProcessingElementResult {
      element.evaluate(
        BlockRange(
          rowStart: range.rowStart + i * element.size,
          rowCount: min(element.size, range.rowCount - i * element.size),
          columnStart: range.columnStart + j * element.size,
          columnCount: min(element.size, range.columnCount - j * element.size)), copiesRow: 1,
        copiesColumn: 1,
        activity: &activity, history: &history)
    }

    if speedUp > 1 && speedUpRow >= side && speedUpColumn >= side {
      // 1: full duplication.
      result.merge(
        element.evaluate(
          range, copiesRow: divideRoundingUp(speedUpRow, side),
          copiesColumn: divideRoundingUp(speedUpColumn, side), activity: &activity, history: &history))
      result.delay = result.delay.divided(by: Double(side * side))
      if unevenness != 1 { result.delay = result.delay.scaled(by: unevenness) }
    } else if speedUp > 1 {
      // 2: partial duplication.
      let rowParts = activity.parts(of: range.rowCount, per: element.size)
      for (i, rowRepeats) in rowParts {
        for (j, columnRepeats) in activity.parts(of: range.columnCount, per: element.size) {
          result.merge(one(i, j), times: rowRepeats * columnRepeats)
        }
      }
      result.delay = result.delay.divided(by: Double(speedUp))
      if unevenness != 1 { result.delay = result.delay.scaled(by: unevenness) }
      if rowParts.count > 1 {
        accumulate(units: rowParts.count, vectors: activity.vectors, into: &result, history: &history)
      }
    } else {
      // 3: no duplication. Elements without weights repeat the energy of the one before (Q-C142).
      let rowParts = activity.parts(of: range.rowCount, per: element.size, atMost: side)
      let columnParts = activity.parts(of: range.columnCount, per: element.size, atMost: side)
      var last = ProcessingElementResult()
      for (i, rowRepeats) in rowParts {
        for (j, columnRepeats) in columnParts {
          last = one(i, j)
          result.merge(last, times: rowRepeats * columnRepeats)
        }
        result.merge(last, times: rowRepeats * (side - columnParts.count))
      }
      result.merge(last, times: (side - rowParts.count) * side)
      accumulate(units: side, vectors: activity.vectors, into: &result, history: &history)
    }
    addTraffic(rows: range.rowCount, columns: range.columnCount, vectors: activity.vectors, to: &result)
    addLeakage(to: &result, history: history)
    return result
  }

  /// Results that accumulation and activation take: one per window and column of a converter. A floor: with
  /// fewer columns per converter than cells per weight they cost nothing (Q-C131).
  private func accumulations(vectors: Int) -> Double {
    let periphery = element.subarray.periphery
    let cells = element.subarray.hardware.cellsPerWeight
    return Double((vectors / periphery.inputBits) * (periphery.columnSharing / cells))
  }

  /// Adds up the results of `units` elements.
  func accumulate(
    units: Int, vectors: Int, into result: inout TileResult, history: inout LeakageHistory
  ) {
    let reads = accumulations(vectors: vectors)
    result.delay.addAccumulation(
      accumulator.delay(reads: reads, units: units, load: 0), .tileAccumulator)
    result.accumulatorEnergy = accumulator.readEnergy(reads: reads, units: units)
    history.evaluated(accumulatorOf: self, units: units)
  }

  /// Activation, buffers and H-tree (spec 13 §3.1, §4).
  ///
  /// - Parameters: rows and cell columns that the tile holds, and the layer's input vectors.
  func addTraffic(rows: Int, columns: Int, vectors: Int, to result: inout TileResult) {
    let cells = element.subarray.hardware.cellsPerWeight
    let inputBits = element.subarray.periphery.inputBits
    if let activation {
      let reads = accumulations(vectors: vectors) / activation.parallelResults
      result.delay.addOther(activation.delay(reads: reads), .tileActivation)
      result.activationEnergy = activation.readEnergy(reads: reads)
    }
    let wordBits = activation?.bits ?? accumulator.bits
    var load = Double(columns / cells) * (1 + Double(wordBits)) * Double(vectors) / Double(inputBits)
    var unload = Double(rows * vectors)
    if let kernelPositions {
      // Neighbouring windows share inputs, which move from element to element.
      unload /= Double(kernelPositions).squareRoot()
      load /= Double(kernelPositions)
    }

    let outputLine = Double(outputBuffer.lineWidth)
    let inputLine = Double(inputBuffer.lineWidth)
    let outputLines = load / outputLine
    let inputLines = unload / inputLine
    // With an element per kernel position the input buffer's line counts for both (Q-C143).
    let parallelLine = kernelPositions == nil ? outputLine : inputLine
    let inputParallel = min(Double(inputCores), (hTree.bits / inputLine).rounded(.up))
    let outputParallel = min(Double(outputCores), (hTree.bits / parallelLine).rounded(.up))
    result.delay.addBuffer(
      (inputBuffer.readDelay(reads: inputLines) + inputBuffer.writeDelay(writes: inputLines))
        / inputParallel
        + (outputBuffer.readDelay(reads: outputLines) + outputBuffer.writeDelay(writes: outputLines))
          / outputParallel,
      .tileBuffers)
    result.inputBufferEnergy =
      inputBuffer.readEnergy(bits: inputLine, reads: inputLines)
      + inputBuffer.writeEnergy(bits: inputLine, writes: inputLines)
    result.outputBufferEnergy =
      outputBuffer.readEnergy(bits: outputLine, reads: outputLines)
      + outputBuffer.writeEnergy(bits: outputLine, writes: outputLines)
    let moves = (unload + load) / hTree.bits
    result.hTreeEnergy = hTree.readEnergy(bits: hTree.bits, reads: moves)
    result.delay.addInterconnect(hTree.delay(reads: moves), .tileHTree)
  }

  /// The H-tree's is not counted (spec 13 §3.1).
  func addLeakage(to result: inout TileResult, history: LeakageHistory) {
    result.leakage =
      result.elementLeakage * Double(elements) + history.accumulatorLeakage(of: self)
      + inputBuffer.leakage + outputBuffer.leakage
  }
}
