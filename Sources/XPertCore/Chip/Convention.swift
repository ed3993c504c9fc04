/// Which published way of counting a result follows. Numbers from different conventions must not be compared
/// (spec 15 §9).
public enum Convention: String, Sendable, Hashable, CaseIterable {
  /// One heterogeneous chip, every rule as the paper describes it.
  case consistent
  /// The original whole-network flow: one peripheral configuration for all layers.
  case wholeNetwork = "whole_network"
  /// The per-layer flow of the released co-search program with its quirks.
  case published
}

/// The rule that turns the last column of a network file into ADC levels (Q-C102).
package enum LevelsRule: String, Sendable, Hashable, CaseIterable {
  /// 2^bits: what the column is documented to mean.
  case twoToBits = "two_to_bits"
  /// The number of bits is taken as the number of levels: what the released program does.
  case bitsAsLevels = "bits_as_levels"

  package func levels(_ precision: Int) -> ADCLevels {
    switch self {
    case .twoToBits: ADCPrecision(bits: precision).levels
    case .bitsAsLevels: ADCLevels(count: precision)
    }
  }
}
