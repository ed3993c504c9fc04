/// The five categories into which the reference sums areas, and (without array and interconnect, which it
/// books under ADC and other) energies and delays (spec 14 §5, §8).
public enum CostCategory: Int, Sendable, Hashable, CaseIterable {
  case array, adc, accumulation, other, interconnect

  public var name: String {
    switch self {
    case .array: "array"
    case .adc: "ADC"
    case .accumulation: "accumulation"
    case .other: "other"
    case .interconnect: "interconnect"
    }
  }
}
