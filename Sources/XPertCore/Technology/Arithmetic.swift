// The conversions and selections of spec 01 §1. They differ from Swift's own in what happens to NaN and to
// values outside 32 bits, and degenerate layouts depend on it.

/// Real to 32-bit integer, toward zero; NaN, infinities and anything outside 32 bits give -2147483648
/// (spec 01 Q-T1). Never traps.
@inline(__always)
func truncated(_ value: Double) -> Int {
  guard value > -2_147_483_649, value < 2_147_483_648 else { return Int(Int32.min) }
  return Int(value)
}

/// The smallest integer not below `value`, as an integer.
@inline(__always)
func roundedUp(_ value: Double) -> Int { truncated(value.rounded(.up)) }

/// `a` if it is greater than `b`, else `b`: `b` when either is NaN.
@inline(__always)
func larger(_ a: Double, _ b: Double) -> Double { a > b ? a : b }

/// `a` if it is less than `b`, else `b`: `b` when either is NaN.
@inline(__always)
func smaller(_ a: Double, _ b: Double) -> Double { a < b ? a : b }

/// Integer quotient toward zero. The reference stops at a zero divisor; here it reads as a conversion of an
/// infinity would, so that the caller can refuse the result.
@inline(__always)
func quotient(_ dividend: Int, _ divisor: Int) -> Int {
  divisor == 0 ? Int(Int32.min) : dividend / divisor
}
