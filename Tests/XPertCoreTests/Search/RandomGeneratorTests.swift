import Testing

@testable import XPertCore

@Suite struct RandomGeneratorTests {
  @Test("xoshiro256++ gives its authors' sequence")
  func xoshiro() {
    var generator = RandomGenerator(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162, 14_011_001_112_246_962_877, 12_406_186_145_184_390_807,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test("SplitMix64 gives its published sequence")
  func splitMix() {
    var state: UInt64 = 1_234_567
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in RandomGenerator.splitMix(&state) } == expected)
  }

  @Test("a copy continues the same sequence, another seed another one")
  func values() {
    var a = RandomGenerator(seed: 1)
    _ = a.next()
    var b = a
    #expect((0..<10).map { _ in a.next() } == (0..<10).map { _ in b.next() })
    var c = RandomGenerator(seed: 2)
    #expect(c.next() != b.next())
  }

  @Test("uniform numbers fill [0, 1) evenly, and the open ones never touch the ends")
  func uniform() {
    var generator = RandomGenerator(seed: 7)
    let count = 100_000
    var bins = [Int](repeating: 0, count: 20)
    for _ in 0..<count {
      let x = generator.uniform()
      bins[Int(x * 20)] += 1
      let y = generator.openUniform()
      #expect(y > 0 && y < 1)
    }
    let expected = Double(count) / 20
    let chiSquare = bins.map { (Double($0) - expected) * (Double($0) - expected) / expected }.reduce(0, +)
    #expect(chiSquare < 43.8, "19 degrees of freedom: exceeded with probability 0.001")
  }

  @Test("indices are uniform")
  func index() {
    var generator = RandomGenerator(seed: 8)
    var bins = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { bins[generator.index(below: 7)] += 1 }
    let chiSquare = bins.map { (Double($0) - 10_000) * (Double($0) - 10_000) / 10_000 }.reduce(0, +)
    #expect(chiSquare < 22.5, "6 degrees of freedom: exceeded with probability 0.001")
  }

  @Test("normal numbers have the moments of the normal distribution")
  func normal() {
    var generator = RandomGenerator(seed: 9)
    let x = (0..<100_000).map { _ in generator.normal() }
    func moment(_ power: Int) -> Double {
      x.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } } / Double(x.count)
    }
    #expect(abs(moment(1)) < 0.015 && abs(moment(2) - 1) < 0.02)
    #expect(abs(moment(3)) < 0.06 && abs(moment(4) - 3) < 0.15)
  }
}
