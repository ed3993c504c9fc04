import CLua
import Wording

/// Reads one value against what it may be.
struct OptionField {
  let frame: LuaFrame
  let kept: LuaKeeper
  /// "lab.network.layers[1].width"
  let path: String
  let kinds: [OptionKind]
  let acceptsChoice: Bool
  /// Of a quantity: what the script wrote, and the option that takes it.
  let unit: OptionQuantity.Unit?
  private let option: Option?

  init(frame: LuaFrame, kept: LuaKeeper, path: String, option: Option, unit: OptionQuantity.Unit?) {
    self.init(
      frame: frame, kept: kept, path: path, kinds: option.kinds, acceptsChoice: option.acceptsChoice,
      option: option, unit: unit)
  }

  init(
    frame: LuaFrame, kept: LuaKeeper, path: String, kinds: [OptionKind], acceptsChoice: Bool = false,
    option: Option? = nil, unit: OptionQuantity.Unit? = nil
  ) {
    self.frame = frame
    self.kept = kept
    self.path = path
    self.kinds = kinds
    self.acceptsChoice = acceptsChoice
    self.option = option
    self.unit = unit
  }

  func read(_ index: Int32) throws -> OptionValue {
    let index = frame.absolute(index)
    if frame.type(index) == .userdata {
      for type in frame.context.choiceTypes {
        if let count = type.count(frame, at: index) { return try read(type, count, index) }
      }
    }
    for kind in kinds {
      if let value = try read(index, as: kind) { return value }
    }
    let expected = expectation(alternatives(kinds.map(\.expected)), index)
    guard acceptsChoice, let choice = frame.context.choiceTypes.first, frame.type(index) == .table,
      lua_rawlen(frame.L, index) > 0
    else { throw expected }
    throw ScriptError(expected.message + " (did you mean \(choice.constructor) { ... }?)")
  }

  private func expectation(_ expected: String, _ index: Int32) -> ScriptError {
    ScriptError("\(path): \(expected) expected, got \(frame.describe(index))")
  }

  private func read(_ choice: ChoiceType, _ count: Int, _ index: Int32) throws -> OptionValue {
    guard acceptsChoice else { throw expectation(alternatives(kinds.map(\.expected)), index) }
    try frame.reserve(8)
    kept.keep(index)
    return .choice(
      try (1...count).map { number in
        let field = OptionField(
          frame: frame, kept: kept, path: "\(path)[\(number)]", kinds: kinds, option: option, unit: unit)
        return try frame.restoring {
          choice.pushEntry(number, of: index, in: frame)
          return try field.read(-1)
        }
      })
  }

  /// nil where the value is not of this kind at all; an error where it is, but wrong.
  private func read(_ index: Int32, as kind: OptionKind) throws -> OptionValue? {
    switch kind {
    case .number(let range):
      guard frame.type(index) == .number else { return nil }
      let number = try frame.double(index)
      return .number(try checked(number, range, index))

    case .integer(let range):
      guard frame.type(index) == .number else { return nil }
      guard let integer = try? frame.integer(index) else {
        // Another kind (a plain number) may still take it.
        if kinds.contains(where: { if case .number = $0 { true } else { false } }) { return nil }
        throw expectation(kind.expected, index)
      }
      if let range, !range.contains(Double(integer)) { throw expectation("integer \(range.text())", index) }
      return .integer(integer)

    case .boolean:
      return frame.type(index) == .boolean ? .boolean(frame.isTrue(index)) : nil

    case .string:
      return frame.type(index) == .string ? .string(try frame.string(index)) : nil

    case .enumeration(let noun, let names):
      guard frame.type(index) == .string else { return nil }
      let name = try frame.string(index)
      if names.contains(name) { return .string(name) }
      if kinds.contains(where: { if case .string = $0 { true } else { false } }) { return nil }
      let hint = Suggestion.hint(for: name, among: names)
      throw ScriptError(
        "\(path): unknown \(noun) '\(name)'" + (hint.isEmpty ? ": \(kind.expected) expected" : hint))

    case .function:
      return frame.type(index) == .function ? .function(try kept.callback(at: index)) : nil

    case .object(let type):
      guard frame.type(index) == .userdata else { return nil }
      if xl_isclosed(frame.L, index, type.tag) { throw ScriptError("\(path): \(type.name) is closed") }
      guard let object = xl_toobject(frame.L, index, type.tag) else { return nil }
      kept.keep(index)
      return .object(Unmanaged<AnyObject>.fromOpaque(object).takeUnretainedValue())

    case .table(let table):
      guard frame.type(index) == .table else { return nil }
      return .table(try table.read(frame, index, path: path, kept: kept))

    case .list(let kinds):
      guard frame.type(index) == .table else { return nil }
      let reader = LuaTableReader(frame, at: index)
      // A long list of numbers is larger here than in Lua.
      if reader.count > 4096 {
        try frame.requireMemory(reader.count * 2 * MemoryLayout<OptionValue>.stride, for: path)
      }
      return .list(
        try (0..<reader.sequence(named: path)).map { position in
          if position % 4096 == 0 { try frame.checkInterrupt() }
          let field = OptionField(
            frame: frame, kept: kept, path: "\(path)[\(position + 1)]", kinds: kinds,
            acceptsChoice: acceptsChoice)
          return try reader.with(entry: position + 1) { try field.read($0) }
        })

    case .named(let kinds):
      guard frame.type(index) == .table else { return nil }
      return .table(try named(index, kinds))

    case .bounds:
      guard frame.type(index) == .table else { return nil }
      return try bounds(index)
    }
  }

