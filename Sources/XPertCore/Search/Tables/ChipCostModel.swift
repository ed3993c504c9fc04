import Platform

/// The circuit simulator as a search sees it: every (layer, input channels, node) evaluated once and
/// tabulated, chip-level circuits sized exactly for every candidate. Nothing is fitted.
///
/// A candidate's values equal those of the `consistent` convention. Their gradient is exact in everything
/// that adds up over layers and in the clock; shared circuits enter it smoothly: the H-tree's dependence on
/// the number of tiles by a secant over a quarter of them, activation, accumulation and pooling through
/// circuits sized for the whole space, rounding not at all.
public struct ChipCostModel: CostModel {
  /// Without the nodes that are left out.
  public let supernet: Supernet
  /// Nodes of the space that cannot be built.
  public let leftOut: LeftOutNodes
  public let hardware: Hardware
  public let crossbarsPerTile: Int
  public let table: CostTable
  public let quantities: [Quantity] = [
    .area, .delay, .energy, .leakage, .tiles, .reluUnits, .weights, .multiplyAccumulates, .bitOperations,
  ]

  /// Lives as long as the model: a caller that counts its memory can note here what the model takes.
  public var account: (any AnyObject & Sendable)?

  /// Bytes that the model of a space takes together with a search's copy of its table, about.
  ///
  /// - Parameter checkpoint: called now and then; what it throws ends the counting.
  public static func bytes(of supernet: Supernet, checkpoint: () throws -> Void) rethrows -> Int {
    let owners = supernet.owners
    var columns = [Int](repeating: 0, count: supernet.layers.count)
    for owner in owners { columns[owner] += 1 }
    let numbers = 2 * 8 * (Sum.allCases.count + Peak.allCases.count + 1)
    return zip(try supernet.costEntries(checkpoint: checkpoint), columns).reduce(0) {
      $0 + $1.0 * (numbers + $1.1 * MemoryLayout<LayerTerms>.stride)
    }
  }

  let terms: [ChipTabulation.Column]
  let environment: CircuitEnvironment
  /// Shared circuits sized for the most demanding layer of the whole space.
  let nominal: GlobalCircuits

  enum Sum: Int, CaseIterable {
    case area, tiles, cycles, energy, leakage, reluUnits, weights, multiplyAccumulates, bitOperations
    /// Bits over the chip's H-tree; buffer accesses per tile of the layer; bits added to the bus; leakage of
    /// the layer's own tiles times its cycles.
    case traffic, bufferShare, bus, ownLeakage
  }

  enum Peak: Int, CaseIterable {
    case sensingPeriod, tileHeight, tileWidth, bufferBits
  }

  /// Tabulates a space, which takes seconds for hundreds of thousands of entries.
  ///
  /// - Parameters:
  ///   - mapsKernelPositions: as ``ChipEvaluator/mapsKernelPositions``.
  ///   - layersOf: the layers that a node of a layer of the supernet stands for, where the network is given
  ///     and only its periphery is to be chosen; nil: those that the supernet makes of it.
  ///   - leavesOut: do without the nodes that cannot be built, instead of refusing the space. A node that
  ///     cannot be built behind some of the channels that its layer can get is left out altogether.
  ///   - checkpoint: called every few milliseconds; what it throws ends the tabulation.
  /// - Throws: ``ImpossibleNode`` for the first node that cannot be built; with `leavesOut` for a layer of
  ///   which none can; what `checkpoint` throws.
  public init(
    supernet: Supernet, hardware: Hardware, crossbarsPerTile: Int = 64, mapsKernelPositions: Bool = false,
    inputs: InputStatistics = InputStatistics(), layersOf: ((Int, Node) -> [Layer])? = nil,
    leavesOut: Bool = false, checkpoint: () throws -> Void = {}
  ) throws {
    var rules = ChipRules.consistent
    rules.tiling = .fixed(crossbarsPerTile: crossbarsPerTile)
    rules.mapsKernelPositions = mapsKernelPositions
    let tabulation = try ChipTabulation(
      supernet: supernet, engine: ChipEngine(hardware: hardware, rules: rules),
      crossbarsPerTile: crossbarsPerTile, inputs: inputs, layersOf: layersOf, leavesOut: leavesOut,
      checkpoint: checkpoint)
    let most = tabulation.mostDemanding
    let coreBits = hardware.globalBufferCoreRows * hardware.globalBufferCoreColumns
    nominal = GlobalCircuits(
      demand: most, bufferCores: max(1, divideRoundingUp(most.bufferBits, coreBits)),
      busWidth: hardware.maximumGlobalBusWidth, tiles: 64, hardware: hardware,
      environment: tabulation.environment)
    table = ChipCostModel.table(of: tabulation, nominal: nominal)
    environment = tabulation.environment
    terms = tabulation.columns
    self.supernet = tabulation.supernet
    leftOut = tabulation.leftOut
    self.hardware = hardware
    self.crossbarsPerTile = crossbarsPerTile
  }

