/// What the layers of a chip ask together of the circuits that they share, collected layer by layer, and
/// those circuits (spec 14 §4): for a chip that is evaluated as for every candidate of a search.
struct ChipComposition {
  /// Of the most demanding layer.
  var demand = GlobalDemand.none
  private(set) var tiles = 0
  /// Bits that all layers ask for together.
  private var askedBits: Double

  /// - Parameter busWidth: bits left over from earlier evaluations.
  init(busWidth: Double = 0) { askedBits = busWidth }

  /// - Parameter busIncrement: bits that the layer adds to the bus, of ``LayerBus/increment(tile:)``.
  @inline(__always)
  mutating func add(_ demand: GlobalDemand, tiles: Int, busIncrement: Double) {
    self.demand.formMaximum(demand)
    self.tiles += tiles
    askedBits += busIncrement
  }

  /// Bits of the chip's bus.
  func busWidth(in hardware: Hardware) -> Double { hardware.globalBusWidth(asked: askedBits) }

  /// - Parameter bufferCores: nil: as many as hold the largest input.
  func circuits(
    bufferCores: Int? = nil, conventional: (height: Double, width: Double)? = nil, hardware: Hardware,
    environment: CircuitEnvironment
  ) -> GlobalCircuits {
    GlobalCircuits(
      demand: demand, bufferCores: bufferCores ?? demand.bufferCores(in: hardware),
      busWidth: busWidth(in: hardware), tiles: tiles, conventional: conventional, hardware: hardware,
      environment: environment)
  }
}

extension GlobalDemand {
  /// Cores of the global buffer that hold the input.
  func bufferCores(in hardware: Hardware) -> Int {
    divideRoundingUp(bufferBits, hardware.globalBufferCoreBits)
  }
}

extension Hardware {
  /// Bits of a core of the global buffer.
  var globalBufferCoreBits: Int { globalBufferCoreRows * globalBufferCoreColumns }

  /// Bits of the chip's bus where the layers ask for `bits`: halved until they are not too many.
  func globalBusWidth(asked bits: Double) -> Double {
    var bits = bits
    while bits > maximumGlobalBusWidth && bits.isFinite { bits /= 2 }
    return bits
  }

  /// The H-tree over a grid of tiles of one size in metres.
  func globalHTree(
    rows: Int, columns: Int, bits: Double, tileHeight: Double, tileWidth: Double,
    in environment: CircuitEnvironment
  ) -> HTree {
    HTree(
      rows: rows, columns: columns, tolerance: globalBusTolerance, bits: bits, unitHeight: tileHeight,
      unitWidth: tileWidth, foldRatio: globalFoldRatio, in: environment)
  }
}
