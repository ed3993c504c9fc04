/// What a search or a report measures. Values are SI inside; `units` names the units in which a number may
/// cross a border, with the SI value of one of each.
public enum Quantity: String, Sendable, Hashable, CaseIterable {
  case area, delay, energy, leakage, edap
  /// Tiles of the chip; ReLU units; weights; multiply-accumulates: counts, no unit.
  case tiles, reluUnits = "relu_units", weights, multiplyAccumulates = "macs"
  /// Multiply-accumulates x weight bits x input bits: a measure of capacity that precision enters.
  case bitOperations = "bit_operations"
  /// Delay in the unit of the published fits, which is unknown (spec 20 §3): deliberately not a time.
  case delayFit = "delay_fit"
  /// Mean cross entropy of a trained network's outputs on crossbars, natural logarithm.
  case crossEntropy = "cross_entropy"

  /// Whether more of it is worse. ReLU units, weights, multiply-accumulates and bit operations measure
  /// capacity.
  public var isCost: Bool {
    switch self {
    case .area, .delay, .energy, .leakage, .edap, .tiles, .delayFit, .crossEntropy: true
    case .reluUnits, .weights, .multiplyAccumulates, .bitOperations: false
    }
  }

  /// Unit suffix and the SI value of one unit; empty for pure numbers.
  public var units: [(name: String, inSI: Double)] {
    switch self {
    case .area: [("mm2", 1e-6), ("um2", 1e-12)]
    case .delay: [("ns", 1e-9), ("us", 1e-6), ("ms", 1e-3)]
    case .energy: [("pJ", 1e-12), ("nJ", 1e-9), ("uJ", 1e-6), ("mJ", 1e-3)]
    case .leakage: [("uW", 1e-6), ("mW", 1e-3)]
    case .edap, .tiles, .reluUnits, .weights, .multiplyAccumulates, .bitOperations, .delayFit, .crossEntropy:
      []
    }
  }
}

/// A quantity in a unit, as scripts name it: `area_mm2`, `delay_us`, `tiles`. `edap` is in mJ ms mm2.
package struct Metric: Sendable, Hashable {
  package let quantity: Quantity
  /// Nil for pure numbers and for EDAP.
  package let unit: String?
  /// SI value of one unit. EDAP: 1e-3 J x 1e-3 s x 1e-6 m2.
  package let unitInSI: Double
  /// The corner or the network that it is of, or what it is made of: "hot", "worst"; empty: there is only
  /// one.
  package internal(set) var scope = ""

  /// "delay_us", "hot.delay_us"
  package var name: String { scope.isEmpty ? baseName : "\(scope).\(baseName)" }
  /// Without the scope: "delay_us".
  package var baseName: String { unit.map { "\(quantity.rawValue)_\($0)" } ?? quantity.rawValue }
  /// Without the unit: "hot.delay".
  package var field: String { scope.isEmpty ? quantity.rawValue : "\(scope).\(quantity.rawValue)" }

  /// Every metric that can be named, in a fixed order.
  package static let all: [Metric] = Quantity.allCases.flatMap { quantity -> [Metric] in
    if quantity == .edap { return [Metric(quantity: .edap, unit: nil, unitInSI: 1e-12)] }
    if quantity.units.isEmpty { return [Metric(quantity: quantity, unit: nil, unitInSI: 1)] }
    return quantity.units.map { Metric(quantity: quantity, unit: $0.name, unitInSI: $0.inSI) }
  }

  package static func named(_ name: String) -> Metric? { all.first { $0.name == name } }
}
