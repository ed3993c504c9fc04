/// How often a layer uses the circuits that all layers share, whatever their size (spec 14 §8).
extension LayerTraffic {
  /// Of an activation that gives so many results at once.
  func activationReads(parallelResults: Double) -> Double {
    (windows * outputChannels / parallelResults).rounded(.up)
  }

  /// Of an accumulator of so many trees. Counts the output channels once more per column of tiles (Q-C156).
  func accumulatorReads(trees: Int) -> Double {
    (Double(tilesColumn) * outputChannels * (windows / Double(trees))).rounded(.up)
  }

  /// Of so many adders.
  func adderReads(adders: Int) -> Double { (additions / Double(adders)).rounded(.up) }

  /// Of pooling, for its delay and for its energy: without the channels, and with two roundings (Q-C157).
  var poolingReads: (delay: Double, energy: Double) {
    let spread = kernelPositions.squareRoot()
    return (
      ((windows / 4) / tileSize * spread).rounded(.up),
      ((windows / 4).rounded(.down) / tileSize * spread).rounded(.up)
    )
  }

  /// Bits that the global buffer is read for.
  var bufferReadBits: Double { unloadBits + shortcutBits }

  /// Bits that pass the H-tree.
  var routedBits: Double { unloadBits + loadBits }

  /// How many times the layer's tiles the chip has: how much less than all of the buffer is the layer's
  /// (Q-C159).
  func bufferShare(totalTiles: Double) -> Double { (totalTiles / Double(tiles)).rounded(.up) }
}

/// The global buffer at work for a layer.
extension Buffer {
  /// One core's delays for all of a layer's reads and writes.
  func delays(of layer: LayerTraffic) -> (reading: Double, writing: Double) {
    let line = Double(lineWidth)
    return (readDelay(reads: layer.bufferReadBits / line), writeDelay(writes: layer.loadBits / line))
  }

  /// Joule, for all of a layer's reads and writes.
  func energies(of layer: LayerTraffic) -> (reading: Double, writing: Double) {
    let line = Double(lineWidth)
    return (
      readEnergy(bits: line, reads: layer.bufferReadBits / line),
      writeEnergy(bits: line, writes: layer.loadBits / line)
    )
  }

  /// Cores that work at once: no more than fill the bus.
  func parallelCores(of cores: Double, busWidth: Double) -> Double {
    min(cores.rounded(.up), (busWidth / Double(lineWidth)).rounded(.up))
  }
}
