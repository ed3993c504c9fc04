import CLua

/// The numeric and string keys of a table at one moment; keys of other types have no order.
final class SortedKeys {
  private enum Key {
    case integer(Int)
    case number(Double)
    case name(String)
  }
  private let keys: [Key]
  private var position = 0

  init(_ table: LuaTableReader) throws {
    let all = try table.keys()
    guard let other = all.others.first else {
      let numbers =
        all.entries.map { (Double($0), Key.integer($0)) } + all.numbers.map { ($0, Key.number($0)) }
      keys = numbers.sorted { $0.0 < $1.0 }.map(\.1) + all.names.map(Key.name)
      return
    }
    throw ScriptError("keys of this kind have no order: \(other)")
  }

  /// Pushes the next key that still has a value, and the value; nothing at the end.
  func next(_ frame: LuaFrame) -> Int32 {
    while position < keys.count {
      let key = keys[position]
      position += 1
      switch key {
      case .integer(let integer): frame.push(integer)
      case .number(let number): frame.push(number)
      case .name(let name): frame.push(name)
      }
      frame.push(copyOf: -1)
      _ = lua_rawget(frame.L, frame.kept(1))
      if !frame.isNil(-1) { return 2 }
      frame.pop(2)
    }
    return 0
  }
}
