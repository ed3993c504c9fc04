import XPertCore

import Platform

/// Random choices from a seed.
struct FuzzGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* SplitMix64.increment &+ 0xD1B5_4A32_D192_ED03 }

  mutating func next() -> UInt64 {
    state = state &+ SplitMix64.increment
    return SplitMix64.mix(state)
  }

  /// 0 to 1.
  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  mutating func integer(_ low: Int, _ high: Int) -> Int { low + index(below: high - low + 1) }

  /// Even in the logarithm.
  mutating func power(_ low: Double, _ high: Double) -> Double { pow(10, low + (high - low) * uniform()) }

  mutating func one<Value>(of values: [Value]) -> Value { values[index(below: values.count)] }

  /// One to `most` different values.
  mutating func some<Value: Hashable>(of values: [Value], most: Int) -> [Value] {
    var chosen: [Value] = []
    for _ in 0..<integer(1, most) {
      let value = one(of: values)
      if !chosen.contains(value) { chosen.append(value) }
    }
    return chosen
  }
}
