import LuaTestSupport
import Testing

@testable import LuaEmbedding

private final class Tape {
  var values: [Double] = []

  func push(_ value: Double, _ type: LuaHandleType) -> LuaHandle {
    values.append(value)
    return LuaHandle(index: Int32(values.count - 1), generation: type.generation)
  }

  subscript(operand: LuaOperand) -> Double {
    operand.isNumber ? operand.number : values[Int(operand.handle.index)]
  }
}

@Suite struct HandleTests {
  private let state = LuaState()
  private let tape = Tape()
  private let scalar = LuaHandleType("lab.Scalar", stale: "a scalar of an earlier step")

  init() throws {
    let tape = tape
    unowned let scalar = scalar
    func apply(_ f: @escaping (Double, Double) -> Double) -> (LuaOperand, LuaOperand) -> LuaHandle {
      { a, b in tape.push(f(tape[a], tape[b]), scalar) }
    }
    scalar.binary(.add, apply(+))
    scalar.binary(.subtract, apply(-))
    scalar.binary(.multiply, apply(*))
    scalar.binary(.divide) { a, b in
      if tape[b] == 0 { throw ScriptError("division by zero") }
      return tape.push(tape[a] / tape[b], scalar)
    }
    scalar.negate { a in tape.push(-tape[a], scalar) }
    scalar.binaryMethod("max", apply(max))
    scalar.unaryMethod("square") { a in tape.push(tape[a] * tape[a], scalar) }
    scalar.less { a, b in tape[a] < tape[b] }
    scalar.lessOrEqual { a, b in tape[a] <= tape[b] }
    scalar.equal { a, b in tape[a] == tape[b] }
    scalar.property("value") { handle in tape[LuaOperand(handle)] }
    scalar.tostring { handle in "scalar \(scriptNumber(tape[LuaOperand(handle)]))" }
    let module = LuaModule("lab")
    module.type(scalar)
    module.frameFunction("scalar") { frame in
      frame.push(tape.push(try frame.double(1), scalar), of: scalar)
      return 1
    }
    module.frameFunction("number") { frame in frame.returns(tape[try frame.operand(1, of: scalar)]) }
    module.function(
      "twice", of: scalar, numbers: { 2 * $0 }, handles: { tape.push(2 * tape[LuaOperand($0)], scalar) })
    scalar.frameProperty("twice") { handle, frame in
      frame.push(tape.push(2 * tape[LuaOperand(handle)], scalar), of: scalar)
      return 1
    }
    module.function("forget") { () in scalar.generation += 1 }
    try state.register(module)
  }

  @Test("arithmetic takes handles and numbers on either side")
  func arithmetic() throws {
    try state.run(
      """
      local a, b = lab.scalar(6), lab.scalar(2)
      assert((a + b).value == 8 and (a + 1).value == 7 and (1 + a).value == 7)
      assert((a - b).value == 4 and (1 - a).value == -5 and (a * b).value == 12 and (a / b).value == 3)
      assert((-a).value == -6 and a:max(7).value == 7 and a:square().value == 36)
      assert(a > b and a >= b and not (a < 6) and a <= 6 and 1 < a)
      assert(a == lab.scalar(6) and a ~= 6)
      assert(lab.twice(4) == 8 and lab.twice(a).value == 12 and a.twice.value == 12)
      assert(tostring(a) == "scalar 6" and lab.number(a) == 6 and lab.number(4) == 4)
      """)
  }

  @Test("a wrong operand is named by its operation")
  func operands() throws {
    let cases = [
      ("local x = lab.scalar(1) * nil", "cannot multiply nil: number or lab.Scalar expected"),
      ("local x = undefined * lab.scalar(1)", "cannot multiply nil: number or lab.Scalar expected"),
      ("local x = lab.scalar(1) + '10'", "cannot add string ('10'): number or lab.Scalar expected"),
      ("local x = '10' - lab.scalar(1)", "cannot subtract string ('10'): number or lab.Scalar expected"),
      ("local x = lab.scalar(1) / {}", "cannot divide table: number or lab.Scalar expected"),
      ("local x = io.stdout + lab.scalar(1)", "cannot add FILE*: number or lab.Scalar expected"),
      ("local x = lab.scalar(1) + true", "cannot add boolean (true): number or lab.Scalar expected"),
      ("local x = lab.scalar(1):max()", "cannot take the max of nil: number or lab.Scalar expected"),
      ("local x = lab.scalar(1) < 'a'", "cannot compare string ('a'): number or lab.Scalar expected"),
      ("local x = lab.scalar(1) / 0", "division by zero"),
      ("local x = lab.scalar(1).vlaue", "lab.Scalar has no member 'vlaue' (did you mean 'value'?)"),
      ("lab.number('x')", "bad argument #1 to 'number' (number or lab.Scalar expected, got string)"),
    ]
    for (source, expected) in cases {
      #expect(throwsMessage(state, "\n" + source) == "script:2: " + expected)
    }
  }

  @Test("handles of another generation are refused everywhere")
  func generations() throws {
    try state.run("old = lab.scalar(1) lab.forget() new = lab.scalar(2)")
    let uses = ["old + new", "new + old", "-old", "old:square()", "new:max(old)", "old < new", "old == new"]
    for use in uses {
      let verb = throwsMessage(state, "local x = \(use)")
      #expect(verb.hasPrefix("script:1: cannot ") && verb.hasSuffix(" a scalar of an earlier step"))
    }
    #expect(throwsMessage(state, "local x = old + 1") == "script:1: cannot add a scalar of an earlier step")
    #expect(throwsMessage(state, "local x = old.value") == "script:1: cannot use a scalar of an earlier step")
    #expect(throwsMessage(state, "lab.number(old)") == "script:1: cannot use a scalar of an earlier step")
    #expect(try state.evaluate("return tostring(old)", as: String.self) == "a scalar of an earlier step")
  }

  @Test("the functions of an operation cannot be turned against other userdata")
  func forgery() throws {
    try state.run(
      """
      local metatable = debug.getmetatable(lab.scalar(1))
      local add = metatable.__add
      assert(not pcall(add, io.stdout, 1) and not pcall(add) and not pcall(metatable.__lt, {}, 1))
      debug.setmetatable(io.stdout, metatable)
      local ok = pcall(function() return io.stdout + 1 end)
      assert(not ok)
      assert(add(lab.scalar(1), 2).value == 3)
      local _, block = debug.getupvalue(add, 1)
      debug.getmetatable(block).__gc(block)
      local ok, message = pcall(add, lab.scalar(1), 2)
      assert(not ok and message:find("this function has been finalised"), message)
      """)
  }

  @Test("a million handles are collected on the way")
  func manyHandles() throws {
    try state.run(
      """
      local s = lab.scalar(1)
      collectgarbage()
      local before = collectgarbage("count")
      for i = 1, 200000 do local t = s + i end
      assert(collectgarbage("count") < before + 20000)
      """)
  }
}