  /// Sums and peaks of every node; a layer's projection and classifier count with it.
  private static func table(of tabulation: ChipTabulation, nominal: GlobalCircuits) -> CostTable {
    let layers = tabulation.nextOptions.indices.map { index in
      let columns = tabulation.columns.filter { $0.owner == index }
      let nextOption = tabulation.nextOptions[index]
      let nodeCount = tabulation.nodeCounts[index]
      var sums = [[Double]](repeating: [], count: Sum.allCases.count)
      var peaks = [[Double]](repeating: [], count: Peak.allCases.count)
      for entry in nextOption.indices {
        for sum in Sum.allCases {
          sums[sum.rawValue].append(
            columns.reduce(0) { $0 + value(of: sum, in: $1.entries[entry], nominal: nominal) })
        }
        for peak in Peak.allCases {
          peaks[peak.rawValue].append(
            columns.reduce(0) { max($0, value(of: peak, in: $1.entries[entry])) })
        }
      }
      return CostTable.Layer(
        nodeCount: nodeCount, inputOptionCount: nextOption.count / nodeCount, nextOption: nextOption,
        sums: sums, peaks: peaks)
    }
    return CostTable(
      sumNames: Sum.allCases.map { "\($0)" }, peakNames: Peak.allCases.map { "\($0)" }, layers: layers)
  }

  private static func value(of sum: Sum, in terms: LayerTerms, nominal: GlobalCircuits) -> Double {
    let shared = nominal.cost(of: terms.traffic, totalTiles: 1)
    let small =
      shared.activationDelay + shared.accumulatorDelay + shared.poolingDelay + shared.adderDelay
    switch sum {
    case .area: return terms.tileArea
    case .tiles: return Double(terms.tiles)
    case .cycles: return terms.delay + small
    case .energy:
      return terms.energy + shared.activationEnergy + shared.accumulatorEnergy + shared.poolingEnergy
        + shared.bufferEnergy + shared.adderEnergy
    case .leakage: return terms.leakage
    case .reluUnits: return terms.reluUnits
    case .weights: return terms.weights
    case .multiplyAccumulates: return terms.multiplyAccumulates
    case .bitOperations: return terms.bitOperations
    case .traffic: return terms.traffic.unloadBits + terms.traffic.loadBits
    case .bufferShare:
      let line = Double(nominal.buffer.lineWidth)
      return
        (nominal.buffer.readDelay(
          reads: (terms.traffic.unloadBits + terms.traffic.shortcutBits) / line)
        + nominal.buffer.writeDelay(writes: terms.traffic.loadBits / line)) / Double(terms.tiles)
    case .bus: return terms.busIncrement
    case .ownLeakage: return terms.leakage * (terms.delay + small)
    }
  }

