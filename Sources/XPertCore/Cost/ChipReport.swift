/// One layer of a report. SI units.
public struct LayerReport: Sendable {
  /// The layer of the network; nil when rows of a file were evaluated.
  public var layer: Layer?
  package var periphery: Periphery
  package var placement: Placement
  public var tileSize: Int
  /// Area of the layer's tiles, m².
  public var area: Double
  /// Second.
  public var delay: DelayBreakdown
  /// Dynamic energy, joule, and by component.
  public var energy: Double
  public var energies: ComponentTable
  /// Leakage energy of all other tiles while the layer runs; in a pipeline, of its own while they wait for
  /// the slowest layer; joule.
  public var leakageEnergy: Double
  /// Leakage power of the layer's own tiles, watt.
  public var leakage: Double
  public var operations: Double
  /// Area of the layer's tiles and leakage power of all of them, by component, m² and watt.
  public var areas: ComponentTable
  public var leakages: ComponentTable
  var evaluated: EvaluatedLayer

  init(_ evaluated: EvaluatedLayer, layer: Layer?) {
    self.layer = layer
    periphery = evaluated.periphery
    placement = evaluated.placement
    tileSize = evaluated.tileSize
    area = evaluated.tileArea
    delay = evaluated.performance.delay
    energy = evaluated.performance.energy
    energies = evaluated.performance.energies
    leakageEnergy = evaluated.leakageEnergy
    leakage = evaluated.performance.tileLeakage * Double(evaluated.placement.tiles)
    operations = evaluated.matrix.operations
    areas = ComponentTable()
    areas.add(evaluated.origin.tile.areas, times: Double(evaluated.placement.tiles))
    leakages = ComponentTable()
    leakages.add(evaluated.origin.tileLeakages, times: Double(evaluated.placement.tiles))
    self.evaluated = evaluated
  }
}

/// What a chip costs, in one convention. SI units; everything a script prints comes from here.
public struct ChipReport: Sendable {
  public var convention: Convention
  public var hardware: Hardware
  public var networkName: String
  public var layers: [LayerReport]
  /// m²: the chip's, or, in the per-layer convention, which has no chip, the sum of the layers' tiles.
  public var area: Double
  /// By component, m²; sums to `area`.
  package var areas: ComponentTable
  /// Slowest clock period, second; 0 when asynchronous.
  public var clockPeriod: Double
  public var tiles: Int
  /// Divides TOPS/W in the reference's conventions (spec 10 §1.6); `consistent` reports what it computes.
  var postLayoutEnergy: Double
  /// The chip's, or one per layer: what explanations follow from.
  var evaluations: [ChipEvaluation]

  /// All layers work at once, each on another image.
  public var isPipelined: Bool { evaluations.contains(where: \.isPipelined) }

  /// Second, with the reference's breakdown: of an image, one layer after the other; in a pipeline, between
  /// two images, which is the delay of the slowest layer (spec 15 §4 step 8).
  package var delayBreakdown: DelayBreakdown {
    layers.reduce(into: DelayBreakdown()) {
      if isPipelined { $0.formMaximum($1.delay) } else { $0 += $1.delay }
    }
  }

  public var delay: Double { delayBreakdown.total }

  /// Joule.
  public var dynamicEnergy: Double { layers.reduce(0) { $0 + $1.energy } }

  /// Energy that tiles leak while other layers run; in a pipeline, while they wait for the slowest; joule.
  public var leakageEnergy: Double { layers.reduce(0) { $0 + $1.leakageEnergy } }

  /// The energy of one inference, joule: with leakage in `consistent`; dynamic alone in the reference's
  /// conventions, as they report it (Q-C181).
  public var energy: Double { convention == .consistent ? dynamicEnergy + leakageEnergy : dynamicEnergy }

  /// Leakage power of all tiles, watt.
  public var leakage: Double { layers.reduce(0) { $0 + $1.leakage } }

  /// Dynamic energy by component, joule; sums to `dynamicEnergy`.
  package var energies: ComponentTable { layers.reduce(into: ComponentTable()) { $0.add($1.energies) } }

  /// Two per multiply-accumulate, counted as the convention does.
  public var operations: Double { layers.reduce(0) { $0 + $1.operations } }

  /// Energy x delay x area, J s m².
  public var edap: Double { energy * delay * area }

  /// 1e12 operations per second.
  public var tops: Double { operations / (delay * 1e12) }

  /// 1e12 operations per joule. The whole-network convention counts leakage and post-layout energy, the
  /// per-layer one leaves leakage out (spec 15 §4, §5).
  public var topsPerWatt: Double {
    let spent = convention == .published ? dynamicEnergy : dynamicEnergy + leakageEnergy
    return operations / (spent * 1e12) / postLayoutEnergy
  }

  /// Bytes that it holds, about: a layer is kept with its circuits and tables of components.
  public var bytes: Int {
    let table = 48 + 8 * Component.allCases.count
    let layer = MemoryLayout<LayerReport>.stride + MemoryLayout<EvaluatedLayer>.stride + 6 * table
    return 4096 + layers.count * layer
      + evaluations.count * (MemoryLayout<ChipEvaluation>.stride + 4 * table)
  }

  /// Per mm².
  public var topsPerMM2: Double { tops / (area * 1e6) }

  public var framesPerSecond: Double { 1 / delay }

  /// Share of the tiles' cells that hold weights or copies of them.
  public var utilisation: Double {
    layers.reduce(0) { $0 + $1.placement.utilisation * Double($1.placement.tiles) } / Double(tiles)
  }

  /// A quantity, SI; nil for those that a report does not have.
  public func value(of quantity: Quantity) -> Double? {
    switch quantity {
    case .area: area
    case .delay: delay
    case .energy: energy
    case .leakage: leakage
    case .edap: edap
    case .tiles: Double(tiles)
    case .reluUnits: Double(layers.reduce(0) { $0 + ($1.layer?.reluUnits ?? 0) })
    case .weights: Double(layers.reduce(0) { $0 + ($1.layer?.weights ?? 0) })
    case .multiplyAccumulates: Double(layers.reduce(0) { $0 + ($1.layer?.multiplyAccumulates ?? 0) })
    case .bitOperations:
      layers.reduce(0) { $0 + ($1.layer?.bitOperations(hardwareWeightBits: hardware.weightBits) ?? 0) }
    case .delayFit, .crossEntropy: nil
    }
  }
}
