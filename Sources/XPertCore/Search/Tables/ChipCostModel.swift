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
  package let leftOut: LeftOutNodes
  public let chip: ChipDescription
  public let table: CostTable
  public let quantities = Value.allCases.map(\.quantity)

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

  /// Positions in `quantities`, and so of values and of weights.
  enum Value: Int, CaseIterable {
    case area, delay, energy, leakage, tiles, reluUnits, weights, multiplyAccumulates, bitOperations

    var quantity: Quantity {
      switch self {
      case .area: .area
      case .delay: .delay
      case .energy: .energy
      case .leakage: .leakage
      case .tiles: .tiles
      case .reluUnits: .reluUnits
      case .weights: .weights
      case .multiplyAccumulates: .multiplyAccumulates
      case .bitOperations: .bitOperations
      }
    }
  }

  /// Positions of the table's sums.
  enum Sum: Int, CaseIterable {
    case area, tiles, cycles, energy, leakage, reluUnits, weights, multiplyAccumulates, bitOperations
    /// Bits over the chip's H-tree; buffer accesses per tile of the layer; bits added to the bus; leakage of
    /// the layer's own tiles times its cycles.
    case traffic, bufferShare, bus, ownLeakage
  }

  /// The values that are simply sums; area, delay and energy depend on circuits that all layers share.
  static let plainSums: [(value: Value, sum: Sum)] = [
    (.leakage, .leakage), (.tiles, .tiles), (.reluUnits, .reluUnits), (.weights, .weights),
    (.multiplyAccumulates, .multiplyAccumulates), (.bitOperations, .bitOperations),
  ]

  /// Positions of the table's peaks.
  enum Peak: Int, CaseIterable {
    case sensingPeriod, tileHeight, tileWidth, bufferBits
  }

  /// Tabulates a space, which takes seconds for hundreds of thousands of entries.
  ///
  /// - Parameters:
  ///   - chip: one that runs layer by layer.
  ///   - layersOf: the layers that a node of a layer of the supernet stands for, where the network is given
  ///     and only its periphery is to be chosen; nil: those that the supernet makes of it.
  ///   - leavesOut: do without the nodes that cannot be built, instead of refusing the space. A node that
  ///     cannot be built behind some of the channels that its layer can get is left out altogether.
  ///   - checkpoint: called every few milliseconds; what it throws ends the tabulation.
  /// - Throws: ``ImpossibleNode`` for the first node that cannot be built; with `leavesOut` for a layer of
  ///   which none can; ``HardwareError/invalid(rule:)`` for a pipeline; what `checkpoint` throws.
  public init(
    supernet: Supernet, chip: ChipDescription, inputs: InputStatistics = InputStatistics(),
    layersOf: ((Int, Node) -> [Layer])? = nil, leavesOut: Bool = false, checkpoint: () throws -> Void = {}
  ) throws {
    guard chip.execution == .layerByLayer else { throw HardwareError.invalid(rule: Self.pipelineRule) }
    let hardware = chip.hardware
    let tabulation = try ChipTabulation(
      supernet: supernet, engine: ChipEngine(hardware: hardware, rules: .consistent(on: chip)),
      crossbarsPerTile: chip.crossbarsPerTile, inputs: inputs, layersOf: layersOf, leavesOut: leavesOut,
      checkpoint: checkpoint)
    let most = tabulation.mostDemanding
    nominal = GlobalCircuits(
      demand: most, bufferCores: most.bufferCores(in: hardware), busWidth: hardware.maximumGlobalBusWidth,
      tiles: 64, hardware: hardware, environment: tabulation.environment)
    table = ChipCostModel.table(of: tabulation, nominal: nominal)
    environment = tabulation.environment
    terms = tabulation.columns
    self.supernet = tabulation.supernet
    leftOut = tabulation.leftOut
    self.chip = chip
  }

  /// On a chip of tiles of 64 crossbars, without novel mapping.
  public init(
    supernet: Supernet, hardware: Hardware, inputs: InputStatistics = InputStatistics(),
    leavesOut: Bool = false, checkpoint: () throws -> Void = {}
  ) throws {
    try self.init(
      supernet: supernet, chip: ChipDescription(hardware: hardware), inputs: inputs, leavesOut: leavesOut,
      checkpoint: checkpoint)
  }

  /// Why a pipeline has no costs that a search could add up.
  static let pipelineRule =
    "a search must run layer by layer: the delay of a pipeline is that of its slowest layer and no sum over"
    + " layers"

  public var hardware: Hardware { chip.hardware }

  /// Sums and peaks of every node; a layer's projection and classifier count with it.
  private static func table(of tabulation: ChipTabulation, nominal: GlobalCircuits) -> CostTable {
    let layers = tabulation.nextOptions.indices.map { index in
      let columns = tabulation.columns.filter { $0.owner == index }
      let nextOption = tabulation.nextOptions[index]
      let nodeCount = tabulation.nodeCounts[index]
      var sums = [[Double]](repeating: [], count: Sum.allCases.count)
      var peaks = [[Double]](repeating: [], count: Peak.allCases.count)
      for entry in nextOption.indices {
        for sum in sums.indices { sums[sum].append(0) }
        for column in columns { addSums(of: column.entries[entry], nominal: nominal, to: entry, of: &sums) }
        for peak in Peak.allCases {
          peaks[peak].append(columns.reduce(0) { max($0, value(of: peak, in: $1.entries[entry])) })
        }
      }
      return CostTable.Layer(
        nodeCount: nodeCount, inputOptionCount: nextOption.count / nodeCount, nextOption: nextOption,
        sums: sums, peaks: peaks)
    }
    return CostTable(
      sumNames: Sum.allCases.map { "\($0)" }, peakNames: Peak.allCases.map { "\($0)" }, layers: layers)
  }

  /// What a layer of the network adds to the sums of an entry.
  private static func addSums(
    of terms: LayerTerms, nominal: GlobalCircuits, to entry: Int, of sums: inout [[Double]]
  ) {
    let shared = nominal.cost(of: terms.traffic, totalTiles: 1)
    let small =
      shared.activationDelay + shared.accumulatorDelay + shared.poolingDelay + shared.adderDelay
    let accesses = nominal.buffer.delays(of: terms.traffic)
    for sum in Sum.allCases {
      let share: Double =
        switch sum {
        case .area: terms.tileArea
        case .tiles: Double(terms.tiles)
        case .cycles: terms.delay + small
        case .energy:
          terms.energy + shared.activationEnergy + shared.accumulatorEnergy + shared.poolingEnergy
            + shared.bufferEnergy + shared.adderEnergy
        case .leakage: terms.leakage
        case .reluUnits: terms.reluUnits
        case .weights: terms.weights
        case .multiplyAccumulates: terms.multiplyAccumulates
        case .bitOperations: terms.bitOperations
        case .traffic: terms.traffic.routedBits
        case .bufferShare: (accesses.reading + accesses.writing) / Double(terms.tiles)
        case .bus: terms.busIncrement
        case .ownLeakage: terms.leakage * (terms.delay + small)
        }
      sums[sum][entry] += share
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
  public func additiveSum(of quantity: Int) -> Int? {
    Self.plainSums.first { $0.value.rawValue == quantity }?.sum.rawValue
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
      for (value, sum) in Self.plainSums { values[value] = sums[sum] }
      values[Value.area] = chip.area + chip.globals.area
      values[Value.delay] = delay
      values[Value.energy] = energy
      // As the layers' leakage is subtracted from it: added up in the same order.
      values[Value.leakage] = chip.leakage
    }
  }

  /// A candidate's layers with the circuits that they share.
  struct Chip {
    let terms: [ChipTabulation.Column]
    /// Entry of every layer of the supernet in its columns.
    let entries: UnsafePointer<Int>
    let globals: GlobalCircuits
    let tiles: Int
    /// Of all tiles, watt.
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

      var composition = ChipComposition()
      var leakage = 0.0
      var area = 0.0
      var slowest = 0.0
      for index in terms.indices {
        terms[index].entries.withUnsafeBufferPointer { column in
          let layer = column.baseAddress! + entries[terms[index].owner]
          composition.add(
            layer.pointee.demand, tiles: layer.pointee.tiles, busIncrement: layer.pointee.busIncrement)
          leakage += layer.pointee.leakage
          area += layer.pointee.tileArea
          slowest = max(slowest, layer.pointee.sensingPeriod)
        }
      }
      body(
        Chip(
          terms: terms, entries: UnsafePointer(entries.baseAddress!),
          globals: composition.circuits(hardware: hardware, environment: environment),
          tiles: composition.tiles, leakage: leakage, area: area,
          period: hardware.isSynchronous ? slowest : 1))
    }
  }
}
