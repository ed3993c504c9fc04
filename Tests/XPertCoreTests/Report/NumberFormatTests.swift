import Wording
import Foundation
import Testing

@testable import XPertCore

@Suite("Numbers as text")
struct NumberFormatTests {
  @Test("significant digits follow C's %g")
  func significant() {
    for value in [
      0, 1, 0.25, -3.0, 123_456, 3.194e6, 1e-7, 6.02214076e23, 0.1 + 0.2, 1e308, Double.leastNonzeroMagnitude,
      99_999.5,
    ] {
      for digits in [1, 4, 17] {
        #expect(NumberFormat.significant(value, digits: digits) == String(format: "%.\(digits)g", value))
      }
      #expect(NumberFormat.fixed(value, decimals: 3) == String(format: "%.3f", value))
    }
    #expect(NumberFormat.significant(.infinity) == "inf" && NumberFormat.significant(-.infinity) == "-inf")
    #expect(NumberFormat.fixed(-1.7e308, decimals: 400).count == 511, "cut to the buffer, not beyond")
  }

  @Test("the decimal point stays a point in a locale that has a comma")
  func locale() throws {
    let names = ["de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8"]
    guard let german = names.lazy.compactMap({ newlocale(1 << LC_NUMERIC, $0, nil) }).first else {
      print("skipped: none of the locales \(names) is installed")
      return
    }
    let before = uselocale(german)
    defer { uselocale(before) }
    try #require(String(cString: localeconv().pointee.decimal_point) == ",")
    #expect(NumberFormat.significant(0.25) == "0.25" && NumberFormat.fixed(0.25, decimals: 2) == "0.25")
  }

  @Test("exact text is short and reads back as the same number")
  func exact() {
    #expect(NumberFormat.exact(64) == "64" && NumberFormat.exact(0.1) == "0.1")
    #expect(NumberFormat.exact(0.1 + 0.2) == "0.30000000000000004")
    var generator = RandomGenerator(seed: 3)
    for _ in 0..<2000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      #expect(Double(NumberFormat.exact(value)) == value)
    }
  }

  @Test("counts take a decimal prefix beyond four digits")
  func counts() {
    let expected = [
      0: "0", 9999: "9999", 10_000: "10 k", 270_336: "270.3 k", 999_949: "999.9 k", 999_960: "1 M",
      14_710_464: "14.71 M", 313_196_544: "313.2 M", -20_000: "-20 k", 1 << 62: "4.612 E",
    ]
    for (value, text) in expected { #expect(NumberFormat.count(value) == text) }
  }

  @Test("powers of ten are raised")
  func scientific() {
    #expect(NumberFormat.scientific(3.1944e6) == "3.194 × 10⁶")
    #expect(NumberFormat.scientific(1.5e-12) == "1.5 × 10⁻¹²" && NumberFormat.scientific(42) == "42")
  }

  @Test("units are shown with micro and powers, and fit the values")
  func units() {
    #expect(
      ["um2", "mm2", "us", "ns", "uJ", "uW"].map(UnitSymbol.displayed) == [
        "µm²", "mm²", "µs", "ns", "µJ", "µW",
      ])
    #expect(UnitSymbol.fitting(.delay, [3e-3, 2e-3, 5e-3])?.name == "ms")
    #expect(UnitSymbol.fitting(.delay, [3e-6, .nan, 5e-3, 1e-6])?.name == "us")
    #expect(UnitSymbol.fitting(.delay, [1e-12])?.name == "ns" && UnitSymbol.fitting(.delay, [])?.name == "ns")
    #expect(UnitSymbol.fitting(.area, [50e-6])?.name == "mm2" && UnitSymbol.fitting(.tiles, [3]) == nil)
  }
}
