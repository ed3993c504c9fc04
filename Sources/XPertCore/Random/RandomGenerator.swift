import Platform

/// The random numbers of every search: xoshiro256++ (Blackman and Vigna, 2019), its state filled from the
/// seed by SplitMix64, as its authors recommend. A value: a copy continues the same sequence.
///
/// The same seed gives the same numbers on every machine, except for ``normal()``, which uses the C library's
/// logarithm and cosine.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var a, b, c, d: UInt64

  public init(seed: UInt64) {
    var state = seed
    a = Self.splitMix(&state)
    b = Self.splitMix(&state)
    c = Self.splitMix(&state)
    d = Self.splitMix(&state)
  }

  /// Begins from a given state; not all four may be 0.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { (a, b, c, d) = state }

  /// SplitMix64 (Steele, Lea and Flood, 2014): the next number of a sequence that any state may begin.
  static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= SplitMix64.increment
    return SplitMix64.mix(state)
  }

  @inline(__always)
  public mutating func next() -> UInt64 {
    let sum = a &+ d
    let result = ((sum << 23) | (sum >> 41)) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 45) | (d >> 19)
    return result
  }

  /// Uniform in [0, 1), a multiple of 2^-53.
  @inline(__always)
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in (0, 1): never 0, so that its logarithm is finite.
  @inline(__always)
  public mutating func openUniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

  /// Uniform in 0 ..< `count`, by multiplication: biased by less than `count` / 2^64.
  @inline(__always)
  public mutating func index(below count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Standard normal (Box and Muller's first number; the second is not kept).
  public mutating func normal() -> Double {
    let radius = (-2 * log(openUniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
