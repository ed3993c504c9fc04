import LuaEmbedding

/// Numbers, strings and lists in both directions.
func values() throws {
  step("values")
  let state = LuaState()

  // Double, Int, Bool, String, optionals and lists of them go to Lua and come back.
  try state.setGlobal("width", 64)
  try state.setGlobal("names", ["conv", "pool"])
  try state.run("area = width * width; names[3] = 'relu'")
  let area = try state.global("area", as: Int.self)
  let names = try state.global("names", as: [String].self)
  expect(area == 4096 && names == ["conv", "pool", "relu"])

  // A chunk gives its first result. 3.0 is an integer, 3.5 and "3" are not.
  expect(try state.evaluate("return 6 / 2", as: Int.self) == 3)
  expect(try state.evaluate("return nil", as: Int?.self) == nil)
  let message = failure { _ = try state.evaluate("return '3'", as: Int.self) }
  expect(message == "the function's result: integer expected, got string")

  // Strings are bytes: a NUL is kept, and what is not UTF-8 is read as bytes.
  expect(try state.evaluate(#"return "a\0b""#, as: String.self) == "a\0b")
  let bytes = try state.load(#"return "\xff\x00""#).call(pushing: { _ in 0 }) { frame, index in
    try frame.bytes(index)
  }
  expect(bytes == [0xFF, 0])
  print("   \(area), \(names), \(bytes)")
}