  private static func value(of peak: Peak, in terms: LayerTerms) -> Double {
    switch peak {
    case .sensingPeriod: terms.sensingPeriod
    case .tileHeight: terms.demand.tileHeight
    case .tileWidth: terms.demand.tileWidth
    case .bufferBits: Double(terms.demand.bufferBits)
    }
  }
}

// MARK: - Exact values of a candidate

extension ChipCostModel {
  /// Leakage, tiles and the counts; area, delay and energy depend on circuits that all layers share.
  public func additiveSum(of quantity: Int) -> Int? {
    switch quantities[quantity] {
    case .leakage: Sum.leakage.rawValue
    case .tiles: Sum.tiles.rawValue
    case .reluUnits: Sum.reluUnits.rawValue
    case .weights: Sum.weights.rawValue
    case .multiplyAccumulates: Sum.multiplyAccumulates.rawValue
    case .bitOperations: Sum.bitOperations.rawValue
    default: nil
    }
  }

  public func evaluate(candidate: [Int], sums: [Double], peaks: [Double], into values: inout [Double]) {
    withChip(of: candidate) { chip in
      var delay = 0.0
      var energy = 0.0
      for index in terms.indices {
        let time = chip.time(of: chip.layer(index))
        delay += time.delay
        energy += time.energy
      }
      values[0] = chip.area + chip.globals.area
      values[1] = delay
      values[2] = energy
      values[3] = chip.leakage
      values[4] = Double(chip.tiles)
      values[5] = sums[Sum.reluUnits.rawValue]
      values[6] = sums[Sum.weights.rawValue]
      values[7] = sums[Sum.multiplyAccumulates.rawValue]
      values[8] = sums[Sum.bitOperations.rawValue]
    }
  }

  /// A candidate's layers with the circuits that they share.
  struct Chip {
    let terms: [ChipTabulation.Column]
    /// Entry of every layer of the supernet in its columns.
    let entries: UnsafePointer<Int>
    let globals: GlobalCircuits
    let tiles: Int
    let leakage: Double
    /// Of the layers' tiles, m².
    let area: Double
    /// Second; 1 without a clock.
    let period: Double

    func layer(_ index: Int) -> LayerTerms { terms[index].entries[entries[terms[index].owner]] }

    /// Delay, and energy with what the tiles of all other layers leak meanwhile.
    func time(of layer: LayerTerms) -> (delay: Double, energy: Double) {
      let shared = globals.cost(of: layer.traffic, totalTiles: tiles)
      let time = (layer.delay + shared.delay) * period
      return (time, layer.energy + shared.energy + (leakage - layer.leakage) * time)
    }
  }

  /// Sizes the shared circuits of a candidate.
  func withChip(of candidate: [Int], _ body: (Chip) -> Void) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: candidate.count) { entries in
      var inputOption = 0
      for index in candidate.indices {
        let layer = table.layers[index]
        entries[index] = inputOption * layer.nodeCount + candidate[index]
        inputOption = layer.nextOption[entries[index]]
      }

      var demand = GlobalDemand.none
      var tiles = 0
      var bus = 0.0
      var leakage = 0.0
      var area = 0.0
      var slowest = 0.0
      for index in terms.indices {
        terms[index].entries.withUnsafeBufferPointer { column in
          let layer = column.baseAddress! + entries[terms[index].owner]
          demand.formMaximum(layer.pointee.demand)
          tiles += layer.pointee.tiles
          bus += layer.pointee.busIncrement
          leakage += layer.pointee.leakage
          area += layer.pointee.tileArea
          slowest = max(slowest, layer.pointee.sensingPeriod)
        }
      }
      while bus > hardware.maximumGlobalBusWidth { bus /= 2 }
      let globals = GlobalCircuits(
        demand: demand, bufferCores: divideRoundingUp(demand.bufferBits, coreBits), busWidth: bus,
        tiles: tiles, hardware: hardware, environment: environment)
      body(
        Chip(
          terms: terms, entries: UnsafePointer(entries.baseAddress!), globals: globals, tiles: tiles,
          leakage: leakage, area: area, period: hardware.isSynchronous ? slowest : 1))
    }
  }

  var coreBits: Int { hardware.globalBufferCoreRows * hardware.globalBufferCoreColumns }
}

