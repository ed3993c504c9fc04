/// One evaluated layer: where it lies, what it costs. Delays in seconds, energies in joule.
public struct EvaluatedLayer: Sendable {
  public var matrix: CellMatrix
  public var periphery: Periphery
  public var placement: Placement
  public var tileSize: Int
  public var elementSize: Int
  /// Area of all tiles of this layer, m².
  public var tileArea: Double
  /// Of one tile, metres.
  public var tileHeight: Double
  public var tileWidth: Double
  public var performance: LayerPerformance
  /// Leakage energy of the tiles of all other layers while this one runs; in a pipeline, of the layer's own
  /// tiles while they wait for the slowest layer; joule.
  public var leakageEnergy: Double
  /// The slowest sensing period up to and including this layer, second.
  public var sensingPeriodSoFar: Double
  /// What an explanation of the numbers needs.
  var origin: LayerOrigin
}

/// Where the numbers of an evaluated layer come from.
struct LayerOrigin: Sendable {
  /// The layer's kind of tile.
  var tile: Tile
  var traffic: LayerTraffic
  /// Leakage of one tile by component, watt.
  var tileLeakages: ComponentTable
}

/// A chip that runs a network, layer by layer or as a pipeline.
public struct ChipEvaluation: Sendable {
  public var hardware: Hardware
  /// All layers work at once, each on another image.
  public var isPipelined: Bool
  public var layers: [EvaluatedLayer]
  public var area: ChipArea
  /// Area of one tile of the first layer by component, m².
  public var tileAreas: ComponentTable
  public var tiles: Int
  public var globals: GlobalCircuits
  /// The crossbar macro of the first layer, metres and m².
  public var crossbarHeight: Double
  public var crossbarWidth: Double
  public var crossbarArea: Double
  /// Clock that the circuits were sized with, Hz.
  public var sizingClock: Double
  /// Slowest sensing period: the clock period of a synchronous chip, second; 0 when asynchronous.
  public var clockPeriod: Double
  /// What the clock waits for; nil when asynchronous.
  var clockOrigin: ClockOrigin?

  /// Second: of an image, one layer after the other; in a pipeline, between two images, which is the delay of
  /// the slowest layer (and every part of it the largest of all layers).
  public var delay: DelayBreakdown {
    layers.reduce(into: DelayBreakdown()) {
      if isPipelined {
        $0.formMaximum($1.performance.delay)
      } else {
        $0 += $1.performance.delay
      }
    }
  }

  /// Dynamic energy, joule.
  public var energy: Double { layers.reduce(0) { $0 + $1.performance.energy } }

  /// Energy that idle tiles leak while others work, joule.
  public var leakageEnergy: Double { layers.reduce(0) { $0 + $1.leakageEnergy } }

  /// Leakage power of all tiles of the evaluated layers, watt.
  public var leakage: Double {
    layers.reduce(0) { $0 + $1.performance.tileLeakage * Double($1.placement.tiles) }
  }

  public var operations: Double { layers.reduce(0) { $0 + $1.matrix.operations } }
}
