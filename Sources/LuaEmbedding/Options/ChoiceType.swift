import CLua

/// The type of `lab.choice{v1, v2, ...}` in the module "lab": scripts see it as "lab.Choice".
///
/// The values stay in Lua, in the user value of the userdata, and are checked where the choice is used:
/// only there is it known what they must be. The type belongs to the state that its module is made for.
final class ChoiceType: AnyLuaType, @unchecked Sendable {
  /// "lab.choice"
  let constructor: String

  /// What the userdata owns: the number of values.
  private final class Choice {
    let count: Int
    init(count: Int) { self.count = count }
  }

  init(module: String) {
    constructor = "\(module).choice"
    super.init(name: "\(module).Choice", help: "Values to choose among.")
    addMetamethod("__len", "how many values") { [unowned self] frame in
      frame.pushFrameFunction { [unowned self] frame in frame.returns(try expectedCount(frame)) }
    }
    addMetamethod("__tostring", "") { [unowned self] frame in
      frame.pushFrameFunction { [unowned self] frame in frame.returns(text(try expectedCount(frame), frame)) }
    }
    element = { [unowned self] frame in
      pushEntry(try frame.integer(2), of: 1, in: frame)
      return 1
    }
  }

  /// How many values the choice at `index` has; nil where there is something else.
  func count(_ frame: LuaFrame, at index: Int32) -> Int? {
    guard let pointer = xl_toobject(frame.L, index, tag) else { return nil }
    return Unmanaged<Choice>.fromOpaque(pointer).takeUnretainedValue().count
  }

  private func expectedCount(_ frame: LuaFrame) throws -> Int {
    guard let count = count(frame, at: 1) else { throw frame.mismatch(1, self) }
    return count
  }

  /// Pushes a choice among the values that `kept` keeps.
  func push(_ count: Int, keeping kept: LuaKeeper, to frame: LuaFrame) {
    let choice = Unmanaged.passRetained(Choice(count: count)).toOpaque()
    if !xl_pushobject(frame.L, tag, choice) { adopt(frame) }
    kept.attach(to: frame)
  }

  /// Pushes entry `number` of the choice at `index`; nil beyond the end.
  func pushEntry(_ number: Int, of index: Int32, in frame: LuaFrame) {
    _ = lua_getiuservalue(frame.L, index, 1)
    if frame.type(-1) == .table {
      _ = lua_rawgeti(frame.L, -1, Int64(number))
    } else {
      frame.pushNil()
    }
    lua_copy(frame.L, -1, -2)
    frame.pop()
  }

  private func text(_ count: Int, _ frame: LuaFrame) -> String {
    let values = (1...count).map { number in
      frame.restoring {
        pushEntry(number, of: 1, in: frame)
        return frame.type(-1) == .string ? "\"\(frame.tostring(-1))\"" : frame.tostring(-1)
      }
    }
    return "\(constructor) { \(values.joined(separator: ", ")) }"
  }
}