// MARK: - Smooth values and their gradient

extension ChipCostModel {
  /// What the smooth formulas are made of, at one point.
  struct SmoothPoint {
    var period: Double
    var bus: Double
    var cores: Double
    var parallel: Double
    var tiles: Double
    var tree: HTree
    /// All cycles of the network.
    var cycles: Double
    var energyPerBit: Double
  }

  private func tree(tiles: Double, bus: Double, height: Double, width: Double) -> HTree {
    // Diverged parameters give no finite number of tiles; the search says so when it sees the loss.
    let count = tiles.isFinite ? Int(min(max(tiles, 1), 1e6).rounded()) : 1
    let grid = FloorPlan.grid(tiles: count)
    return HTree(
      rows: grid.rows, columns: grid.columns, tolerance: hardware.globalBusTolerance, bits: bus,
      unitHeight: height, unitWidth: width, foldRatio: hardware.globalFoldRatio, in: environment)
  }

  func smoothPoint(_ sums: [Double], _ peaks: [Double]) -> SmoothPoint {
    var bus = sums[Sum.bus.rawValue]
    while bus > hardware.maximumGlobalBusWidth && bus.isFinite { bus /= 2 }
    let cores = max(1, peaks[Peak.bufferBits.rawValue] / Double(coreBits))
    let parallel = min(cores.rounded(.up), (bus / Double(nominal.buffer.lineWidth)).rounded(.up))
    let tiles = sums[Sum.tiles.rawValue]
    let tree = tree(
      tiles: tiles, bus: bus, height: peaks[Peak.tileHeight.rawValue],
      width: peaks[Peak.tileWidth.rawValue])
    return SmoothPoint(
      period: hardware.isSynchronous ? peaks[Peak.sensingPeriod.rawValue] : 1, bus: bus, cores: cores,
      parallel: parallel, tiles: tiles, tree: tree,
      cycles: sums[Sum.cycles.rawValue] + sums[Sum.traffic.rawValue] / bus * tree.delay(reads: 1)
        + sums[Sum.bufferShare.rawValue] * tiles / parallel,
      energyPerBit: tree.readEnergy(bits: 1, reads: 1))
  }

  public func evaluate(sums: [Double], peaks: [Double], into values: inout [Double]) {
    let point = smoothPoint(sums, peaks)
    values[0] =
      sums[Sum.area.rawValue] + nominal.buffer.area * point.cores + point.tree.area
      + nominal.accumulator.area + (nominal.activation?.area ?? 0) + nominal.pooling.area
      + (nominal.adder?.area ?? 0)
    values[1] = point.period * point.cycles
    values[2] =
      sums[Sum.energy.rawValue] + sums[Sum.traffic.rawValue] * point.energyPerBit
      + point.period * (sums[Sum.leakage.rawValue] * point.cycles - sums[Sum.ownLeakage.rawValue])
    values[3] = sums[Sum.leakage.rawValue]
    values[4] = point.tiles
    values[5] = sums[Sum.reluUnits.rawValue]
    values[6] = sums[Sum.weights.rawValue]
    values[7] = sums[Sum.multiplyAccumulates.rawValue]
    values[8] = sums[Sum.bitOperations.rawValue]
  }

