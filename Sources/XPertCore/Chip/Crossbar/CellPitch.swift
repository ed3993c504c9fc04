/// Height and width of a memory cell (spec 10 §1.4, 11 §1, §11, §13).
struct CellPitch: Sendable {
  private let hardware: Hardware
  /// In feature sizes; those of a cross-point are its own.
  let height: Double
  let width: Double

  /// A standard cell's height and the least pitch of a peripheral circuit, in feature sizes (spec 10 §1.5).
  private static let relaxedHeight = 28.0
  private static let relaxedWidth = (2.8 + 1.0) * 2

  init(_ hardware: Hardware) {
    self.hardware = hardware
    switch (hardware.device, hardware.hasAccessTransistor) {
    case (.sram, _):
      (height, width) = (hardware.sramCellHeightInFeatures, hardware.sramCellWidthInFeatures)
    case (_, true):
      (height, width) = (hardware.cellHeightInFeatures, hardware.cellWidthInFeatures)
    case (_, false):
      (height, width) = (hardware.crossPointHeightInFeatures, hardware.crossPointWidthInFeatures)
    }
  }

  /// Length of a column and of a row in metres; `feature` is the feature size of the node in metres.
  func lengths(rows: Int, columns: Int, feature: Double) -> (column: Double, row: Double) {
    let (rows, columns) = (Double(rows), Double(columns))
    if hardware.device != .sram && !hardware.hasAccessTransistor {
      let (tall, wide) = (height * hardware.crossPointFeatureSize, width * hardware.crossPointFeatureSize)
      return (
        rows * (hardware.relaxesCellHeight ? max(tall, Self.relaxedHeight * feature) : tall),
        columns * (hardware.relaxesCellWidth ? max(wide, 2 * Self.relaxedWidth * feature) : wide)
      )
    }
    // An SRAM cell only has to follow one pitch, a resistive one two.
    let pitch = hardware.device == .sram ? Self.relaxedWidth : 2 * Self.relaxedWidth
    let tall = hardware.relaxesCellHeight ? max(height, Self.relaxedHeight) : height
    let wide = hardware.relaxesCellWidth ? max(width, pitch) : width
    return (rows * tall * feature, columns * wide * feature)
  }
}
