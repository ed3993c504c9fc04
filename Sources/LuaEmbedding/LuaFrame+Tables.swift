import CLua

extension LuaFrame {
  /// Pops the value on the top into field `name` of the table below it.
  ///
  ///     frame.pushTable { _ in }
  ///     frame.push(64)
  ///     frame.setRaw("width")
  public func setRaw(_ name: String) {
    var name = name
    name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { xl_rawsetfield(L, -2, $0.baseAddress, $0.count) }
    }
  }

  /// Notes what the function on the top is called, for `nameOfFunction`.
  func noteName(_ name: String) {
    var name = name
    name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { xl_notename(L, $0.baseAddress, $0.count) }
    }
  }

  /// What a function of a module or a type is called, as ``LuaManual`` has it; nil for others.
  public func nameOfFunction(_ index: Int32) -> String? {
    defer { pop() }
    return xl_pushname(L, index) == LUA_TSTRING ? try? string(-1) : nil
  }

  /// Pushes field `name` of the table at `index`, raw: its metatable is neither asked nor run.
  ///
  /// - Returns: the type of the field's value; `.nil` where there is none.
  @discardableResult
  public func getRaw(_ name: String, of index: Int32) -> LuaKind {
    var name = name
    return name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        LuaKind(rawValue: xl_rawgetfield(L, index, $0.baseAddress, $0.count)) ?? .nil
      }
    }
  }

  /// Pushes field `name` of any value, through its metatable.
  ///
  /// - Throws: `LuaError` where that raises.
  public func getField(_ name: String, of index: Int32) throws {
    var name = name
    let status = name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { xl_getfield(L, index, $0.baseAddress, $0.count) }
    }
    guard status == LUA_OK else { throw takeError(status) }
  }

  /// Pops the value on the top into field `name` of the value at `index`, through its metatable.
  ///
  /// - Throws: `LuaError` where that raises.
  public func setField(_ name: String, of index: Int32) throws {
    var name = name
    let status = name.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) { xl_setfield(L, index, $0.baseAddress, $0.count) }
    }
    guard status == LUA_OK else { throw takeError(status) }
  }

  /// Pushes a new table that `fill` writes.
  public func pushTable(_ fill: (LuaTableWriter) throws -> Void) rethrows {
    xl_createtable(L, 0, 0)
    try fill(LuaTableWriter(self, at: top))
  }
}
