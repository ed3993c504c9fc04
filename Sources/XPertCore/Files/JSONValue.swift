/// A JSON document. Keys of an object have no order of their own; files sort them.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// A string or null.
  public static func optional(_ string: String?) -> JSONValue { string.map { .string($0) } ?? .null }
}

/// Why a value cannot be written as JSON: the path of the offending number first.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// "result.rows[3].delay_us", array elements counted from 1 as in scripts.
  public let path: String
  public let problem: String

  /// "result.rows[3].delay_us: JSON has no nan"
  public var description: String { "\(path): \(problem)" }
}

extension JSONValue {
  /// The first number, in the order of the file, that JSON cannot express.
  func firstNonFinite(path: String) -> JSONError? {
    switch self {
    case .number(let value) where !value.isFinite:
      return JSONError(path: path, problem: "JSON has no \(value)")
    case .array(let values):
      for (index, value) in values.enumerated() {
        if let error = value.firstNonFinite(path: "\(path)[\(index + 1)]") { return error }
      }
    case .object(let members):
      for (key, value) in members.sorted(by: { $0.key < $1.key }) {
        if let error = value.firstNonFinite(path: "\(path).\(key)") { return error }
      }
    default: break
    }
    return nil
  }
}
