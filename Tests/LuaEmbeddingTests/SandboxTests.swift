import LuaTestSupport
import Testing

@testable import LuaEmbedding

@Suite struct SandboxTests {
  let state: LuaState

  init() throws {
    var configuration = LuaState.Configuration()
    configuration.isSandboxed = true
    configuration.seed = 5
    state = LuaState(configuration)
    let module = LuaModule("lab")
    module.value("version", help: "for the tests", "1.0")
    try state.register(module, asGlobal: false)
  }

  private func names(_ table: String) throws -> [String] {
    try state.evaluate(
      """
      local names = {}
      for name in pairs(\(table)) do names[#names + 1] = name end
      table.sort(names)
      return names
      """,
      as: [String].self)
  }

  @Test("there is what the list allows, and nothing else")
  func allowList() throws {
    #expect(
      try names("_G") == [
        "_G", "_VERSION", "assert", "collectgarbage", "coroutine", "error", "getmetatable", "ipairs", "load",
        "math",
        "next", "pairs", "pcall", "print", "rawequal", "rawget", "rawlen", "rawset", "require", "select",
        "setmetatable", "string", "table", "tonumber", "tostring", "type", "utf8", "warn", "xpcall",
      ])
    #expect(try names("string").contains("dump") == false)
    #expect(try names("string").count == 16)
    #expect(
      try names("coroutine") == [
        "close", "create", "isyieldable", "resume", "running", "status", "wrap", "yield",
      ])
    #expect(try names("table") == ["concat", "insert", "move", "pack", "remove", "sort", "unpack"])
    #expect(try names("math").count == 27)
    #expect(try names("utf8") == ["char", "charpattern", "codepoint", "codes", "len", "offset"])
  }

  @Test(
    "what is absent is absent",
    arguments: [
      "os", "io", "debug", "package", "dofile", "loadfile", "string.dump", "lab", "arg", "('').dump",
    ])
  func absent(name: String) throws {
    #expect(try state.evaluate("return \(name) == nil", as: Bool.self))
  }

  @Test("require knows the registered modules only")
  func require() throws {
    #expect(try state.evaluate("return (require 'lab').version", as: String.self) == "1.0")
    for module in ["io", "os", "debug", "package", "lfs", "./x", "_G", "string"] {
      #expect(
        throwsMessage(state, "require '\(module)'")
          == "script:1: module '\(module)' is not available in the sandbox")
    }
  }

  @Test("load takes text only, whatever mode is asked for")
  func load() throws {
    try state.run(
      #"""
      assert(load("return 1")() == 1)
      assert(load("return x", "name", "bt", { x = 5 })() == 5)
      assert(load("return x", "name", nil, {})() == nil)
      local parts = { "return ", "7" }
      assert(load(function() return table.remove(parts, 1) end)() == 7)
      for _, mode in ipairs { "b", "bt", "t" } do
        local f, message = load("\27Lua", "name", mode)
        assert(f == nil and message:find("attempt to load a binary chunk (mode is 't')", 1, true), message)
      end
      local f, message = load("\27Lua")
      assert(f == nil and message:find("attempt to load a binary chunk", 1, true))
      """#)
  }

  @Test("no finalisers, as they run with hooks off")
  func finalisers() throws {
    #expect(
      throwsMessage(state, "setmetatable({}, { __gc = print })")
        == "script:1: '__gc' is not available in the sandbox")
    #expect(throwsMessage(state, "setmetatable({}, { __gc = false })").contains("__gc"))
    // Set later, the field means nothing.
    try state.run(
      """
      local metatable = {}
      local t = setmetatable({}, metatable)
      metatable.__gc = function() ran = true end
      t = nil
      for i = 1, 10000 do local x = {} end
      assert(not ran)
      assert(getmetatable(setmetatable({}, { __index = { a = 1 } })).__index.a == 1)
      """)
  }

  @Test("the metatable of strings is sealed")
  func strings() throws {
    #expect(try state.evaluate("return getmetatable('') == false", as: Bool.self))
    #expect(throwsMessage(state, "getmetatable('').__index = nil").contains("index a boolean value"))
    #expect(throwsMessage(state, "setmetatable('', {})").contains("table expected"))
    #expect(try state.evaluate("return ('x'):rep(3)", as: String.self) == "xxx")
  }

  @Test("the collector can only be asked how much there is")
  func collector() throws {
    #expect(try state.evaluate("return collectgarbage('count') > 1", as: Bool.self))
    for option in ["collect", "stop", "restart", "step", "incremental", "generational", "isrunning"] {
      #expect(
        throwsMessage(state, "collectgarbage('\(option)')")
          == "script:1: collectgarbage('\(option)') is not available in the sandbox")
    }
    #expect(throwsMessage(state, "collectgarbage()").contains("not available"))
  }

  @Test("time and memory are limited without asking")
  func limits() throws {
    #expect(state.timeLimit == LuaState.Configuration.sandboxTimeLimit)
    #expect(throwsMessage(state, "return ('x'):rep(1 << 30)") == "script:1: not enough memory")
    var configuration = LuaState.Configuration()
    configuration.isSandboxed = true
    configuration.timeLimit = 0.05
    let state = LuaState(configuration)
    for attempt in EscapeAttempt.all where !attempt.source.contains("getmetatable(\"\")") {
      if attempt.name == "Swift in between" { continue }
      state.startClock()
      #expect(throwsMessage(state, attempt.source).contains("time limit of 0.05 s exceeded"))
    }
  }

  @Test("bindings can ask whether they are in the sandbox")
  func flag() throws {
    #expect(state.context.isSandboxed)
    #expect(!LuaState().context.isSandboxed)
    try state.setFrameFunction("write") { frame in
      if frame.context.isSandboxed { throw ScriptError("files cannot be written in the sandbox") }
      return 0
    }
    #expect(throwsMessage(state, "write()") == "script:1: files cannot be written in the sandbox")
  }

  @Test("random numbers depend on the seed alone")
  func seeds() throws {
    func draw(_ seed: Int, sandboxed: Bool) throws -> String {
      var configuration = LuaState.Configuration()
      configuration.isSandboxed = sandboxed
      configuration.seed = seed
      return try LuaState(configuration).evaluate(
        "return math.random(1 << 40) .. ' ' .. math.random()", as: String.self)
    }
    #expect(try draw(0, sandboxed: false) == draw(0, sandboxed: true))
    #expect(try draw(0, sandboxed: false) == draw(0, sandboxed: false))
    #expect(try draw(0, sandboxed: false) != draw(1, sandboxed: false))
  }

  @Test("the flag of a check is seen by bindings, and a check may end early")
  func checking() throws {
    let state = LuaState()
    try state.setFrameFunction("train") { frame in
      try frame.context.endCheck("lab.train")
      return frame.returns("trained")
    }
    #expect(try state.evaluate("return train()", as: String.self) == "trained")
    state.isChecking = true
    #expect(throwsMessage(state, "train()") == "script:1: checked up to lab.train")
    #expect(state.context.checkEnd == "lab.train")
    state.isChecking = true
    #expect(state.context.checkEnd == nil)
  }
}
