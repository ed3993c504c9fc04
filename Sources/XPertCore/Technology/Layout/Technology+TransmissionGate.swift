extension Technology {
  /// Widths of a transmission gate with the on-resistance `resistance` (Ω) in the linear region, its two
  /// transistors in parallel (spec 03 §4 and §5).
  package func transmissionGateWidths(resistance: Double) -> TransistorWidths {
    let linear = LayoutConstants.linearRegionRatio
    return TransistorWidths(
      n: onResistance(width: featureSize, polarity: .n) * featureSize * linear / (resistance * 2),
      p: onResistance(width: featureSize, polarity: .p) * featureSize * linear / (resistance * 2))
  }
}
