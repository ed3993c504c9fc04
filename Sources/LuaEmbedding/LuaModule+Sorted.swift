import CLua

extension LuaModule {
  /// Adds `sorted(t)`: like `pairs`, but in the same order in every process: numbers first, then strings.
  public func addSorted() {
    frameFunction("sorted", help: "the pairs of a table in the order of their keys") { frame in
      guard frame.type(1) == .table else { throw frame.mismatch(1, "table") }
      lua_settop(frame.L, 1)
      let table = LuaTableReader(frame, at: 1)
      let keys = try SortedKeys(table)
      frame.pushIterator(over: 1) { frame in keys.next(frame) }
      return 1
    }
  }
}
