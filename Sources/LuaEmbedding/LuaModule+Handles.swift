extension LuaModule {
  /// A function of one operand that gives a number for a number and a handle for a handle: `lab.log(x)`.
  public func function(
    _ name: String, help: String = "", of type: LuaHandleType, numbers: @escaping (Double) -> Double,
    handles: @escaping (LuaHandle) throws -> LuaHandle
  ) {
    frameFunction(name, help: help) { [unowned type] frame in
      let operand = try frame.operand(1, of: type)
      if operand.isNumber { return frame.returns(numbers(operand.number)) }
      frame.push(try handles(operand.handle), of: type)
      return 1
    }
  }
}
