/// The stream of pseudo-random numbers that the golden files were made with: SplitMix64.
public struct GoldenStream: Sendable {
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  public let seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Value number `index`, from 0.
  public func value(_ index: Int) -> UInt64 {
    Self.mix(seed &+ Self.increment &* (UInt64(index) &+ 1))
  }

  /// Value number `index` as a number in 0 ..< 1.
  public func unit(_ index: Int) -> Double { Double(value(index) >> 11) * 0x1p-53 }
}
