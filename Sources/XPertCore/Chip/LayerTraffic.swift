/// What a layer asks of the circuits that all layers share, as plain numbers (spec 14 §8).
package struct LayerTraffic: Sendable, Hashable {
  package var windows: Double
  package var outputChannels: Double
  package var tilesRow: Int
  package var tilesColumn: Int
  /// All tiles of the layer.
  package var tiles: Int
  /// Cells per side of a tile or, where kernel positions have elements of their own, of an element.
  package var tileSize: Double
  /// Whether kernel positions have elements of their own, and their number, else 1.
  package var mapsKernelPositions: Bool
  package var kernelPositions: Double
  package var isPooled: Bool
  /// Bits read from the global buffer: the unrolled input, every element once per window that contains it
  /// (Q-C158).
  package var unloadBits: Double
  /// Bits written back.
  package var loadBits: Double
  /// Bits of a shortcut's map that are read to be added. Buffer and adder are both at the root of the H-tree,
  /// which these bits do not pass.
  package var shortcutBits: Double
  /// Additions beyond those of crossbars and tiles: of shortcuts, and of global averages.
  package var additions: Double
  package var isActivated: Bool

  package init(
    _ matrix: CellMatrix, placement: Placement, tileSize: Int, inputBits: Int, cellsPerWeight: Int
  ) {
    windows = Double(matrix.windows)
    outputChannels = Double(matrix.outputChannels)
    tilesRow = placement.tilesRow
    tilesColumn = placement.tilesColumn
    tiles = placement.tiles
    self.tileSize = Double(tileSize)
    isPooled = matrix.isPooled
    mapsKernelPositions = placement.kernelPositions != nil
    kernelPositions = Double(placement.kernelPositions ?? 1)
    // Elements pass inputs on to the next row of the kernel (spec 14 §6).
    unloadBits =
      Double(matrix.rows * matrix.groups * inputBits * matrix.windows)
      / (mapsKernelPositions ? Double(matrix.kernelHeight) : 1)
    let outputs = (matrix.columns / cellsPerWeight) * matrix.groups * inputBits * matrix.windows
    loadBits =
      Double(outputs) / (matrix.isAveraged ? Double(matrix.windows) : matrix.isPooled ? 4 : 1)
    // What a shortcut lacks in channels is neither read nor added.
    shortcutBits = Double(matrix.shortcutChannels * inputBits * matrix.windows)
    additions = windows * (Double(matrix.shortcutChannels) + (matrix.isAveraged ? outputChannels : 0))
    isActivated = matrix.isActivated
  }
}

/// Delay (cycles when synchronous, else seconds) and energy (joule) of one layer on the shared circuits.
package struct SharedCost: Sendable, Hashable {
  package var activationDelay = 0.0
  package var activationEnergy = 0.0
  package var accumulatorDelay = 0.0
  package var accumulatorEnergy = 0.0
  package var adderDelay = 0.0
  package var adderEnergy = 0.0
  package var poolingDelay = 0.0
  package var poolingEnergy = 0.0
  package var bufferDelay = 0.0
  package var bufferEnergy = 0.0
  package var hTreeDelay = 0.0
  package var hTreeEnergy = 0.0

  package var delay: Double {
    activationDelay + accumulatorDelay + poolingDelay + bufferDelay + hTreeDelay
      + adderDelay
  }

  package var energy: Double {
    activationEnergy + accumulatorEnergy + poolingEnergy + bufferEnergy + hTreeEnergy
      + adderEnergy
  }
}

extension GlobalCircuits {
  /// Activation, accumulation over tiles, pooling and data movement of one layer (spec 14 §8).
  ///
  /// - Parameter totalTiles: tiles of the whole chip; a layer gets its share of the global buffer (Q-C159).
  package func cost(of layer: LayerTraffic, totalTiles: Int) -> SharedCost {
    var cost = SharedCost()
    if let activation, layer.isActivated {
      let reads = layer.activationReads(parallelResults: activation.parallelResults)
      cost.activationDelay = activation.delay(reads: reads)
      cost.activationEnergy = activation.readEnergy(reads: reads)
    }
    if layer.tilesRow > 1 {
      let reads = layer.accumulatorReads(trees: accumulator.trees)
      cost.accumulatorDelay = accumulator.delay(reads: reads, units: layer.tilesRow, load: 0)
      cost.accumulatorEnergy = accumulator.readEnergy(reads: reads, units: layer.tilesRow)
    }
    if layer.additions > 0, let adder {
      let reads = layer.adderReads(adders: adder.adders)
      cost.adderDelay = adder.delay(ramp: 1e20, load: 0, reads: reads)
      cost.adderEnergy = adder.readEnergy(reads: reads, operations: adder.adders)
    }
    if layer.isPooled {
      let reads = layer.poolingReads
      cost.poolingDelay = pooling.delay(ramp: 1e20, load: 0, reads: reads.delay)
      cost.poolingEnergy = pooling.readEnergy(reads: reads.energy)
    }
    let parallel = parallelCores
    let share = layer.bufferShare(totalTiles: Double(totalTiles))
    let (accesses, joules) = (buffer.delays(of: layer), buffer.energies(of: layer))
    cost.bufferDelay = accesses.reading / parallel * share + accesses.writing / parallel * share
    cost.bufferEnergy = joules.reading + joules.writing
    let moves = (layer.routedBits / hTree.bits).rounded(.up)
    let route = route(of: layer)
    cost.hTreeDelay = route.delay(reads: moves)
    cost.hTreeEnergy = route.readEnergy(bits: route.bits, reads: moves)
    return cost
  }
}
