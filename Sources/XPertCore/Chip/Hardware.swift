/// The memory device in the crossbar (spec 10 §1.1, `cell_type`).
public enum MemoryDevice: String, Sendable, Hashable, CaseIterable {
  case sram, rram, fefet
}

/// How many word lines a read drives (spec 10 §1.1, `read_mode`).
package enum ReadMode: String, Sendable, Hashable, CaseIterable {
  /// All rows of a crossbar at once.
  case parallel
  /// One row per read.
  case sequential
}

/// Everything about the hardware that is the same for every layer (spec 10 §1). What differs from layer to
/// layer is in ``Periphery``.
public struct Hardware: Sendable, Hashable {
  public var node: TechnologyNode
  package var roadmap: Roadmap
  package var transistorKind: TransistorKind = .conventional
  /// Kelvin, 300 to 400.
  public var temperatureKelvin: Int
  /// Width of a local wire, nanometres; the recommended one follows the node.
  public var wireWidthNanometres: Int

  package var device: MemoryDevice
  /// One transistor and one resistor; false is a cross-point without access device.
  public var hasAccessTransistor: Bool = true
  public var cellBits: Int
  public var weightBits: Int
  /// Device resistance in its on state at the read voltage, ohm.
  public var onResistance: Double
  public var onOffRatio: Double
  /// Volt.
  public var readVoltage: Double = 0.5
  public var accessVoltage: Double = 1.1
  public var writeVoltage: Double = 2
  /// Second; only the asynchronous shift-and-add looks at it.
  public var readPulseWidth: Double = 10e-9
  /// Cell size in feature sizes. A cross-point cell counts in its own feature size of 40 nm.
  public var cellHeightInFeatures: Double = 4
  public var cellWidthInFeatures: Double = 12
  public var crossPointFeatureSize: Double = 40e-9
  public var crossPointHeightInFeatures: Double = 2
  public var crossPointWidthInFeatures: Double = 2
  /// Stretch the cells to the pitch of the peripheral circuits.
  public var relaxesCellHeight: Bool = false
  public var relaxesCellWidth: Bool = false
  /// SRAM cell: transistor widths in feature sizes, minimum sense voltage in volt.
  public var sramCellHeightInFeatures: Double = 10
  public var sramCellWidthInFeatures: Double = 28
  public var sramNMOSWidthInFeatures: Double = 2
  public var sramPMOSWidthInFeatures: Double = 1
  public var sramAccessWidthInFeatures: Double = 1
  public var sramMinimumSenseVoltage: Double = 0.1

  package var readMode: ReadMode = .parallel
  package var flashSensing: FlashADC.Sensing = .current
  public var isSynchronous: Bool = true
  /// The clock that circuits are sized and cycles counted with, Hz (Q-C175). The chip's own clock is that of
  /// its slowest sensing operation, whatever this one is.
  public var clockFrequency: Double = 1e9
  /// Silicon calibration factors; nil: not calibrated.
  public var calibration: Calibration? = .silicon

  /// Activation at chip level; false: inside every tile.
  public var activatesAtChip: Bool = true
  public var isReLU: Bool = true
  public var globalBufferIsSRAM: Bool = false
  public var tileBufferIsSRAM: Bool = false
  /// Bits of one core of a buffer: rows x columns.
  public var globalBufferCoreRows: Int = 128
  public var globalBufferCoreColumns: Int = 128
  public var tileBufferCoreRows: Int = 1024
  public var tileBufferCoreColumns: Int = 1024
  public var globalBusTolerance: Double = 0.1
  public var localBusTolerance: Double = 0.1
  public var globalFoldRatio: Double = 4
  public var tileFoldRatio: Double = 16
  /// Bits, upper bound of the chip's bus.
  public var maximumGlobalBusWidth: Double = 2048

  public init(
    node: TechnologyNode, roadmap: Roadmap, temperatureKelvin: Int = 300, device: MemoryDevice,
    cellBits: Int, weightBits: Int = 8, onResistance: Double, onOffRatio: Double
  ) {
    self.node = node
    self.roadmap = roadmap
    self.temperatureKelvin = temperatureKelvin
    self.wireWidthNanometres = node.wireWidthNanometres
    self.device = device
    self.cellBits = cellBits
    self.weightBits = weightBits
    self.onResistance = onResistance
    self.onOffRatio = onOffRatio
  }

  /// The hardware of XPert's Table II: 32 nm low standby power, RRAM of 6 kohm with ratio 150, 4-bit cells,
  /// 8-bit weights, 300 K (spec 10 §1).
  public static let xpertDAC2023 = Hardware(
    node: .nm32, roadmap: .lowStandbyPower, device: .rram, cellBits: 4, onResistance: 6e3, onOffRatio: 150)

  public var offResistance: Double { onResistance * onOffRatio }

  /// Bits that one cell really holds: SRAM always one, and never more than the weight has.
  public var effectiveCellBits: Int { device == .sram ? 1 : max(1, min(cellBits, weightBits)) }

  /// Columns that one weight takes (spec 10 §2, `cells_per_weight`).
  public var cellsPerWeight: Int { max(1, (weightBits + effectiveCellBits - 1) / effectiveCellBits) }
}
