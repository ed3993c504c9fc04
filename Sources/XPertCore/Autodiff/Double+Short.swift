#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension Double {
  /// Six significant digits, as messages show numbers: `-998.837`, `1.2e-07`, `nan`, `-inf`.
  var short: String { formatted(significantDigits: 6) }

  /// `%.<digits>g`, with one spelling of nan.
  func formatted(significantDigits digits: Int) -> String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let length = withVaList([Int32(digits), self]) { vsnprintf(buffer.baseAddress, 64, "%.*g", $0) }
      return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}
