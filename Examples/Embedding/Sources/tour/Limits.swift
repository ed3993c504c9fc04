import LuaEmbedding

/// Scripts that are not trusted.
func limits() throws {
  step("limits")
  var configuration = LuaState.Configuration()
  configuration.isSandboxed = true  // no files, no processes, no native code; an allow-list of libraries
  configuration.timeLimit = 0.1  // second
  configuration.memoryLimit = 16 << 20  // byte
  let state = LuaState(configuration)
  expect(failure { try state.run("while true do end") } == "script:1: time limit of 0.1 s exceeded")

  state.startClock()  // the next script has its own 0.1 s
  expect(failure { try state.run("local s = ('x'):rep(1 << 25)") } == "script:1: not enough memory")
  expect(try state.evaluate("return io == nil and os == nil and debug == nil", as: Bool.self))
  print("   Lua holds \(state.memoryUsed >> 10) KiB")

  // A long computation of Swift asks by itself, and asks whether it may touch files.
  try state.setFrameFunction("compute") { frame in
    if frame.context.isSandboxed { print("   no files") }
    while true { try frame.checkInterrupt() }
  }
  state.startClock()
  expect(failure { try state.run("compute()") } == "script:1: time limit of 0.1 s exceeded")
}
