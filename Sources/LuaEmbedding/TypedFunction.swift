/// Reads the arguments in order, calls the body, pushes the result.
@inlinable
func typed<each Argument: LuaArgument, Result: LuaResult>(
  _ body: @escaping (repeat each Argument) throws -> Result
) -> (LuaFrame) throws -> Int32 {
  { frame in
    var index: Int32 = 0
    try body(repeat try (each Argument).read(frame, nextIndex(&index))).push(to: frame)
    return 1
  }
}

@inlinable @_disfavoredOverload
func typed<each Argument: LuaArgument, each Result: LuaResult>(
  _ body: @escaping (repeat each Argument) throws -> (repeat each Result)
) -> (LuaFrame) throws -> Int32 {
  { frame in
    var index: Int32 = 0
    let results = try body(repeat try (each Argument).read(frame, nextIndex(&index)))
    var count: Int32 = 0
    repeat count += (each results).pushed(to: frame)
    return count
  }
}

@inlinable @inline(__always)
func nextIndex(_ index: inout Int32) -> Int32 {
  index += 1
  return index
}
