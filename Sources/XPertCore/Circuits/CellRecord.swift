/// What the peripheral circuits read of the memory cell (spec 03 §0, "cell record" and global settings).
/// Volts, seconds, ohms; lengths in feature sizes.
public struct CellRecord: Sendable, Hashable {
  /// One transistor and one resistor per cell; otherwise a cross-point.
  public var hasAccessTransistor: Bool
  public var heightInFeatures: Double
  public var widthInFeatures: Double
  public var readVoltage: Double
  public var writeVoltage: Double
  /// Gate voltage of the access transistor.
  public var accessVoltage: Double
  public var readPulseWidth: Double
  /// Resistance of the device alone.
  public var onResistance: Double
  public var offResistance: Double
  /// Device and access transistor.
  public var cellOnResistance: Double
  public var cellOffResistance: Double
  public var sramNMOSWidthInFeatures: Double
  public var sramPMOSWidthInFeatures: Double
  public var sramAccessWidthInFeatures: Double
  public var sramMinimumSenseVoltage: Double
  public var sramCellHeightInFeatures: Double
  public var sramCellWidthInFeatures: Double

  public init(
    hasAccessTransistor: Bool, heightInFeatures: Double, widthInFeatures: Double, readVoltage: Double,
    writeVoltage: Double, accessVoltage: Double, readPulseWidth: Double, onResistance: Double,
    offResistance: Double, cellOnResistance: Double, cellOffResistance: Double,
    sramNMOSWidthInFeatures: Double = 2, sramPMOSWidthInFeatures: Double = 1,
    sramAccessWidthInFeatures: Double = 1, sramMinimumSenseVoltage: Double = 0.1,
    sramCellHeightInFeatures: Double = 10, sramCellWidthInFeatures: Double = 28
  ) {
    self.hasAccessTransistor = hasAccessTransistor
    self.heightInFeatures = heightInFeatures
    self.widthInFeatures = widthInFeatures
    self.readVoltage = readVoltage
    self.writeVoltage = writeVoltage
    self.accessVoltage = accessVoltage
    self.readPulseWidth = readPulseWidth
    self.onResistance = onResistance
    self.offResistance = offResistance
    self.cellOnResistance = cellOnResistance
    self.cellOffResistance = cellOffResistance
    self.sramNMOSWidthInFeatures = sramNMOSWidthInFeatures
    self.sramPMOSWidthInFeatures = sramPMOSWidthInFeatures
    self.sramAccessWidthInFeatures = sramAccessWidthInFeatures
    self.sramMinimumSenseVoltage = sramMinimumSenseVoltage
    self.sramCellHeightInFeatures = sramCellHeightInFeatures
    self.sramCellWidthInFeatures = sramCellWidthInFeatures
  }
}
