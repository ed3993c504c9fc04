/// A chip as one describes it before a network is on it: its hardware, and how layers lie and run on it.
///
///     var chip = ChipDescription.xpertDAC2023
///     chip.crossbarsPerTile = 36
///     let report = try ChipEvaluator(chip: chip).evaluate(network)
public struct ChipDescription: Sendable, Hashable {
  /// What is the same for all layers: devices, voltages, converters, buffers.
  public var hardware: Hardware
  /// Rows and columns of the crossbars of layers that do not name their own. A ``Layer`` always does, so that
  /// costs do not depend on it.
  public var crossbar: Int
  /// The square of an even number, in the convention `consistent`; the others search for the tile's size.
  public var crossbarsPerTile: Int
  /// Positions of the kernel on processing elements of their own ("novel mapping", spec 14 §6).
  public var mapsKernelPositions: Bool
  /// One layer after the other, or all at once as a pipeline (spec 14 §7), where the convention has a chip.
  public var execution: ChipRules.Execution

  /// A chip with tiles of 64 crossbars that runs layer by layer, unless told otherwise.
  public init(
    hardware: Hardware, crossbar: Int = 64, crossbarsPerTile: Int = 64, mapsKernelPositions: Bool = false,
    execution: ChipRules.Execution = .layerByLayer
  ) {
    self.hardware = hardware
    self.crossbar = crossbar
    self.crossbarsPerTile = crossbarsPerTile
    self.mapsKernelPositions = mapsKernelPositions
    self.execution = execution
  }

  /// The chip of XPert (DAC 2023), Table II.
  public static let xpertDAC2023 = HardwarePreset.xpertDAC2023.chip

  /// Whether every candidate costs the same on both: its layers name their crossbars themselves.
  public func costsTheSame(as other: ChipDescription) -> Bool {
    var other = other
    other.crossbar = crossbar
    return self == other
  }
}

extension ChipRules {
  /// The rules of the convention `consistent` on a chip.
  static func consistent(on chip: ChipDescription) -> ChipRules {
    var rules = ChipRules.consistent
    rules.tiling = .fixed(crossbarsPerTile: chip.crossbarsPerTile)
    rules.mapsKernelPositions = chip.mapsKernelPositions
    rules.execution = chip.execution
    return rules
  }
}
