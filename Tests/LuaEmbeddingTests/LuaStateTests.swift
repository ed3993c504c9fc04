import Foundation
import Testing

@testable import LuaEmbedding

@Suite struct LuaStateTests {
  @Test("a chunk runs and gives its result")
  func evaluates() throws {
    let state = LuaState()
    #expect(try state.evaluate("return 6 * 7", as: Int.self) == 42)
    #expect(try state.evaluate("return 'a' .. 1", as: String.self) == "a1")
  }

  @Test("a typed Swift function takes arguments and returns results")
  func typedFunctions() throws {
    let state = LuaState()
    try state.setFunction("add") { (x: Double, y: Double) in x + y }
    try state.setFunction("nothing") { () in }
    try state.setFunction("pair") { (text: String) in (text, text.utf8.count) }
    #expect(try state.evaluate("return add(1, 2.5)", as: Double.self) == 3.5)
    #expect(try state.evaluate("return select('#', nothing())", as: Int.self) == 0)
    #expect(try state.evaluate("local a, b = pair('xyz'); return a .. b", as: String.self) == "xyz3")
  }

  @Test("a file is run with its arguments as '...' and in the table 'arg', as the command runs it")
  func runsFiles() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("arg-\(UUID().uuidString).lua")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try """
    if ... then
      result = table.concat({ select('#', ...), ..., arg[1], arg[2], #arg, tostring(arg[-1]) }, ' ')
    end
    """.write(toFile: path, atomically: true, encoding: .utf8)
    let state = LuaState()
    try state.runFile(path, arguments: ["50", "b"])
    #expect(try state.global("result", as: String.self) == "2 50 50 b 2 nil")
    #expect(try state.evaluate("return arg[0]", as: String.self) == path)
    try state.runFile(path)
    #expect(try state.evaluate("return #arg", as: Int.self) == 0)
  }

  @Test("an error says whether a limit or Ctrl-C has ended the script")
  func kindsOfErrors() throws {
    func kind(_ source: String, _ state: LuaState) -> LuaError.Kind? {
      do { try state.run(source) } catch { return (error as? LuaError)?.kind }
      return nil
    }
    let state = LuaState()
    #expect(kind("error 'x'", state) == .runtime)
    #expect(kind("x =", state) == .syntax)
    signal(SIGINT, SIG_DFL)  // where the tests run in the background it is ignored
    state.catchInterrupts()
    raise(SIGINT)
    #expect(kind("pcall(error) for i = 1, 1e9 do pcall(error) end", state) == .interrupt)
    state.releaseInterrupts()
    #expect(kind("for i = 1, 1000 do end", state) == nil)  // it is over

    var configuration = LuaState.Configuration()
    configuration.timeLimit = 0.05
    configuration.memoryLimit = 4 << 20
    let limited = LuaState(configuration)
    #expect(kind("local t = {} for i = 1, 1e9 do t[i] = i end", limited) == .memory)
    limited.startClock()
    #expect(kind("while true do end", limited) == .time)
  }

  @Test("every function, method and property of a module has an article in the manual")
  func manual() throws {
    let state = LuaState()
    let module = LuaModule("lab", help: "a laboratory")
    module.function("half", help: "half of a number") { (x: Double) in x / 2 }
    module.function("mute") { (x: Double) in x }
    module.constructor(
      OptionTable(
        "lab.run", help: "A run.",
        [Option("steps", .integer(.atLeast(1)), default: 10, help: "how many")])
    ) { _, _ in 0 }
    try state.register(module)
    let manual = LuaManual(module)
    #expect(manual.silent == ["lab.mute"])
    #expect(manual.articles["lab.half"] == "lab.half(...): half of a number")
    #expect(
      manual.articles["lab.run"]
        == "lab.run { ... }: A run.\noptions:\n  steps  how many; integer of at least 1; default 10")
    #expect(
      manual.articles["lab"]
        == "lab: a laboratory\nmembers of lab:\n  half  half of a number\n  mute\n  run   A run.")
    let name: String? = try state.function("require").call(pushing: { $0.returns("lab") }) { frame, index in
      try frame.getField("half", of: index)
      return frame.nameOfFunction(-1)
    }
    #expect(name == "lab.half")
  }
}
