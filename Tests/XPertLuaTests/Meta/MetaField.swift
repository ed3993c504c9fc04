@testable import XPertCore
@testable import LuaEmbedding
@testable import XPertLua

/// One `---@field` of the editor's file.
struct MetaField: Equatable, CustomStringConvertible {
  var name: String
  var isOptional: Bool
  /// Without blanks: "integer|xpert.Choice", "(fun(progress:number):number)".
  var type: String
  /// The comment above it and behind it, on one line.
  var help: String

  var description: String { "---@field \(name)\(isOptional ? "?" : "") \(type) \(help)" }

  var isMethod: Bool { type.hasPrefix("fun(self:") }
}

extension MetaField {
  /// The fields that describe an option: one per spelling.
  ///
  /// - Parameter nested: the class that describes a table among the option's values.
  static func fields(of option: Option, nested: String) -> [MetaField] {
    option.spellings.map { spelling in
      var scale = 1.0
      var range = option.kinds.lazy.compactMap(\.range).first?.text()
      if case .any(let quantity, let limits) = option.unit {
        scale = quantity.units.first { spelling == "\(option.key)_\($0.name)" }!.scale
        range = limits?.text(scale: scale)
      }
      let parts = [
        option.help, range ?? "", option.defaultValue.map { "default \($0.written(scale: scale))" } ?? "",
      ]
      return MetaField(
        name: spelling, isOptional: !option.isRequired,
        type: (option.kinds.map { $0.type(of: option.key, nested: nested) }
          + (option.acceptsChoice ? ["xpert.Choice"] : [])).joined(separator: "|"),
        help: parts.filter { !$0.isEmpty }.joined(separator: "; "))
    }
  }
}

extension OptionDefault {
  /// In the unit whose SI value is `scale`.
  fileprivate func written(scale: Double) -> String {
    switch self {
    case .number(let number): scriptNumber(number / scale, digits: 14)
    case .integer(let integer) where scale != 1: scriptNumber(Double(integer) / scale, digits: 14)
    default: text
    }
  }
}

extension OptionKind {
  fileprivate var range: OptionRange? {
    switch self {
    case .number(let range), .integer(let range): range
    default: nil
    }
  }

  /// As the editor's file writes it.
  fileprivate func type(of key: String, nested: String) -> String {
    func union(_ kinds: [OptionKind]) -> String {
      kinds.map { $0.type(of: key, nested: nested) }.joined(separator: "|")
    }
    switch self {
    case .number: return "number"
    case .integer: return "integer"
    case .boolean: return "boolean"
    case .string: return "string"
    case .enumeration(_, let names): return names.map { "\"\($0)\"" }.joined(separator: "|")
    case .function: return Self.signatures[key] ?? "(fun(progress:number):number)"
    case .object(let type): return type.name
    case .table: return nested
    case .list(let kinds):
      if case .enumeration = kinds[0] { return "(\(union(kinds)))[]" }
      return kinds.count == 1 ? "\(union(kinds))[]" : "(\(union(kinds)))[]"
    case .named(let kinds): return "table<string,\(union(kinds))>"
    case .bounds: return "xpert.Bounds"
    }
  }

  /// Functions other than those of progress, by the option that takes them.
  private static let signatures = [
    "loss": "(fun(m:xpert.Metrics,w:xpert.Weights,step:integer):xpert.Scalar)",
    "accept": "(fun(step:xpert.Step):boolean?)",
  ]
}
