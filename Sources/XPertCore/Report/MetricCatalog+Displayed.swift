extension MetricCatalog {
  /// The metrics worth a line, with their positions.
  public var displayed: [(index: Int, name: String)] {
    [
      "area_mm2", "delay_us", "delay_fit", "energy_uJ", "tiles", "relu_units", "total.area_mm2",
      "total.delay_us", "total.delay_fit", "total.energy_uJ", "worst.area_mm2", "worst.delay_us",
      "worst.delay_fit", "worst.energy_uJ",
    ].compactMap { name in
      // What is largest over networks on one chip's budget is rarely an area.
      if name == "worst.area_mm2" && unscoped.isEmpty { return nil }
      return names.firstIndex(of: name).map { ($0, name) }
    }
  }
}
