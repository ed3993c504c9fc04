import CLua

/// `pairs(object)` and `object:to_table()`.
extension AnyLuaType {
  /// In the metatable, the function that makes a plain table of an object.
  static let plainTable = "__plain"

  /// Deeper tables are left out of a plain one: only a table that contains itself is as deep.
  private static let maximumDepth: Int32 = 16

  /// Properties and members that are known at run time, sorted.
  private func names(_ frame: LuaFrame) -> [String] {
    // A property hides a member of the same name.
    Set(getters.map(\.name)).union(dynamicNames?(frame) ?? []).sorted()
  }

  /// Pushes a member of the object at 1; false, and nothing pushed, where this object has none of the name.
  private func push(_ name: String, _ frame: LuaFrame) throws -> Bool {
    let top = frame.top
    do {
      let count =
        if let getter = getters.first(where: { $0.name == name }) { try getter.body(frame) } else {
          try dynamicMember?(frame, name) ?? 0
        }
      if count == 1 && !frame.isNil(-1) { return true }
    } catch is ScriptError {
      // Reading it by name says why: a search without corners has no `corners`.
      try frame.checkInterrupt()
    }
    lua_settop(frame.L, top)
    return false
  }

  private func checkReceiver(_ frame: LuaFrame) throws {
    guard xl_toobject(frame.L, 1, tag) != nil else { throw frame.mismatch(1, self) }
  }

  /// `__pairs`.
  func pushMembers(_ frame: LuaFrame) throws -> Int32 {
    try checkReceiver(frame)
    let count = try elementCount?(frame) ?? 0
    let names = names(frame)
    var next = 0
    frame.pushIterator(over: 1) { [unowned self] frame in
      lua_settop(frame.L, 0)
      frame.push(copyOf: frame.kept(1))
      try checkReceiver(frame)
      while next < count + names.count {
        lua_settop(frame.L, 1)
        let position = next
        next += 1
        if position < count {
          frame.push(position + 1)
          guard let elementAt, try elementAt(frame, position) == 1 else { continue }
        } else {
          frame.push(names[position - count])
          guard try push(names[position - count], frame) else { continue }
        }
        // An element may have left more than its value: the key is at 2.
        frame.push(copyOf: 2)
        lua_rotate(frame.L, -2, 1)
        return 2
      }
      return 0
    }
    return 1
  }

  /// `object:to_table()`.
  func pushPlainTable(_ frame: LuaFrame) throws -> Int32 {
    try checkReceiver(frame)
    try frame.checkInterrupt()
    try frame.reserve(20)
    lua_settop(frame.L, 1)
    xl_createtable(frame.L, 0, 0)
    if let elementAt, let elementsName, let count = try elementCount?(frame) {
      xl_createtable(frame.L, count, 0)
      for position in 0..<count {
        guard try elementAt(frame, position) == 1, try frame.makePlain(depth: Self.maximumDepth) else {
          continue
        }
        lua_rawseti(frame.L, 3, Int64(lua_rawlen(frame.L, 3)) + 1)
      }
      lua_settop(frame.L, 3)
      frame.setRaw(elementsName)
    }
    for name in names(frame) {
      lua_settop(frame.L, 2)
      guard try push(name, frame), try frame.makePlain(depth: Self.maximumDepth) else { continue }
      frame.setRaw(name)
    }
    lua_settop(frame.L, 2)
    return 1
  }
}

extension LuaFrame {
  /// Makes the value on the top one that a file can hold; false, and it is gone, where it has no such form:
  /// functions, numbers that are not finite, lists with such entries.
  fileprivate func makePlain(depth: Int32) throws -> Bool {
    switch type(-1) {
    case .boolean, .string: return true
    case .number where lua_isinteger(L, -1) != 0: return true
    case .number where lua_tonumberx(L, -1, nil).isFinite: return true
    case .table where depth > 0:
      try reserve(20)
      if try pushPlainCopy(depth: depth) { return true }
    case .userdata:
      if try pushPlainObject() { return true }
    default: break
    }
    pop()
    return false
  }

  /// Replaces the table on the top by a copy with plain values; false: it has none, and stays.
  private func pushPlainCopy(depth: Int32) throws -> Bool {
    let table = LuaTableReader(self, at: -1)
    let keys = try table.keys()
    xl_createtable(L, keys.entries.count, keys.names.count)
    for entry in keys.entries {
      _ = lua_rawgeti(L, table.index, Int64(entry))
      guard try makePlain(depth: depth - 1) else {
        pop()
        return false
      }
      lua_rawseti(L, -2, Int64(entry))
    }
    for name in keys.names {
      getRaw(name, of: table.index)
      if try makePlain(depth: depth - 1) { setRaw(name) }
    }
    lua_copy(L, -1, table.index)
    pop()
    return true
  }

  /// Replaces the object on the top by its plain table; false: it has none, and stays.
  private func pushPlainObject() throws -> Bool {
    guard lua_getmetatable(L, -1) != 0 else { return false }
    guard getRaw(AnyLuaType.plainTable, of: -1) == .function else {
      pop(2)
      return false
    }
    lua_copy(L, -1, -2)
    pop()
    push(copyOf: -2)
    let status = xl_pcall(L, 1, 1)
    guard status == LUA_OK else { throw takeError(status) }
    lua_copy(L, -1, -2)
    pop()
    return true
  }
}
