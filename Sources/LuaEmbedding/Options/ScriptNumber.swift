import Platform  // Int(exactly:) needs libm
import Wording

/// A number as messages show it: "64.5", "5e+07", "2.32684", and "8" for a float with an integral value.
///
/// - Parameter digits: the most significant digits; integers below ten million are always whole.
package func scriptNumber(_ number: Double, digits: Int = 6) -> String {
  if let integer = Int(exactly: number), integer.magnitude < 10_000_000 { return String(integer) }
  return NumberFormat.significant(number, digits: digits)
}
