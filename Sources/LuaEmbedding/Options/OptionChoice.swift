import CLua

/// `xpert.choice{v1, v2, ...}`: may stand wherever a layer or a piece of hardware takes a value.
///
/// The values stay in Lua, in the user value of the userdata, and are checked where the choice is used:
/// only there is it known what they must be.
public final class OptionChoice: LuaObject {
  public let count: Int

  init(count: Int) {
    self.count = count
  }

  public static let luaType = LuaType<OptionChoice>("xpert.Choice", help: "Values to choose among.") { type in
    type.metamethod("__len", help: "how many values") { frame in
      frame.returns(try frame.object(1, as: OptionChoice.self).count)
    }
    type.element { choice, frame in
      choice.push(entry: try frame.integer(2), of: 1, in: frame)
      return 1
    }
    type.metamethod("__tostring") { frame in
      let choice = try frame.object(1, as: OptionChoice.self)
      let values = (1...choice.count).map { number in
        frame.restoring {
          choice.push(entry: number, of: 1, in: frame)
          return frame.type(-1) == .string ? "\"\(frame.tostring(-1))\"" : frame.tostring(-1)
        }
      }
      return frame.returns("xpert.choice { \(values.joined(separator: ", ")) }")
    }
  }

  /// Pushes entry `number` of the choice whose userdata is at `index`; nil beyond the end.
  func push(entry number: Int, of index: Int32, in frame: LuaFrame) {
    _ = lua_getiuservalue(frame.L, index, 1)
    if frame.type(-1) == .table {
      _ = lua_rawgeti(frame.L, -1, Int64(number))
    } else {
      frame.pushNil()
    }
    lua_copy(frame.L, -1, -2)
    frame.pop()
  }
}

extension LuaModule {
  /// Adds `choice{v1, v2, ...}`.
  public func addChoice() {
    type(OptionChoice.luaType)
    let name = "\(self.name).choice"
    frameFunction("choice", help: "values to choose among") { frame in
      guard frame.type(1) == .table else {
        throw ScriptError("\(name): list expected, got \(frame.describe(1))")
      }
      try frame.checkIsLast(1, of: name)
      let values = LuaTableReader(frame, at: 1)
      let count = try values.sequence(named: name)
      guard count > 0 else { throw ScriptError("\(name) needs at least one value") }
      let kept = LuaKeeper(frame)
      for number in 1...count {
        values.with(entry: number) { value in kept.keep(value) }
      }
      frame.push(OptionChoice(count: count), keeping: kept)
      return 1
    }
  }
}
