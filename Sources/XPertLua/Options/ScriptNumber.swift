import CLua

/// A number as Lua prints it: "64.5", "5e+07", "8" (for floats with an integral value too).
public func scriptNumber(_ number: Double) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
    let count = xl_formatnumber(number, buffer.baseAddress!, buffer.count)
    return String(decoding: UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), as: UTF8.self)
  }
}
