/// The kind of analogue-to-digital converter at the foot of the crossbar columns.
///
/// `fileCode` is its number in a network file (spec 15 §2, column 9): 1 is flash, 2 is SAR.
public enum ADCType: String, Sendable, Hashable, CaseIterable {
  case flash, sar

  /// As in tables and messages.
  public var title: String { self == .flash ? "flash" : "SAR" }

  public var fileCode: Int { self == .flash ? 1 : 2 }
}

/// ADC precision in bits, as the papers give it. Not to be confused with ``ADCLevels``.
public struct ADCPrecision: Sendable, Hashable, Comparable {
  public let bits: Int

  public init(bits: Int) { self.bits = bits }

  /// A converter of `b` bits tells 2^b levels apart.
  package var levels: ADCLevels { ADCLevels(count: 1 << bits) }

  /// The least precision that tells all sums of a column apart: ceil(log2(rows x (2^cell bits - 1))) bits.
  public static func full(rows: Int, cellBits: Int) -> ADCPrecision {
    let largest = rows * ((1 << cellBits) - 1)
    return ADCPrecision(bits: max(1, largest.bitWidth - (largest - 1).leadingZeroBitCount))
  }

  public static func < (a: ADCPrecision, b: ADCPrecision) -> Bool { a.bits < b.bits }
}

/// Number of output levels of an ADC: what the circuits are sized with (spec 10 §1.1, `adc_levels`).
package struct ADCLevels: Sendable, Hashable {
  package let count: Int

  package init(count: Int) { self.count = count }
}
