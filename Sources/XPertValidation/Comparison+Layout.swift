extension Comparison {
  /// Compares `area_m2`, `height_m` and `width_m`.
  mutating func checkLayout(
    area: Double, height: Double, width: Double, _ row: GoldenRow
  ) throws(GoldenError) {
    try check("area_m2", area, row)
    try check("height_m", height, row)
    try check("width_m", width, row)
  }
}
