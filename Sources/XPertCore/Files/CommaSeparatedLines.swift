/// The non-blank lines of a comma-separated file.
///
/// Works on bytes, so that no encoding can be wrong. Lines end in LF, CRLF or CR; a byte order mark is
/// skipped.
struct CommaSeparatedLines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position: Int
  private var line = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    position = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  struct Line {
    /// 1-based.
    let number: Int
    let fieldCount: Int
    fileprivate let content: ArraySlice<UInt8>

    /// Fields without surrounding blanks. Made on demand: a damaged file may be one line of a million.
    var fields: [ArraySlice<UInt8>] {
      content.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(trimmed)
    }
  }

  mutating func next() -> Line? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex { $0 == newline || $0 == carriageReturn } ?? bytes.count
      let content = trimmed(bytes[position..<end])
      let isCRLF = end + 1 < bytes.count && bytes[end] == carriageReturn && bytes[end + 1] == newline
      position = end + (isCRLF ? 2 : 1)
      line += 1
      if content.isEmpty { continue }
      let separators = content.reduce(0) { $1 == UInt8(ascii: ",") ? $0 + 1 : $0 }
      return Line(number: line, fieldCount: separators + 1, content: content)
    }
    return nil
  }
}

private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
  guard let first = slice.firstIndex(where: { !isBlank($0) }),
    let last = slice.lastIndex(where: { !isBlank($0) })
  else { return [] }
  return slice[first...last]
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
