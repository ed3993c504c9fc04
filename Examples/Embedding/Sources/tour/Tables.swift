import LuaEmbedding

/// A value that is a table in Lua and a structure in Swift.
struct Point: LuaArgument, LuaResult {
  var x, y: Double

  static func read(_ frame: LuaFrame, _ index: Int32) throws -> Point {
    guard frame.type(index) == .table else {
      throw ArgumentError(index, "point expected, got \(frame.typeName(index))")
    }
    let table = LuaTableReader(frame, at: index)
    return Point(x: try table.value("x"), y: try table.value("y"))
  }

  func push(to frame: LuaFrame) {
    frame.pushTable { table in
      table.set("x", x)
      table.set("y", y)
    }
  }
}

func tables() throws {
  step("tables")
  let state = LuaState()
  try state.setFunction("mirrored") { (point: Point) in Point(x: -point.x, y: point.y) }
  try state.run("local p = mirrored { x = 1, y = 2 }; assert(p.x == -1 and p.y == 2)")
  let message = failure { try state.run("mirrored { x = 1, y = 'far' }") }
  expect(message == "script:1: bad argument #1 to 'mirrored' (field 'y': number expected, got string)")

  // Keys come in a fixed order, whatever `pairs` makes of them.
  try state.setFrameFunction("describe") { frame in
    let keys = try LuaTableReader(frame, at: 1).keys()
    return frame.returns("\(keys.names.joined(separator: ",")) and \(keys.entries.count) entries")
  }
  let text = try state.evaluate("return describe { 7, 8, width = 1, depth = 2 }", as: String.self)
  expect(text == "depth,width and 2 entries")
  print("   \(text)")
}
