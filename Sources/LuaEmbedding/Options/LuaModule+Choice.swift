extension LuaModule {
  /// Adds `choice{v1, v2, ...}`, which may stand for the value of every option that accepts a choice.
  ///
  ///     let lab = LuaModule("lab")
  ///     lab.addChoice()  // lab.choice { 8, 16 }, of the type "lab.Choice"
  public func addChoice() {
    let type = ChoiceType(module: name)
    self.type(type)
    let name = type.constructor
    frameFunction("choice", help: "values to choose among") { [unowned type] frame in
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
      type.push(count, keeping: kept, to: frame)
      return 1
    }
  }
}
