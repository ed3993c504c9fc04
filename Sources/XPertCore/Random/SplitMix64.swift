/// The counter-based generator of the documented traces (golden README §3): value k of the stream with seed
/// s is `mix(s + G (k + 1))`, in unsigned 64-bit arithmetic.
package struct SplitMix64: Sendable, Hashable {
  package static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15
  /// The first factor of ``mix(_:)``; multiplies keys of hash tables, too.
  package static let multiplier: UInt64 = 0xBF58_476D_1CE4_E5B9

  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  @inlinable
  package static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* multiplier
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  @inlinable
  package subscript(index: Int) -> UInt64 {
    SplitMix64.mix(seed &+ SplitMix64.increment &* (UInt64(truncatingIfNeeded: index) &+ 1))
  }

  /// A value as a fraction in [0, 1).
  @inlinable
  package static func fraction(_ value: UInt64) -> Double { Double(value &>> 11) * 0x1p-53 }
}
