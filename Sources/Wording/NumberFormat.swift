// Numbers as text without Foundation, always with a decimal point: a script may have called os.setlocale.

import Platform

/// Numbers as text.
public enum NumberFormat {
  /// At most `digits` significant digits: "3.194e+06", "0.25", "64"; as C's %g.
  public static func significant(_ value: Double, digits: Int = 4) -> String {
    // C says "-nan" of most.
    value.isNaN ? "nan" : formatted("%.*g", [Int32(clamping: max(digits, 1)), value])
  }

  /// A fixed number of decimals: "0.250".
  public static func fixed(_ value: Double, decimals: Int) -> String {
    formatted("%.*f", [Int32(clamping: max(decimals, 0)), value])
  }

  /// The shortest text that reads back as the same number, at most 17 digits: "0.1", "64", "3.5e-12".
  public static func exact(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A count, beyond four digits with a decimal prefix: "512", "270.3 k", "14.72 M".
  public static func count(_ value: Int) -> String {
    var scaled = Double(value)
    var prefix = ""
    for next in ["k", "M", "G", "T", "P", "E"] where abs(scaled) >= (prefix.isEmpty ? 10_000 : 999.95) {
      scaled /= 1000
      prefix = " " + next
    }
    return significant(scaled) + prefix
  }

  /// 1.234e+06 as "1.234 × 10⁶"; numbers of common size as they are.
  public static func scientific(_ value: Double, digits: Int = 4) -> String {
    let text = significant(value, digits: digits)
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
      return text
    }
    return "\(text[..<mark]) × 10\(superscript(exponent))"
  }

  /// An exponent in raised digits: "⁻³".
  public static func superscript(_ exponent: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String("\(exponent)".map { $0.wholeNumberValue.map { digits[$0] } ?? "⁻" })
  }

  private static func formatted(_ format: String, _ arguments: [CVarArg]) -> String {
    // 1.8e308 with all its decimals needs 310 characters and the decimals asked for.
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      let count = withVaList(arguments) { list in
        #if canImport(Darwin)
          return vsnprintf_l(buffer.baseAddress, buffer.count, nil, format, list)
        #else
          let before = uselocale(cLocale)
          defer { uselocale(before) }
          return vsnprintf(buffer.baseAddress, buffer.count, format, list)
        #endif
      }
      let bytes = buffer.prefix(max(0, min(Int(count), buffer.count - 1))).map(UInt8.init(bitPattern:))
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}

extension Double {
  /// Six significant digits, as messages show numbers: `-998.837`, `1.2e-07`, `nan`, `-inf`.
  public var sixDigits: String { NumberFormat.significant(self, digits: 6) }
}

#if !canImport(Darwin)
  /// Made once, only read afterwards.
  nonisolated(unsafe) private let cLocale = newlocale(1 << LC_NUMERIC, "C", nil)
#endif
