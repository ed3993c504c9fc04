// With JSONValue+Decoding the only file that needs FoundationEssentials. What its JSONEncoder costs was
// measured with a program that prints one line, linked with and without it (200 starts each, three rounds,
// x86-64 Linux, Swift 6.3): linked statically +0.3 to +0.6 ms of 2.1 to 2.9 ms, dynamically +0.7 to +1.7 ms
// of 3.6 to 4.0 ms, and 12 MB in a static executable (9 to 21 MB, symbols included).

import FoundationEssentials

extension JSONValue {
  /// The document as UTF-8: keys sorted, two spaces of indentation, numbers with the digits (at most 17) that
  /// read back as the same number, a line break at the end. Same value, same bytes.
  ///
  /// - Parameter path: what the document is called in messages.
  /// - Throws: ``JSONError`` naming the first number that is not finite.
  public func bytes(path: String = "result") throws(JSONError) -> [UInt8] {
    if let error = firstNonFinite(path: path) { throw error }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw JSONError(path: path, problem: "\(error)")
    }
  }
}

extension JSONValue: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }
}
