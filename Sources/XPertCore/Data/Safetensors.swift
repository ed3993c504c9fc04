/// Named tensors in the safetensors format: a length, a header in JSON, then the numbers, little-endian.
public enum Safetensors {

  /// The tensors of a file, in single precision. F64, F32, F16, BF16 and integers up to 64 bits are read.
  ///
  /// - Throws: ``FileError`` if it cannot be read, ``DataFileError`` if it is no safetensors or cut off.
  public static func read(_ path: String) throws -> [String: Tensor] {
    try tensors(FileSystem.read(path), path: path)
  }

  static func tensors(_ bytes: [UInt8], path: String) throws(DataFileError) -> [String: Tensor] {
    func fail(_ problem: String) -> DataFileError { DataFileError(path: path, problem: problem) }
    guard bytes.count >= 8 else { throw fail("not safetensors: \(bytes.count) bytes") }
    let length = bytes.littleEndian(at: 0, bytes: 8)
    guard length <= UInt64(bytes.count - 8) else {
      throw fail("not safetensors, or cut off: a header of \(length) bytes in a file of \(bytes.count)")
    }
    let start = 8 + Int(length)
    let header: JSONValue
    do {
      header = try JSONValue(bytes: bytes[8..<start])
    } catch {
      throw fail("not safetensors: the header is not JSON")
    }
    guard case .object(let entries) = header else { throw fail("not safetensors: the header is no object") }
    guard keyCount(of: bytes[8..<start]) == entries.count else {
      throw fail("not safetensors: a name stands twice in the header")
    }
    var result: [String: Tensor] = [:]
    var places: [(offsets: [Int], name: String)] = []
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) where name != "__metadata__" {
      guard case .object(let fields) = entry, case .string(let code)? = fields["dtype"],
        let shape = fields["shape"]?.integers, let offsets = fields["data_offsets"]?.integers,
        offsets.count == 2, shape.allSatisfy({ $0 >= 0 })
      else { throw fail("tensor '\(name)': dtype, shape and data_offsets expected") }
      guard let type = NumberType(safetensors: code) else {
        throw fail("tensor '\(name)': numbers of type \(code) are not supported")
      }
      guard let count = shape.checkedProduct, offsets[0] >= 0, offsets[1] >= offsets[0],
        offsets[1] - offsets[0] == count.multipliedReportingOverflow(by: type.size).partialValue,
        count <= bytes.count
      else { throw fail("tensor '\(name)': \(offsets) does not hold \(shape) numbers of type \(code)") }
      guard offsets[1] <= bytes.count - start else {
        throw fail("cut off: tensor '\(name)' ends at byte \(start + offsets[1]) of \(bytes.count)")
      }
      result[name] = Tensor(shape: shape, values: type.values(bytes, at: start + offsets[0], count: count))
      places.append((offsets, name))
    }
    // The format has neither holes nor overlaps.
    var end = 0
    for (offsets, name) in places.sorted(by: { $0.offsets.lexicographicallyPrecedes($1.offsets) }) {
      guard offsets[0] == end else {
        throw fail("tensor '\(name)' begins at byte \(offsets[0]) of the numbers, \(end) expected")
      }
      end = offsets[1]
    }
    guard end == bytes.count - start else {
      throw fail("\(bytes.count - start) bytes of numbers, \(end) expected for its tensors")
    }
    return result
  }

  /// Keys of the outermost object of a valid JSON text, every one counted: of equal ones the decoder keeps
  /// one.
  private static func keyCount(of text: ArraySlice<UInt8>) -> Int {
    var (count, depth, isText, isEscaped) = (0, 0, false, false)
    for byte in text {
      if isEscaped {
        isEscaped = false
      } else if isText {
        isEscaped = byte == UInt8(ascii: "\\")
        isText = byte != UInt8(ascii: "\"")
      } else {
        switch byte {
        case UInt8(ascii: "\""): isText = true
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
        case UInt8(ascii: ":"): count += depth == 1 ? 1 : 0
        default: break
        }
      }
    }
    return count
  }

  /// Writes tensors as F32, sorted by name. Same tensors, same bytes.
  ///
  /// - Throws: ``FileError`` with the system's reason.
  public static func write(_ tensors: [String: Tensor], to path: String) throws(FileError) {
    try FileSystem.write(bytes(tensors), to: path)
  }

  static func bytes(_ tensors: [String: Tensor]) -> [UInt8] {
    var header: [String: JSONValue] = [:]
    var offset = 0
    let sorted = tensors.sorted { $0.key < $1.key }
    for (name, tensor) in sorted {
      let end = offset + 4 * tensor.values.count
      header[name] = .object([
        "dtype": .string("F32"), "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": .array([.integer(offset), .integer(end)]),
      ])
      offset = end
    }
    var text = (try? JSONValue.object(header).compactBytes()) ?? []
    // Numbers begin at a multiple of 8 bytes.
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    var result = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    result.reserveCapacity(result.count + offset)
    for (_, tensor) in sorted {
      for value in tensor.values {
        let bits = value.bitPattern
        for byte in 0..<4 { result.append(UInt8(truncatingIfNeeded: bits >> (8 * UInt32(byte)))) }
      }
    }
    return result
  }
}

extension JSONValue {
  fileprivate var integers: [Int]? {
    guard case .array(let values) = self else { return nil }
    var result: [Int] = []
    for value in values {
      guard case .integer(let integer) = value else { return nil }
      result.append(integer)
    }
    return result
  }
}
