/// What a report states and can explain.
public enum ReportQuantity: String, Sendable, Hashable, CaseIterable {
  case area, delay, energy, leakage
  case dynamicEnergy = "dynamic_energy"
  case leakageEnergy = "leakage_energy"
  case clockPeriod = "clock_period"
  case operations, edap, tops
  case topsPerWatt = "tops_per_W"
  case topsPerMM2 = "tops_per_mm2"
  case framesPerSecond = "frames_per_s"

  /// Whose units it takes; nil for a pure number.
  public var dimension: Quantity? {
    switch self {
    case .area: .area
    case .delay, .clockPeriod: .delay
    case .energy, .dynamicEnergy, .leakageEnergy: .energy
    case .leakage: .leakage
    case .edap: .edap
    case .operations, .tops, .topsPerWatt, .topsPerMM2, .framesPerSecond: nil
    }
  }

  /// In words.
  public var title: String {
    switch self {
    case .leakage: "leakage power"
    case .dynamicEnergy: "dynamic energy"
    case .leakageEnergy: "leakage energy"
    case .clockPeriod: "clock period"
    case .edap: "EDAP"
    case .tops: "TOPS"
    case .topsPerWatt: "TOPS/W"
    case .topsPerMM2: "TOPS/mm²"
    case .framesPerSecond: "images per second"
    case .area, .delay, .energy, .operations: rawValue
    }
  }

  /// Names with units, as scripts write them, and what they mean.
  public static let named: [(name: String, quantity: ReportQuantity, unit: (name: String, inSI: Double)?)] =
    allCases.flatMap { quantity -> [(String, ReportQuantity, (name: String, inSI: Double)?)] in
      let units = quantity.dimension?.units ?? []
      guard !units.isEmpty else { return [(quantity.rawValue, quantity, nil)] }
      return units.map { ("\(quantity.rawValue)_\($0.name)", quantity, $0) }
    }
}

extension ChipReport {
  /// A quantity, SI.
  public func value(of quantity: ReportQuantity) -> Double {
    switch quantity {
    case .area: area
    case .delay: delay
    case .energy: energy
    case .leakage: leakage
    case .dynamicEnergy: dynamicEnergy
    case .leakageEnergy: leakageEnergy
    case .clockPeriod: clockPeriod
    case .operations: operations
    case .edap: edap
    case .tops: tops
    case .topsPerWatt: topsPerWatt
    case .topsPerMM2: topsPerMM2
    case .framesPerSecond: framesPerSecond
    }
  }
}
