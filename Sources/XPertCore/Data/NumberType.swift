/// How a file stores numbers, little-endian.
enum NumberType: Sendable, Hashable {
  case float64, float32, float16, bfloat16
  case signed(bytes: Int)
  case unsigned(bytes: Int)

  init?(safetensors code: String) {
    switch code {
    case "F64": self = .float64
    case "F32": self = .float32
    case "F16": self = .float16
    case "BF16": self = .bfloat16
    case "I64": self = .signed(bytes: 8)
    case "I32": self = .signed(bytes: 4)
    case "I16": self = .signed(bytes: 2)
    case "I8": self = .signed(bytes: 1)
    case "U64": self = .unsigned(bytes: 8)
    case "U32": self = .unsigned(bytes: 4)
    case "U16": self = .unsigned(bytes: 2)
    case "U8", "BOOL": self = .unsigned(bytes: 1)
    default: return nil
    }
  }

  /// - Parameter code: "<f4", "|u1"
  init?(numPy code: String) {
    guard let order = code.first, order == "<" || order == "|" else { return nil }
    switch code.dropFirst() {
    case "f8": self = .float64
    case "f4": self = .float32
    case "f2": self = .float16
    case "i8": self = .signed(bytes: 8)
    case "i4": self = .signed(bytes: 4)
    case "i2": self = .signed(bytes: 2)
    case "i1": self = .signed(bytes: 1)
    case "u8": self = .unsigned(bytes: 8)
    case "u4": self = .unsigned(bytes: 4)
    case "u2": self = .unsigned(bytes: 2)
    case "u1", "b1": self = .unsigned(bytes: 1)
    default: return nil
    }
  }

  /// Bytes of one number.
  var size: Int {
    switch self {
    case .float64: 8
    case .float32: 4
    case .float16, .bfloat16: 2
    case .signed(let bytes), .unsigned(let bytes): bytes
    }
  }

  func values(_ bytes: [UInt8], at start: Int, count: Int) -> [Float] {
    (0..<count).map { index in
      let bits = bytes.littleEndian(at: start + index * size, bytes: size)
      switch self {
      case .float64: return Float(Double(bitPattern: bits))
      case .float32: return Float(bitPattern: UInt32(bits))
      case .float16: return Self.single(half: UInt16(bits))
      case .bfloat16: return Float(bitPattern: UInt32(bits) << 16)
      case .signed(let bytes):
        let shift = 64 - 8 * bytes
        return Float(Int64(bitPattern: bits << UInt64(shift)) >> Int64(shift))
      case .unsigned: return Float(bits)
      }
    }
  }

  /// Half precision, which not every platform's Swift has a type for.
  static func single(half: UInt16) -> Float {
    let sign: Float = half >> 15 == 1 ? -1 : 1
    let exponent = Int(half >> 10 & 31)
    let fraction = Float(half & 1023)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }
}

extension [UInt8] {
  /// An unsigned number of up to 8 bytes, the lowest first.
  func littleEndian(at position: Int, bytes count: Int) -> UInt64 {
    (0..<count).reduce(0) { $0 | UInt64(self[position + $1]) << UInt64(8 * $1) }
  }
}

extension [Int] {
  /// The product, or nil where it exceeds 64 bits.
  var checkedProduct: Int? {
    var product = 1
    for factor in self {
      let (next, overflows) = product.multipliedReportingOverflow(by: factor)
      if overflows { return nil }
      product = next
    }
    return product
  }
}