  /// In SI units for a quantity; as written otherwise.
  private func checked(_ number: Double, _ range: OptionRange?, _ index: Int32) throws -> Double {
    if number.isNaN { throw expectation("finite number", index) }
    guard let unit, let option, case .any(let quantity, let limits) = option.unit else {
      if let range, !range.contains(number) { throw expectation("number \(range.text())", index) }
      if number.isInfinite { throw expectation("finite number", index) }
      return number
    }
    let value = number * unit.scale
    guard let limits, !limits.contains(value) else { return value }
    let fitting = quantity.units.first { $0.name != unit.name && limits.contains(number * $0.scale) }
    throw ScriptError(
      "\(path) = \(scriptNumber(number)) \(unit.name), out of range"
        + (fitting.map { ": did you mean \(option.key)_\($0.name)?" }
          ?? ": \(unit.name) \(limits.text(scale: unit.scale)) expected"))
  }

  private func named(_ index: Int32, _ kinds: [OptionKind]) throws -> OptionValues {
    let reader = LuaTableReader(frame, at: index)
    let keys = try reader.keys()
    var values = OptionValues(path: path, table: OptionTable(path, []), kept: kept)
    if let other = keys.others.first { throw ScriptError("\(path) takes names, not the key \(other)") }
    try reader.refuseEntries(keys, path)
    for key in keys.names {
      let field = OptionField(frame: frame, kept: kept, path: "\(path).\(key)", kinds: kinds)
      values.spellings[key] = key
      values.values[key] = try reader.with(key) { try field.read($0) }
    }
    return values
  }

  private func bounds(_ index: Int32) throws -> OptionValue {
    let names = ["max", "min"]
    let reader = LuaTableReader(frame, at: index)
    let keys = try reader.keys()
    try reader.refuseEntries(keys, path)
    if let key = keys.names.first(where: { !names.contains($0) }) {
      let hint = Suggestion.hint(for: key, among: names)
      throw ScriptError("\(path) has no field '\(key)'" + (hint.isEmpty ? "; it takes max, min" : hint))
    }
    guard !keys.names.isEmpty else { throw ScriptError("\(path) needs 'min' or 'max'") }
    func bound(_ name: String) throws -> (written: Double, value: Double)? {
      guard keys.names.contains(name) else { return nil }
      return try reader.with(name) { value in
        let field = OptionField(
          frame: frame, kept: kept, path: "\(path).\(name)", kinds: [.number()], option: option, unit: unit)
        guard case .number(let number) = try field.read(value) else { return nil }
        return (try frame.double(value), number)
      }
    }
    let (lower, upper) = (try bound("min"), try bound("max"))
    if let lower, let upper, lower.value > upper.value {
      throw ScriptError(
        "\(path): min (\(scriptNumber(lower.written))) is more than max (\(scriptNumber(upper.written)))")
    }
    return .bounds(min: lower?.value, max: upper?.value)
  }
}
