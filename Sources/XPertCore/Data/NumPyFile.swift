/// Arrays in NumPy's .npy format, versions 1 to 3.
package enum NumPyFile {
  /// The array of a file, in single precision.
  ///
  /// - Throws: ``FileError`` if it cannot be read, ``DataFileError`` if it is no .npy, cut off, in Fortran's
  ///   order or of a type other than little-endian numbers.
  package static func read(_ path: String) throws -> Tensor { try tensor(FileSystem.read(path), path: path) }

  static func tensor(_ bytes: [UInt8], path: String) throws(DataFileError) -> Tensor {
    func fail(_ problem: String) -> DataFileError { DataFileError(path: path, problem: problem) }
    guard bytes.count >= 12, bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw fail("not NumPy's .npy")
    }
    guard (1...3).contains(bytes[6]) else { throw fail("version \(bytes[6]) of .npy is not supported") }
    let lengthSize = bytes[6] == 1 ? 2 : 4
    let start = 8 + lengthSize + Int(bytes.littleEndian(at: 8, bytes: lengthSize))
    guard start <= bytes.count else { throw fail("cut off in the header of .npy") }
    let header = String(decoding: bytes[8 + lengthSize..<start], as: UTF8.self)
    guard let code = header.text(after: "'descr':", from: "'", to: "'"),
      let order = header.text(after: "'fortran_order':", from: " ", to: ","),
      let sizes = header.text(after: "'shape':", from: "(", to: ")")
    else { throw fail("a header of .npy without descr, fortran_order and shape") }
    guard let type = NumberType(numPy: code) else {
      throw fail("numbers of type '\(code)' are not supported")
    }
    guard order == "False" else { throw fail("arrays in Fortran's order are not supported") }
    let shape = sizes.split(separator: ",").map { Int($0.filter { $0 != " " }) ?? -1 }
    guard shape.allSatisfy({ $0 >= 0 }), let count = shape.checkedProduct, count <= bytes.count else {
      throw fail("the shape (\(sizes)) does not fit the file")
    }
    guard bytes.count - start == count * type.size else {
      throw fail(
        "\(bytes.count - start) bytes of numbers, \(count * type.size) expected for the shape (\(sizes))")
    }
    return Tensor(shape: shape, values: type.values(bytes, at: start, count: count))
  }
}

extension String {
  /// What stands between `from` and `to`, the first of each behind `key`.
  fileprivate func text(after key: String, from: Character, to: Character) -> String? {
    // Plain searching: the standard library has no search for text without Foundation on every version.
    let characters = Array(self)
    let pattern = Array(key)
    guard characters.count >= pattern.count,
      let position = (0...characters.count - pattern.count).first(where: {
        Array(characters[$0..<$0 + pattern.count]) == pattern
      })
    else { return nil }
    let rest = characters[(position + pattern.count)...]
    guard let begin = rest.firstIndex(of: from) else { return nil }
    guard let end = rest[(begin + 1)...].firstIndex(of: to) else { return nil }
    return String(rest[(begin + 1)..<end])
  }
}
