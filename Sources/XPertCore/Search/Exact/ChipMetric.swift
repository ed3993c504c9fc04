/// The metrics of a chip that depend on what all layers share. Raw values: ``ChipCostModel/Value``.
enum ChipMetric: Int, CaseIterable { case area, delay, energy }

/// One value for area, delay and energy each.
struct PerChipMetric<Value> {
  var area: Value
  var delay: Value
  var energy: Value

  init(area: Value, delay: Value, energy: Value) {
    self.area = area
    self.delay = delay
    self.energy = energy
  }

  init(all value: Value) { self.init(area: value, delay: value, energy: value) }

  subscript(metric: ChipMetric) -> Value {
    get {
      switch metric {
      case .area: area
      case .delay: delay
      case .energy: energy
      }
    }
    set {
      switch metric {
      case .area: area = newValue
      case .delay: delay = newValue
      case .energy: energy = newValue
      }
    }
  }

  func map<Other>(_ transform: (Value) -> Other) -> PerChipMetric<Other> {
    .init(area: transform(area), delay: transform(delay), energy: transform(energy))
  }
}

extension PerChipMetric<Double> {
  init(_ values: [Double]) {
    self.init(
      area: values[ChipMetric.area], delay: values[ChipMetric.delay], energy: values[ChipMetric.energy])
  }

  /// EDAP.
  var product: Double { area * delay * energy }
}
