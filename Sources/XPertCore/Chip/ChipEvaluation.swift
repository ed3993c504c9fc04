/// One evaluated layer: where it lies, what it costs. Delays in seconds, energies in joule.
package struct EvaluatedLayer: Sendable {
  package var matrix: CellMatrix
  package var periphery: Periphery
  package var placement: Placement
  package var tileSize: Int
  package var elementSize: Int
  /// Area of all tiles of this layer, m².
  package var tileArea: Double
  /// Of one tile, metres.
  package var tileHeight: Double
  package var tileWidth: Double
  package var performance: LayerPerformance
  /// Leakage energy of the tiles of all other layers while this one runs; in a pipeline, of the layer's own
  /// tiles while they wait for the slowest layer; joule.
  package var leakageEnergy: Double
  /// The slowest sensing period up to and including this layer, second.
  package var sensingPeriodSoFar: Double
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
package struct ChipEvaluation: Sendable {
  package var hardware: Hardware
  /// All layers work at once, each on another image.
  package var isPipelined: Bool
  package var layers: [EvaluatedLayer]
  package var area: ChipArea
  /// Area of one tile of the first layer by component, m².
  package var tileAreas: ComponentTable
  package var tiles: Int
  package var globals: GlobalCircuits
  /// The crossbar macro of the first layer, metres and m².
  package var crossbarHeight: Double
  package var crossbarWidth: Double
  package var crossbarArea: Double
  /// Clock that the circuits were sized with, Hz.
  package var sizingClock: Double
  /// Slowest sensing period: the clock period of a synchronous chip, second; 0 when asynchronous.
  package var clockPeriod: Double
  /// What the clock waits for; nil when asynchronous.
  var clockOrigin: ClockOrigin?

  /// Second: of an image, one layer after the other; in a pipeline, between two images, which is the delay of
  /// the slowest layer (and every part of it the largest of all layers).
  package var delay: DelayBreakdown {
    layers.reduce(into: DelayBreakdown()) {
      if isPipelined {
        $0.formMaximum($1.performance.delay)
      } else {
        $0 += $1.performance.delay
      }
    }
  }

  /// Dynamic energy, joule.
  package var energy: Double { layers.reduce(0) { $0 + $1.performance.energy } }

  /// Energy that idle tiles leak while others work, joule.
  package var leakageEnergy: Double { layers.reduce(0) { $0 + $1.leakageEnergy } }

  /// Leakage power of all tiles of the evaluated layers, watt.
  package var leakage: Double {
    layers.reduce(0) { $0 + $1.performance.tileLeakage * Double($1.placement.tiles) }
  }

  package var operations: Double { layers.reduce(0) { $0 + $1.matrix.operations } }
}
