/// A `.npy` file: numbers of any common type, with their shape.
public struct NumPyArray: Sendable {
  public var shape: [Int]
  /// Last index fastest.
  public var values: [Float]

  /// Largest accepted file, bytes.
  static let sizeLimit = 1 << 30

  public init(path: String) throws(FileError) {
    let bytes = try FileSystem.read(path, limit: Self.sizeLimit)
    guard let array = NumPyArray(bytes: bytes) else {
      throw FileError(
        path: path, action: .read,
        reason: "not a .npy file of float32, float64, int8, uint8, int16, int32 or int64, little endian, "
          + "in C order")
    }
    self = array
  }

  /// - Returns: nil for anything but a complete array of a known type.
  public init?(bytes: [UInt8]) {
    guard bytes.count >= 12, Array(bytes[0..<6]) == [0x93] + Array("NUMPY".utf8) else { return nil }
    let isLong = bytes[6] >= 2
    let headerStart = isLong ? 12 : 10
    var headerLength = Int(bytes[8]) | Int(bytes[9]) << 8
    if isLong { headerLength |= Int(bytes[10]) << 16 | Int(bytes[11]) << 24 }
    guard headerStart + headerLength <= bytes.count else { return nil }
    let header = String(decoding: bytes[headerStart..<headerStart + headerLength], as: UTF8.self)
    guard let type = Self.quoted(after: "'descr':", in: header), header.contains("'fortran_order': False"),
      let shape = Self.shape(in: header)
    else { return nil }
    let data = bytes[(headerStart + headerLength)...]
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      count = product
    }

    func read(_ width: Int, _ convert: (UInt64) -> some BinaryFloatingPoint) -> [Float]? {
      let (length, overflow) = count.multipliedReportingOverflow(by: width)
      guard !overflow, data.count == length else { return nil }
      return data.withUnsafeBytes { raw in
        (0..<count).map { index in
          var bits: UInt64 = 0
          for byte in 0..<width { bits |= UInt64(raw[index * width + byte]) << UInt64(8 * byte) }
          return Float(convert(bits))
        }
      }
    }
    let values: [Float]? =
      switch type {
      case "<f4": read(4) { Float(bitPattern: UInt32($0)) }
      case "<f8": read(8) { Double(bitPattern: $0) }
      case "|i1": read(1) { Double(Int8(truncatingIfNeeded: $0)) }
      case "|u1": read(1) { Double($0) }
      case "<i2": read(2) { Double(Int16(truncatingIfNeeded: $0)) }
      case "<i4": read(4) { Double(Int32(truncatingIfNeeded: $0)) }
      case "<i8": read(8) { Double(Int64(bitPattern: $0)) }
      default: nil
      }
    guard let values else { return nil }
    self.shape = shape
    self.values = values
  }

  private static func rest(after key: String, in header: String) -> Substring? {
    var text = header[...]
    while !text.isEmpty {
      if text.hasPrefix(key) { return text.dropFirst(key.count) }
      text = text.dropFirst()
    }
    return nil
  }

  private static func quoted(after key: String, in header: String) -> String? {
    rest(after: key, in: header)?.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
      .dropFirst().first.map(String.init)
  }

  private static func shape(in header: String) -> [Int]? {
    guard let rest = rest(after: "'shape':", in: header), let open = rest.firstIndex(of: "("),
      let close = rest.firstIndex(of: ")"), open < close
    else { return nil }
    var shape: [Int] = []
    for field in rest[rest.index(after: open)..<close].split(separator: ",") {
      let digits = field.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let size = Int(digits), size >= 0 else { return nil }
      shape.append(size)
    }
    return shape
  }
}
