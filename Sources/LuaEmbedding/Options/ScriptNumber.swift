import CLua

#if canImport(Glibc)
  import Glibc  // Int(exactly:) needs libm
#endif

/// A number as messages show it: "64.5", "5e+07", "2.32684", and "8" for a float with an integral value.
///
/// - Parameter digits: the most significant digits; integers below ten million are always whole.
public func scriptNumber(_ number: Double, digits: Int32 = 6) -> String {
  if number.isNaN { return "nan" }  // C says "-nan" of most
  if let integer = Int(exactly: number), integer.magnitude < 10_000_000 { return String(integer) }
  return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    let count = xl_formatnumber(number, digits, buffer.baseAddress!, buffer.count)
    return String(
      decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), as: UTF8.self)
  }
}
