import LuaEmbedding

/// Swift functions that scripts call, and Lua functions that Swift calls.
func functions() throws {
  step("functions")
  let state = LuaState()

  try state.setFunction("half") { (x: Double) in x / 2 }
  try state.setFunction("range") { (values: [Double]) in (values.min()!, values.max()!) }  // two results
  try state.setFunction("greet") { (name: String?) in "hello, " + (name ?? "nobody") }  // may be missing
  try state.run(
    """
    local low, high = range { 3, 1, 2 }
    assert(half(low) == 0.5 and high == 3)
    assert(greet() == "hello, nobody" and greet "Ada" == "hello, Ada")
    """)
  let message = failure { try state.run("half('a')") }
  expect(message == "script:1: bad argument #1 to 'half' (number expected, got string)")

  // Where types are not enough, a frame function works on the stack: arguments from 1, results pushed last.
  try state.setFrameFunction("sum") { frame in
    var sum = 0.0
    for index in 1..<(frame.top + 1) { sum += try frame.double(index) }
    return frame.returns(sum, Int(frame.top))
  }
  try state.run("local sum, count = sum(1, 2, 3.5); assert(sum == 6.5 and count == 3)")

  // A function of the script, and a chunk that is compiled once and called often.
  try state.run("function scaled(x, factor) return x * (factor or 10) end")
  let scaled = try state.function("scaled")
  expect(try scaled.call(4) == 40)
  let chunk = try state.load("local a, b = ...; return a .. b", name: "@join.lua")
  let joined: String = try chunk.call("x", 7)
  expect(joined == "x7")

  // All results, by hand: they lie on the stack from `first` to the top.
  let all = try state.load("return 1, 2, 3").call(pushing: { _ in 0 }, results: -1) { frame, first in
    try (first...frame.top).map { try frame.integer($0) }
  }
  expect(all == [1, 2, 3])
  print("   \(joined), \(all)")
}
