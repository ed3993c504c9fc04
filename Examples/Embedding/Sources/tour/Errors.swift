import LuaEmbedding

struct SensorError: Error, CustomStringConvertible, Equatable {
  let temperature: Int
  var description: String { "\(temperature) degrees are too hot" }
}

func errors() throws {
  step("errors")
  let state = LuaState()
  try state.setFunction("measure") { (temperature: Int) -> Int in
    guard temperature < 100 else { throw SensorError(temperature: temperature) }
    return temperature
  }

  // In the script an error of Swift is a string with the line in front, so that it can be matched.
  try state.run(
    """
    local done, message = pcall(function() return measure(150) end)
    assert(not done and message:match("150 degrees"))
    """)

  // Where the script does not catch it, Swift gets its own error back, with the calls that led to it.
  do {
    try state.run("local function f() measure(200) end\nf()", name: "@lab.lua")
    expect(false)
  } catch let error as LuaError {
    expect(error.message == "lab.lua:1: 200 degrees are too hot")
    expect(error.underlying as? SensorError == SensorError(temperature: 200))
    expect(error.traceback!.contains("lab.lua:2: in main chunk"))
    print("   \(error.message)")
  }

  // A text that is not Lua; an interactive reader asks whether it is only the beginning of a chunk.
  do {
    _ = try state.load("for i = 1, 3 do")
    expect(false)
  } catch let error as LuaError {
    expect(error.kind == .syntax && error.isIncomplete)
  }
}
