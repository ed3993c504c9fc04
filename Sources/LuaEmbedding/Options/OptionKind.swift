/// What the value of an option may be.
///
///     Option("weights", .named([.number(), .function]))  // weights = { speed = 0.5, cost = f }
public indirect enum OptionKind: Sendable {
  case number(OptionRange? = nil)
  case integer(OptionRange? = nil)
  case boolean
  case string
  /// One of some names; `noun` is what they name: "ADC".
  case enumeration(noun: String, [String])
  case function
  case object(AnyLuaType)
  /// A table with its own description. Its name in messages is the path of the option.
  case table(OptionTable)
  /// A list `{v1, v2, ...}` without holes.
  case list([OptionKind])
  /// A table with names of the user's own: `weights = { lambda1 = 0.5, ... }`.
  case named([OptionKind])
  /// `{ min = ..., max = ... }`, one of them or both.
  case bounds

  /// "integer", "'flash' or 'sar'", "lab.Schedule".
  var expected: String {
    switch self {
    case .number: "number"
    case .integer: "integer"
    case .boolean: "boolean"
    case .string: "string"
    case .enumeration(_, let names): alternatives(names.map { "'\($0)'" })
    case .function: "function"
    case .object(let type): type.name
    case .table, .named: "table"
    case .list: "list"
    case .bounds: "table of min and max"
    }
  }
}

/// "a", "a or b", "a, b or c".
package func alternatives(_ words: [String]) -> String {
  guard words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " or " + words.last!
}
