/// The non-blank lines of a comma-separated file: 1-based line number and fields without surrounding blanks.
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

  mutating func next() -> (line: Int, fields: [ArraySlice<UInt8>])? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex { $0 == newline || $0 == carriageReturn } ?? bytes.count
      let content = trimmed(bytes[position..<end])
      let isCRLF = end + 1 < bytes.count && bytes[end] == carriageReturn && bytes[end + 1] == newline
      position = end + (isCRLF ? 2 : 1)
      line += 1
      if content.isEmpty { continue }
      let fields = content.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      return (line, fields.map(trimmed))
    }
    return nil
  }

  private func trimmed(_ slice: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let first = slice.firstIndex(where: { !isBlank($0) }),
      let last = slice.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return slice[first...last]
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
