/// Layout distances in feature sizes (spec 01 §7).
enum LayoutConstants {
  /// Gate-poly gap.
  static let polyGap = 2.8
  static let polyGapFin = 3.9
  /// Gate pitch: poly width and gap, as the binary64 sums 1.0 + 2.8 and 1.4 + 3.9.
  static let gatePitch = 1.0 + 2.8
  static let gatePitchFin = 1.4 + 3.9
  /// Gap between P and N diffusion.
  static let diffusionGap = 3.5
  /// Margin at the top and bottom of a row: (poly extension + half a field-poly gap) × 2.
  static let rowMargin = (1.0 + 1.6 / 2) * 2
  static let metal2Pitch = 3.2
  static let metal3Pitch = 2.8
  /// Allowed ratio of the resistance of a switch to that of its load.
  static let switchToLoadResistance = 0.25
  /// Linear-region resistance relative to the saturation on-resistance.
  static let linearRegionRatio = 0.20
}
