import LuaTestSupport
import Testing

@testable import LuaEmbedding

private struct AreaError: Error, CustomStringConvertible, Equatable {
  let description = "area must be positive"
}

private final class Canary {
  let count: Counter
  init(_ count: Counter) {
    self.count = count
    count.value += 1
  }
  deinit { count.value -= 1 }
}

final class Counter {
  var value = 0
}

@Suite struct FunctionTests {
  let state = LuaState()

  @Test("an error thrown by a Swift function has the line of the script in front")
  func positions() throws {
    try state.setFunction("area") { (x: Double) throws -> Double in
      guard x > 0 else { throw AreaError() }
      return x
    }
    #expect(throwsMessage(state, "area(1)\narea(-1)") == "script:2: area must be positive")
    // Through pcall there is no calling line: the one that runs pcall is given.
    #expect(
      try state.evaluate("\nreturn select(2, pcall(area, -1))", as: String.self)
        == "script:2: area must be positive")
  }

  @Test("a Swift error that nothing catches comes back to Swift as itself")
  func underlying() throws {
    try state.setFunction("area") { () in throw AreaError() }
    do {
      try state.run("local function f() area() end\nf()")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.underlying as? AreaError == AreaError())
      #expect(error.kind == .runtime)
      let traceback = try #require(error.traceback)
      #expect(traceback.hasPrefix("stack traceback:\n"))
      #expect(traceback.contains("script:1: in local 'f'"))
      #expect(traceback.contains("script:2: in main chunk"))
    }
    // An error of the script's own is not mistaken for it.
    do {
      try state.run("pcall(area) error('other', 0)")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.underlying == nil)
    }
  }

  @Test("wrong arguments are reported in Lua's own words")
  func arguments() throws {
    try state.setFunction("add") { (x: Int, y: Int) in x + y }
    try state.setFunction("half") { (x: Double) in x / 2 }
    try state.setFunction("flip") { (x: Bool) in !x }
    try state.setFunction("first") { (x: [Int]) in x.first }
    let cases = [
      ("add('1', 2)", "bad argument #1 to 'add' (integer expected, got string)"),
      ("add(1)", "bad argument #2 to 'add' (integer expected, got no value)"),
      ("add(1, 1.5)", "bad argument #2 to 'add' (number has no integer representation)"),
      ("half('10')", "bad argument #1 to 'half' (number expected, got string)"),
      ("half(nil)", "bad argument #1 to 'half' (number expected, got nil)"),
      ("half(io.stdout)", "bad argument #1 to 'half' (number expected, got FILE*)"),
      ("flip(0)", "bad argument #1 to 'flip' (boolean expected, got number)"),
      ("first(3)", "bad argument #1 to 'first' (table expected, got number)"),
      ("first { 1, 'x' }", "bad argument #1 to 'first' (entry 2: integer expected, got string)"),
    ]
    for (call, expected) in cases { #expect(throwsMessage(state, call) == "script:1: " + expected) }
    #expect(try state.evaluate("return add(3.0, 4)", as: Int.self) == 7)
    #expect(try state.evaluate("return add(1, 2, 'ignored')", as: Int.self) == 3)
    #expect(try state.evaluate("return first {} == nil and first { 5 } == 5", as: Bool.self))
  }

  @Test("reading a string never converts the argument in place")
  func noConversion() throws {
    try state.setFunction("take") { (_: String?) in }
    #expect(throwsMessage(state, "take(5)").hasSuffix("(string expected, got number)"))
    #expect(
      try state.evaluate(
        "local t = { 5 }; for k, v in pairs(t) do pcall(take, k) end return math.type(next(t))",
        as: String.self)
        == "integer")
  }

  @Test("strings keep their NULs in both directions, and invalid UTF-8 is repaired")
  func strings() throws {
    try state.setFunction("echo") { (text: String) in text }
    #expect(try state.evaluate(#"return #echo("a\0b\0") == 4 and echo("a\0b\0") == "a\0b\0""#, as: Bool.self))
    #expect(try state.evaluate(#"return echo("")"#, as: String.self) == "")
    #expect(try state.evaluate(#"return echo("\xff")"#, as: String.self) == "\u{FFFD}")
    try state.setFrameFunction("bytes") { frame in
      frame.returns(try frame.bytes(1).reduce(0) { $0 + Int($1) })
    }
    #expect(try state.evaluate(#"return bytes("\xff\0\x01")"#, as: Int.self) == 256)
  }

  @Test("200,000 arguments and results pass")
  func manyArguments() throws {
    try state.setFrameFunction("sum") { frame in
      var sum = 0
      for index in 1...frame.top { sum += try frame.integer(index) }
      return frame.returns(sum)
    }
    try state.setFrameFunction("spread") { frame in
      let count = try frame.integer(1)
      try frame.reserve(count)
      for number in 1...count { frame.push(number) }
      return Int32(count)
    }
    let count = 200_000
    #expect(
      try state.evaluate(
        "local t = {} for i = 1, \(count) do t[i] = i end return sum(table.unpack(t))", as: Int.self)
        == count * (count + 1) / 2)
    #expect(try state.evaluate("return select('#', spread(\(count)))", as: Int.self) == count)
    #expect(try state.evaluate("return sum(spread(\(count)))", as: Int.self) == count * (count + 1) / 2)
    #expect(throwsMessage(state, "spread(100000000)") == "script:1: stack overflow")
  }

  @Test("a Swift array of 200,000 numbers arrives as a table")
  func manyElements() throws {
    try state.setFunction("squares") { (n: Int) in (1...n).map { Double($0 * $0) } }
    #expect(
      try state.evaluate(
        "local t = squares(200000); return #t == 200000 and t[200000] == 4e10", as: Bool.self))
  }

  @Test("error values keep their identity from Lua through Swift to Lua")
  func identity() throws {
    try state.setFrameFunction("call") { frame in
      let function = LuaReference(popping: frame)
      try function.call()
      return 0
    }
    try state.run(
      """
      local value = { code = 7 }
      local ok, caught = pcall(call, function() error(value) end)
      assert(not ok and caught == value and caught.code == 7)
      ok, caught = pcall(call, function() call(function() call(function() error(value) end) end) end)
      assert(not ok and caught == value)
      ok, caught = pcall(call, function() error(nil) end)
      assert(not ok and caught == nil)
      ok, caught = pcall(call, function() error('text', 0) end)
      assert(not ok and caught == 'text')
      ok, caught = pcall(call, function() error(42) end)
      assert(not ok and caught == 42)
      """)
  }

  @Test("an error that passes through Swift keeps its first traceback")
  func firstTraceback() throws {
    try state.setFrameFunction("call") { frame in
      try LuaReference(popping: frame).call()
      return 0
    }
    do {
      try state.run("local function inner() error('x') end\ncall(function() inner() end)")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.message == "script:1: x")
      #expect(try #require(error.traceback).contains("script:1: in upvalue 'inner'"))
    }
    // A second error has its own.
    do {
      try state.run(
        "pcall(call, function() error('x') end)\nlocal function other() error('x') end\nother()",
        name: "=second")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(try #require(error.traceback).contains("second:3: in main chunk"))
      #expect(try #require(error.traceback).contains("in local 'other'"))
    }
  }

  @Test("error values that are no strings are described")
  func errorValues() throws {
    #expect(throwsMessage(state, "error({})") == "(error object is a table value)")
    #expect(throwsMessage(state, "error(nil)") == "(error object is a nil value)")
    #expect(throwsMessage(state, "error(4.5)") == "4.5")
    #expect(
      throwsMessage(state, "error(setmetatable({}, { __tostring = function() return 'mine' end }))") == "mine"
    )
    #expect(
      throwsMessage(state, "error(setmetatable({}, { __tostring = function() error('again') end }))")
        == "(error in __tostring)")
    #expect(
      throwsMessage(state, "error(setmetatable({}, { __tostring = function() return {} end }))")
        == "(error in __tostring)")
  }

  @Test("syntax errors are told apart, and incomplete text is")
  func syntax() throws {
    func error(_ source: String) -> LuaError? {
      do {
        try state.run(source)
        return nil
      } catch {
        return error as? LuaError
      }
    }
    #expect(error("x = = 1")?.kind == .syntax)
    #expect(error("x = = 1")?.isIncomplete == false)
    #expect(error("for i = 1, 2 do")?.isIncomplete == true)
    #expect(error("error('x near <eof>')")?.isIncomplete == false)
    #expect(error("x = = 1")?.traceback == nil)
    do {
      try state.runFile("/nosuch.lua")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.kind == .file)
    }
  }

  @Test("binary chunks are refused")
  func binaryChunks() throws {
    #expect(throwsMessage(state, "\u{1B}Lua") == "attempt to load a binary chunk (mode is 't')")
  }

  @Test("Lua -> Swift -> Lua recursion ends in an error, not in a crash")
  func recursion() throws {
    try state.setFrameFunction("call") { frame in
      frame.push(copyOf: 1)
      try LuaReference(popping: frame).call()
      return 0
    }
    let message = throwsMessage(state, "depth = 0\nlocal function f() depth = depth + 1; call(f) end\nf()")
    #expect(message.contains("C stack overflow"))
    #expect(try (100...250).contains(state.global("depth", as: Int.self)))
    #expect(try state.evaluate("return 1", as: Int.self) == 1)
    #expect(throwsMessage(state, "local function f() return f() + 1 end f()").contains("stack overflow"))
  }

  @Test("Swift functions run on the coroutine that calls them and find its arguments")
  func coroutines() throws {
    try state.setFrameFunction("apply") { frame in
      let function = LuaReference(popping: frame)
      let result: Double = try function.call(try frame.double(1))
      return frame.returns(result)
    }
    try state.run(
      """
      local co = coroutine.wrap(function(x)
        local a = apply(x, function(v) return v + 1 end)
        local b = coroutine.yield(a)
        return apply(b, function(v) return coroutine.wrap(function() return apply(v, math.sqrt) end)() end)
      end)
      assert(co(1) == 2.0)
      assert(co(16) == 4.0)
      """)
  }

  @Test("the state itself can be used from inside a call, on a coroutine too")
  func reentrance() throws {
    let state = state
    try state.setFunction("evaluate") { [unowned state] (source: String) in
      try state.evaluate(source, as: Double.self)
    }
    try state.run(
      """
      local co = coroutine.wrap(function(x)
        for i = 1, 3 do
          x = coroutine.yield(x + evaluate("return coroutine.isyieldable() and 1 or evaluate('return 0.5')"))
        end
      end)
      assert(co(1) == 1.5 and co(2) == 2.5 and co(3) == 3.5)
      """)
  }

  @Test("yielding across a Swift function is an error")
  func yielding() throws {
    try state.setFrameFunction("call") { frame in
      try LuaReference(popping: frame).call()
      return 0
    }
    #expect(
      throwsMessage(state, "coroutine.wrap(function() call(coroutine.yield) end)()")
        .contains("attempt to yield across a C-call boundary"))
  }

  @Test("errors leave no Swift object behind")
  func noLeaks() throws {
    let counter = Counter()
    try state.setFunction("fail") { () in
      let canary = Canary(counter)
      defer { withExtendedLifetime(canary) {} }
      throw ScriptError("no")
    }
    try state.run("for i = 1, 1000 do pcall(fail) end")
    #expect(counter.value == 0)
  }

  @Test("the closure of a function that is no longer used is released")
  func closures() throws {
    let counter = Counter()
    try state.setFrameFunction("make") { frame in
      let canary = Canary(counter)
      frame.pushFrameFunction { _ in
        withExtendedLifetime(canary) { 0 }
      }
      return 1
    }
    try state.run("for i = 1, 100 do make() end")
    state.collectGarbage()
    #expect(counter.value == 0)
    try state.run("kept = make()")
    state.collectGarbage()
    #expect(counter.value == 1)
  }

  @Test("nested functions read and write the values they keep")
  func kept() throws {
    try state.setFrameFunction("pair") { frame in
      frame.push("b")
      frame.push("a")
      frame.pushFrameFunction(keeping: 2) { frame in
        frame.returns(try frame.string(frame.kept(1)) + frame.string(frame.kept(2)))
      }
      return 1
    }
    #expect(try state.evaluate("return pair()()", as: String.self) == "ba")
  }

  @Test("the context of another state does not leak in: values stay with their state")
  func twoStates() throws {
    let other = LuaState()
    do {
      try other.run("error({})")
      Issue.record("no error")
    } catch let error as LuaError {
      try state.setFunction("fail") { () throws -> Void in throw error }
      #expect(
        try state.evaluate("return select(2, pcall(fail))", as: String.self)
          == "(error object is a table value)")
    }
  }

  @Test("references may end after their state, and calls then say that it is closed")
  func lateReferences() throws {
    var other: LuaState? = LuaState()
    let function = try #require(other).load("return 1")
    other = nil
    #expect(throws: LuaError.self) { try function.call() }
    do {
      try function.call()
    } catch let error as LuaError {
      #expect(error.kind == .closed)
      #expect(error.message == "the Lua state is closed")
    }
  }

  @Test("references may be given back on another thread")
  func otherThreads() async throws {
    struct Box: @unchecked Sendable { let reference: LuaReference }
    let before = state.memoryUsed
    for _ in 0..<100 {
      let box = Box(reference: try state.load("return ('x'):rep(100000)"))
      await Task.detached { withExtendedLifetime(box.reference) {} }.value
    }
    state.collectGarbage()
    #expect(state.memoryUsed < before + 50_000)
  }
}
