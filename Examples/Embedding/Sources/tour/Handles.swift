import LuaEmbedding

/// A tape of numbers: what scripts hold is an index, so a million of them leave nothing to release.
final class Tape {
  private var values: [Double] = []
  let scalar = LuaHandleType("lab.Scalar", stale: "a scalar of an earlier step")

  init() {
    // The type belongs to one state, so its closures may capture the tape.
    scalar.binary(.add) { [unowned self] a, b in handle(value(a) + value(b)) }  // a number on either side
    scalar.binary(.multiply) { [unowned self] a, b in handle(value(a) * value(b)) }
    scalar.negate { [unowned self] a in handle(-value(a)) }
    scalar.less { [unowned self] a, b in value(a) < value(b) }
    scalar.unaryMethod("square") { [unowned self] a in handle(value(a) * value(a)) }  // s:square()
    scalar.property("value") { [unowned self] handle in value(LuaOperand(handle)) }
  }

  func handle(_ value: Double) -> LuaHandle {
    values.append(value)
    return LuaHandle(index: Int32(values.count - 1), generation: scalar.generation)
  }

  func value(_ operand: LuaOperand) -> Double {
    operand.isNumber ? operand.number : values[Int(operand.handle.index)]
  }

  func reset() {
    values.removeAll()
    scalar.generation += 1  // handles made before are refused from now on
  }
}

func handles() throws {
  step("handles")
  let state = LuaState()
  let tape = state.context.service(Tape.self) { Tape() }  // one for each state, found again in any frame
  let module = LuaModule("lab")
  module.type(tape.scalar)
  module.frameFunction("scalar") { frame in
    let tape = frame.context.service(Tape.self) { Tape() }
    frame.push(tape.handle(try frame.double(1)), of: tape.scalar)
    return 1
  }
  // A number for a number, a handle for a handle.
  module.function(
    "double", of: tape.scalar, numbers: { 2 * $0 }, handles: { tape.handle(2 * tape.value(LuaOperand($0))) })
  module.function("reset") { () in tape.reset() }
  try state.register(module)
  let value = try state.evaluate(
    "local s = lab.scalar(2); return (1 + s * 3 + -s):square().value", as: Double.self)
  expect(value == 25)
  try state.run("assert(lab.double(4) == 8 and lab.double(lab.scalar(3)).value == 6)")
  expect(
    failure { try state.run("local s = lab.scalar(2) + nil") }
      == "script:1: cannot add nil: number or lab.Scalar expected")
  expect(
    failure { try state.run("local s = lab.scalar(2); lab.reset(); s = s + 1") }
      == "script:1: cannot add a scalar of an earlier step")
}
