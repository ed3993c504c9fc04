import CLua
import Wording

extension OptionTable {
  /// Reads and checks the table at `index`; nothing there counts as an empty table.
  ///
  /// - Throws: `ScriptError` with the path of the field, what was expected, what was got, one suggestion.
  public func read(_ frame: LuaFrame, _ index: Int32) throws -> OptionValues {
    try frame.checkIsLast(index, of: name)
    let kept = LuaKeeper(frame)
    if frame.isNil(index) {
      frame.pushTable { _ in }
      return try read(frame, frame.top, path: name, kept: kept)
    }
    guard frame.type(index) == .table else {
      throw ScriptError("\(name): table expected, got \(frame.describe(index))")
    }
    return try read(frame, index, path: name, kept: kept)
  }

  /// Reads a nested table.
  func read(_ frame: LuaFrame, _ index: Int32, path: String, kept: LuaKeeper) throws -> OptionValues {
    let reader = LuaTableReader(frame, at: index)
    let keys = try reader.keys()
    var values = OptionValues(path: path, table: self, kept: kept)
    if let other = keys.others.first { throw ScriptError("\(path) takes names, not the key \(other)") }
    if let number = keys.numbers.first {
      throw ScriptError("\(path) takes names, not the key \(scriptNumber(number))")
    }
    if entries.isEmpty { try reader.refuseEntries(keys, path) }
    for key in keys.names where option(spelled: key) == nil { throw unknown(key, path) }

    for option in options {
      let given = keys.names.filter { self.option(spelled: $0)?.option.key == option.key }
      if given.count > 1 {
        throw ScriptError("\(path): \(given.joined(separator: " and ")) are both given, one expected")
      }
      guard let spelling = given.first else {
        if option.isRequired {
          throw ScriptError("\(path) needs \(alternatives(option.spellings.map { "'\($0)'" }))")
        }
        if let value = option.defaultValue.flatMap(OptionValue.init) { values.values[option.key] = value }
        continue
      }
      let field = OptionField(
        frame: frame, kept: kept, path: "\(path).\(spelling)", option: option,
        unit: self.option(spelled: spelling)?.unit)
      values.spellings[option.key] = spelling
      values.units[option.key] = field.unit
      values.values[option.key] = try reader.with(spelling) { try field.read($0) }
    }

    for (position, entry) in keys.entries.enumerated() {
      guard entry == position + 1 else {
        throw ScriptError(
          entry < 1 ? "\(path): entries count from 1, not \(entry)" : "\(path): entry \(position + 1) is nil")
      }
      let field = OptionField(frame: frame, kept: kept, path: "\(path)[\(entry)]", kinds: entries)
      values.entries.append(try reader.with(entry: entry) { try field.read($0) })
    }
    return values
  }

  /// The error for a field that does not exist.
  private func unknown(_ key: String, _ path: String) -> ScriptError {
    let similar = Suggestion.nearest(to: key, among: keys)
    for option in options {
      guard let base = option.base else { continue }
      if key == base {
        return ScriptError("\(path).\(key) needs its unit: write \(option.spellings.joined(separator: ", "))")
      }
      // A suggestion for another option is better than a lesson about units.
      guard key.hasPrefix(base + "_"), !similar.contains(where: { !option.spellings.contains($0) }) else {
        continue
      }
      let unit = key.dropFirst(base.count + 1)
      let quantity = if case .any(let quantity, _) = option.unit { quantity.name } else { base }
      return ScriptError(
        "\(path).\(key): '\(unit)' is not a unit of \(quantity) (\(option.unitNames.joined(separator: ", ")))"
      )
    }
    if !similar.isEmpty {
      return ScriptError("\(path) has no field '\(key)'\(Suggestion.hint(for: key, among: keys))")
    }
    let takes = keys.isEmpty ? "it takes none" : "it takes \(keys.joined(separator: ", "))"
    return ScriptError("\(path) has no field '\(key)'; \(takes)")
  }
}

extension LuaTableReader {
  /// - Throws: "lab.run has no positional entries: entry 1 is 64".
  func refuseEntries(_ keys: Keys, _ path: String) throws {
    guard let entry = keys.entries.first else { return }
    let value = with(entry: entry) { frame.short($0) }
    throw ScriptError("\(path) has no positional entries: entry \(entry) is \(value)")
  }
}

extension LuaFrame {
  /// A value as it stands in a sentence: "64", "'abc'", "a table".
  func short(_ index: Int32) -> String {
    switch type(index) {
    case .number, .boolean: tostring(index)
    case .string: "'\(shortened(index))'"
    case .none, .nil: "nil"
    default: "a \(typeName(index))"
    }
  }
}

extension LuaFrame {
  /// Refuses an argument behind the table at `index`, which is all that `name` takes.
  func checkIsLast(_ index: Int32, of name: String) throws {
    guard top > index && !isNil(index + 1) else { return }
    throw ScriptError("\(name) takes one table, got \(describe(index + 1)) behind it ('.', not ':'?)")
  }
}
