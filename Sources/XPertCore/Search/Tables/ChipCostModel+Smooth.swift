/// Smooth values of a chip and of a layer, and their gradient. A layer's follow from its share of the sums,
/// the whole chip's from all of them, by the same formulas.
extension ChipCostModel {
  /// What the smooth formulas are made of, at one point.
  struct SmoothPoint {
    /// Second; 1 without a clock.
    var period: Double
    /// Bits.
    var bus: Double
    var cores: Double
    /// Cores of the buffer that work at once.
    var parallel: Double
    var tiles: Double
    /// Of all tiles, watt.
    var leakage: Double
    var tileHeight: Double
    var tileWidth: Double
    var tree: HTree
    /// Cycles of the tree to move its width, and joule to move a bit.
    var treeDelay: Double
    var energyPerBit: Double
  }

  private func tree(tiles: Double, bus: Double, height: Double, width: Double) -> HTree {
    // Diverged parameters give no finite number of tiles; the search says so when it sees the loss.
    let count = tiles.isFinite ? Int(min(max(tiles, 1), 1e6).rounded()) : 1
    let grid = FloorPlan.grid(tiles: count)
    return hardware.globalHTree(
      rows: grid.rows, columns: grid.columns, bits: bus, tileHeight: height, tileWidth: width,
      in: environment)
  }

  private func smoothPoint(_ sums: [Double], _ peaks: [Double]) -> SmoothPoint {
    let bus = hardware.globalBusWidth(asked: sums[Sum.bus])
    let cores = max(1, peaks[Peak.bufferBits] / Double(hardware.globalBufferCoreBits))
    let tiles = sums[Sum.tiles]
    let (height, width) = (peaks[Peak.tileHeight], peaks[Peak.tileWidth])
    let tree = tree(tiles: tiles, bus: bus, height: height, width: width)
    return SmoothPoint(
      period: hardware.isSynchronous ? peaks[Peak.sensingPeriod] : 1, bus: bus, cores: cores,
      parallel: nominal.buffer.parallelCores(of: cores, busWidth: bus), tiles: tiles,
      leakage: sums[Sum.leakage], tileHeight: height, tileWidth: width, tree: tree,
      treeDelay: tree.delay(reads: 1), energyPerBit: tree.readEnergy(bits: 1, reads: 1))
  }

  /// Cycles of what has `own` of the sums.
  private func cycles(_ own: [Double], _ point: SmoothPoint) -> Double {
    own[Sum.cycles] + own[Sum.traffic] / point.bus * point.treeDelay
      + own[Sum.bufferShare] * point.tiles / point.parallel
  }

  /// The values of what has `own` of the sums; area without that of the shared circuits.
  private func evaluate(own: [Double], at point: SmoothPoint, into values: inout [Double]) {
    let cycles = cycles(own, point)
    for (value, sum) in Self.plainSums { values[value] = own[sum] }
    values[Value.area] = own[Sum.area]
    values[Value.delay] = point.period * cycles
    values[Value.energy] =
      own[Sum.energy] + own[Sum.traffic] * point.energyPerBit
      + point.period * (point.leakage * cycles - own[Sum.ownLeakage])
  }