  public func addGradient(
    weights: [Double], sums: [Double], peaks: [Double], sumGradient: inout [Double],
    peakGradient: inout [Double]
  ) {
    let (onArea, onDelay, onEnergy) = (weights[0], weights[1], weights[2])
    sumGradient[Sum.leakage.rawValue] += weights[3]
    sumGradient[Sum.tiles.rawValue] += weights[4]
    sumGradient[Sum.reluUnits.rawValue] += weights[5]
    sumGradient[Sum.weights.rawValue] += weights[6]
    sumGradient[Sum.multiplyAccumulates.rawValue] += weights[7]
    sumGradient[Sum.bitOperations.rawValue] += weights[8]
    guard onArea != 0 || onDelay != 0 || onEnergy != 0 else { return }

    let point = smoothPoint(sums, peaks)
    let leakage = sums[Sum.leakage.rawValue]
    let traffic = sums[Sum.traffic.rawValue]
    let share = sums[Sum.bufferShare.rawValue]
    let slope = treeSlope(point, peaks)

    // d / d cycles of everything that runs for the delay.
    let onCycles = point.period * (onDelay + onEnergy * leakage)
    sumGradient[Sum.area.rawValue] += onArea
    sumGradient[Sum.energy.rawValue] += onEnergy
    sumGradient[Sum.leakage.rawValue] += onEnergy * point.period * point.cycles
    sumGradient[Sum.ownLeakage.rawValue] -= onEnergy * point.period
    sumGradient[Sum.cycles.rawValue] += onCycles
    sumGradient[Sum.traffic.rawValue] +=
      onCycles / point.bus * point.tree.delay(reads: 1) + onEnergy * point.energyPerBit
    sumGradient[Sum.bufferShare.rawValue] += onCycles * point.tiles / point.parallel
    sumGradient[Sum.tiles.rawValue] +=
      onCycles * (share / point.parallel + traffic / point.bus * slope { $0.delay(reads: 1) })
      + onArea * slope(\.area) + onEnergy * traffic * slope { $0.readEnergy(bits: 1, reads: 1) }
    if hardware.isSynchronous {
      peakGradient[Peak.sensingPeriod.rawValue] +=
        onDelay * point.cycles + onEnergy * (leakage * point.cycles - sums[Sum.ownLeakage.rawValue])
    }
    addTreeGradient(onArea: onArea, onTraffic: onEnergy * traffic, point, peaks, &peakGradient)
    peakGradient[Peak.bufferBits.rawValue] += onArea * nominal.buffer.area / Double(coreBits)
  }

  /// Slope of the H-tree over the number of tiles: a secant over a quarter of them.
  func treeSlope(_ point: SmoothPoint, _ peaks: [Double]) -> ((HTree) -> Double) -> Double {
    let span = max(4, point.tiles / 4)
    let (height, width) = (peaks[Peak.tileHeight.rawValue], peaks[Peak.tileWidth.rawValue])
    let fewer = tree(tiles: point.tiles - span, bus: point.bus, height: height, width: width)
    let more = tree(tiles: point.tiles + span, bus: point.bus, height: height, width: width)
    return { value in (value(more) - value(fewer)) / (2 * span) }
  }

  /// Adds what the tree owes to the size of the largest tile. Area and energy of the tree are sums of a part
  /// proportional to the height and one to the width.
  ///
  /// - Parameter onTraffic: d loss / d energy of the tree per bit.
  func addTreeGradient(
    onArea: Double, onTraffic: Double, _ point: SmoothPoint, _ peaks: [Double], _ peakGradient: inout [Double]
  ) {
    let (height, width) = (peaks[Peak.tileHeight.rawValue], peaks[Peak.tileWidth.rawValue])
    let flat = tree(tiles: point.tiles, bus: point.bus, height: height, width: 0)
    func onTree(_ tree: HTree) -> Double {
      onArea * tree.area + onTraffic * tree.readEnergy(bits: 1, reads: 1)
    }
    let ofHeight = onTree(flat)
    peakGradient[Peak.tileHeight.rawValue] += ofHeight / height
    peakGradient[Peak.tileWidth.rawValue] += (onTree(point.tree) - ofHeight) / width
  }
}
