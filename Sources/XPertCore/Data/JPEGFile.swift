import XPertJPEG

/// JPEG images, by libjpeg.
enum JPEGFile {
  /// Red, green and blue planes of an image, row by row.
  ///
  /// - Throws: ``DataFileError`` if it is no JPEG, damaged or cut off.
  static func decode(
    _ bytes: [UInt8], path: String
  ) throws(DataFileError) -> (width: Int, height: Int, planes: [UInt8]) {
    var message = [CChar](repeating: 0, count: Int(xj_message_size.rawValue))
    func fail() -> DataFileError {
      let text = String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return DataFileError(path: path, problem: text)
    }
    guard bytes.starts(with: [0xff, 0xd8]) else {
      throw DataFileError(path: path, problem: "not a JPEG image")
    }
    var (width, height): (Int32, Int32) = (0, 0)
    guard xj_size(bytes, bytes.count, &width, &height, &message) == 0 else { throw fail() }
    guard width <= 4096, height <= 4096 else {
      throw DataFileError(path: path, problem: "\(width) x \(height) pixels: at most 4096 x 4096 expected")
    }
    var planes = [UInt8](repeating: 0, count: 3 * Int(width) * Int(height))
    guard xj_decode(bytes, bytes.count, width, height, &planes, &message) == 0 else { throw fail() }
    return (Int(width), Int(height), planes)
  }
}