  public func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    let point = smoothPoint(sums, peaks)
    evaluate(own: sums, at: point, into: &values)
    values[Value.area] = nominal.area(
      bufferCores: point.cores, hTreeArea: point.tree.area, base: sums[Sum.area])
  }

  public func evaluateLayer(own: [Double], sums: [Double], peaks: [Double], into values: inout [Double]) {
    evaluate(own: own, at: smoothPoint(sums, peaks), into: &values)
  }

  public func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    let shared = addGradient(
      weights: weights, onSharedArea: weights[Value.area], own: sums, sums, peaks, to: &sumGradient,
      &peakGradient)
    sumGradient[Sum.leakage] += shared.leakage
    sumGradient[Sum.tiles] += shared.tiles
  }

  public func addLayerGradient(
    weights: [Double], own: [Double], sums: [Double], peaks: [Double], ownGradient: inout [Double],
    sumGradient: inout [Double], peakGradient: inout [Double]
  ) {
    let shared = addGradient(
      weights: weights, onSharedArea: 0, own: own, sums, peaks, to: &ownGradient, &peakGradient)
    sumGradient[Sum.leakage] += shared.leakage
    sumGradient[Sum.tiles] += shared.tiles
  }

  /// Adds the slopes over `own` and over the peaks.
  ///
  /// - Parameter onSharedArea: d loss / d area of the shared circuits.
  /// - Returns: those over the chip's leakage and tiles.
  private func addGradient(
    weights: [Double], onSharedArea: Double, own: [Double], _ sums: [Double], _ peaks: [Double],
    to ownGradient: inout [Double], _ peakGradient: inout [Double]
  ) -> (leakage: Double, tiles: Double) {
    let (onDelay, onEnergy) = (weights[Value.delay], weights[Value.energy])
    for (value, sum) in Self.plainSums { ownGradient[sum] += weights[value] }
    ownGradient[Sum.area] += weights[Value.area]
    guard onSharedArea != 0 || onDelay != 0 || onEnergy != 0 else { return (0, 0) }

    let point = smoothPoint(sums, peaks)
    let cycles = cycles(own, point)
    let traffic = own[Sum.traffic]
    // d / d cycles of everything that runs for the delay.
    let onCycles = point.period * (onDelay + onEnergy * point.leakage)
    ownGradient[Sum.energy] += onEnergy
    ownGradient[Sum.ownLeakage] -= onEnergy * point.period
    ownGradient[Sum.cycles] += onCycles
    ownGradient[Sum.traffic] += onCycles / point.bus * point.treeDelay + onEnergy * point.energyPerBit
    ownGradient[Sum.bufferShare] += onCycles * point.tiles / point.parallel
    if hardware.isSynchronous {
      peakGradient[Peak.sensingPeriod] +=
        onDelay * cycles + onEnergy * (point.leakage * cycles - own[Sum.ownLeakage])
    }
    addTreeGradient(onArea: onSharedArea, onTraffic: onEnergy * traffic, point, &peakGradient)
    peakGradient[Peak.bufferBits] +=
      onSharedArea * nominal.buffer.area / Double(hardware.globalBufferCoreBits)
    let slope = treeSlope(point)
    return (
      leakage: onEnergy * point.period * cycles,
      tiles: onCycles
        * (own[Sum.bufferShare] / point.parallel + traffic / point.bus * slope { $0.delay(reads: 1) })
        + onSharedArea * slope(\.area) + onEnergy * traffic * slope { $0.readEnergy(bits: 1, reads: 1) }
    )
  }

  /// Slope of the H-tree over the number of tiles: a secant over a quarter of them.
  private func treeSlope(_ point: SmoothPoint) -> ((HTree) -> Double) -> Double {
    let span = max(4, point.tiles / 4)
    func tree(_ tiles: Double) -> HTree {
      self.tree(tiles: tiles, bus: point.bus, height: point.tileHeight, width: point.tileWidth)
    }
    let (fewer, more) = (tree(point.tiles - span), tree(point.tiles + span))
    return { value in (value(more) - value(fewer)) / (2 * span) }
  }

  /// Adds what the tree owes to the size of the largest tile. Area and energy of the tree are sums of a part
  /// proportional to the height and one to the width.
  ///
  /// - Parameter onTraffic: d loss / d energy of the tree per bit.
  private func addTreeGradient(
    onArea: Double, onTraffic: Double, _ point: SmoothPoint, _ peakGradient: inout [Double]
  ) {
    let flat = tree(tiles: point.tiles, bus: point.bus, height: point.tileHeight, width: 0)
    func onTree(_ tree: HTree) -> Double {
      onArea * tree.area + onTraffic * tree.readEnergy(bits: 1, reads: 1)
    }
    let ofHeight = onTree(flat)
    peakGradient[Peak.tileHeight] += ofHeight / point.tileHeight
    peakGradient[Peak.tileWidth] += (onTree(point.tree) - ofHeight) / point.tileWidth
  }
}
