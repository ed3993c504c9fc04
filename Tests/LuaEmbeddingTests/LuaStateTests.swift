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
}
