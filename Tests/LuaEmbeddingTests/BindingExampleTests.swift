import LuaTestSupport
import Testing

@testable import LuaEmbedding

/// The examples of Sources/LabLua/Runtime/README.md.
private final class Run: LuaObject {
  let steps: Int
  let loss: LuaCallback
  var index = 0

  init(steps: Int, loss: LuaCallback) {
    self.steps = steps
    self.loss = loss
  }

  static let options = OptionTable(
    "lab.run", help: "A run.",
    [
      Option("steps", .integer(.atLeast(1)), default: 10, help: "how many"),
      Option("loss", .function, required: true, help: "called in each step with the step's number"),
      Option("mode", .enumeration(noun: "mode", ["fast", "exact"]), default: "fast"),
      .quantity("area", .area, range: .above(0, upTo: 1e-2), help: "the target"),
    ])

  static let luaType = LuaType<Run>("lab.Run", help: "A run.") { type in
    type.property("steps", help: "how many there are") { $0.steps }
    type.property("index", { $0.index }, set: { $0.index = $1 })
    type.method("remaining", help: "steps to go") { (run: Run) in run.steps - run.index }
    type.method("evaluate") { (run: Run, text: String) -> Double in try run.loss.call(run.index, text) }
    type.tostring { "run of \($0.steps) steps" }
    type.onClose { $0.index = $0.steps }
    type.frameMethod("each", help: "for step in run:each() do ... end") { _, frame in
      frame.pushIterator(over: 1) { frame in
        let run = try frame.object(frame.kept(1), as: Run.self)
        guard run.index < run.steps else { return 0 }
        run.index += 1
        return frame.returns(run.index)
      }
      return 1
    }
  }
}

/// What a state has one of: a tape and the type of its scalars.
private final class Autodiff {
  private var values: [Double] = []
  let scalarType = LuaHandleType("lab.Scalar", stale: "a scalar of an earlier step")

  init() {
    scalarType.binary(.add) { [unowned self] a, b in scalar(value(a) + value(b)) }
    scalarType.unaryMethod("double") { [unowned self] a in scalar(2 * value(a)) }
    scalarType.property("value") { [unowned self] handle in value(LuaOperand(handle)) }
  }

  func scalar(_ value: Double) -> LuaHandle {
    values.append(value)
    return LuaHandle(index: Int32(values.count - 1), generation: scalarType.generation)
  }

  func value(_ operand: LuaOperand) -> Double {
    operand.isNumber ? operand.number : values[Int(operand.handle.index)]
  }
}

private final class Metrics: LuaObject {
  static let luaType = LuaType<Metrics>("lab.Metrics") { type in
    type.frameProperty("area_mm2") { _, frame in
      let autodiff = frame.context.service(Autodiff.self) { Autodiff() }
      frame.push(autodiff.scalar(50), of: autodiff.scalarType)
      return 1
    }
  }
}

private func makeState() throws -> LuaState {
  let state = LuaState()
  let module = LuaModule("lab")
  module.function("half", help: "half of a number") { (x: Double) in x / 2 }
  module.function("minmax") { (values: [Double]) in (values.min()!, values.max()!) }
  module.function("greet") { (name: String?) in "hello, " + (name ?? "nobody") }
  module.frameFunction("count") { frame in frame.returns(Int(frame.top)) }
  module.constructor(Run.options) { options, frame in
    let run = Run(steps: options.integer("steps"), loss: options.callback("loss"))
    if options.string("mode") == "exact" && run.steps > 100 {
      throw options.error("steps", "at most 100 in mode 'exact', got \(run.steps)")
    }
    frame.push(run, keeping: options.kept)
    return 1
  }
  module.type(Run.luaType)

  let autodiff = state.context.service(Autodiff.self) { Autodiff() }
  let scalar = autodiff.scalarType
  module.type(scalar)
  module.type(Metrics.luaType)
  module.frameFunction("scalar") { frame in
    frame.push(autodiff.scalar(try frame.double(1)), of: scalar)
    return 1
  }
  module.function("metrics") { () in Metrics() }
  module.function(
    "double", of: scalar, numbers: { 2 * $0 },
    handles: { autodiff.scalar(2 * autodiff.value(LuaOperand($0))) })
  module.function("forget") { () in scalar.generation += 1 }
  try state.register(module)
  return state
}

@Suite struct BindingExampleTests {
  @Test("typed functions read their arguments and return several results")
  func functions() throws {
    let state = try makeState()
    #expect(try state.evaluate("return lab.half(3)", as: Double.self) == 1.5)
    #expect(
      try state.evaluate("return table.concat({lab.minmax{3, 1, 2}}, ' ')", as: String.self) == "1.0 3.0")
    #expect(
      try state.evaluate("return lab.greet() .. lab.greet('b')", as: String.self)
        == "hello, nobodyhello, b")
    #expect(try state.evaluate("return lab.count(nil, nil, 1)", as: Int.self) == 3)
    #expect(
      throwsMessage(state, "lab.half('a')")
        == "script:1: bad argument #1 to 'half' (number expected, got string)")
  }

  @Test("a constructor checks its options and the object keeps its callback")
  func options() throws {
    let state = try makeState()
    try state.run(
      """
      local lab = require "lab"
      run = lab.run { steps = 3, loss = function(i, text) return i + #text end }
      collectgarbage() collectgarbage()
      assert(run:evaluate("ab") == 2 and run.steps == 3)
      run.index = 1
      assert(run:remaining() == 2 and tostring(run) == "run of 3 steps")
      """)
    #expect(
      throwsMessage(state, "lab.run { steps = 200, mode = 'exact', loss = print }")
        == "script:1: lab.run.steps: at most 100 in mode 'exact', got 200")
    #expect(
      throwsMessage(state, "local x = run.stesp")
        == "script:1: lab.Run has no member 'stesp' (did you mean 'steps'?)")
  }

  @Test("an iterator walks an object, and the loop's body may break")
  func iterators() throws {
    let state = try makeState()
    let sum = try state.evaluate(
      """
      local sum = 0
      for step in lab.run { steps = 5, loss = print }:each() do
        collectgarbage()
        sum = sum + step
        if step == 4 then break end
      end
      return sum
      """, as: Int.self)
    #expect(sum == 10)
  }

  @Test("a to-be-closed object is closed at the end of its scope")
  func closing() throws {
    let state = try makeState()
    let message = throwsMessage(
      state, "local kept; do local r <close> = lab.run { loss = print }; kept = r end\nreturn kept.steps")
    #expect(message == "script:2: lab.Run is closed")
  }

  @Test("handles work with a number on either side and go stale with their generation")
  func handles() throws {
    let state = try makeState()
    #expect(
      try state.evaluate(
        "local s = lab.scalar(2); return (1 + s + s + 0.5):double().value", as: Double.self) == 11)
    #expect(try state.evaluate("return (lab.metrics().area_mm2 + 1).value", as: Double.self) == 51)
    #expect(try state.evaluate("return lab.double(4)", as: Double.self) == 8)
    #expect(try state.evaluate("return lab.double(lab.scalar(3)).value", as: Double.self) == 6)
    #expect(
      throwsMessage(state, "local s = lab.scalar(2)\nlocal t = s + nil")
        == "script:2: cannot add nil: number or lab.Scalar expected")
    #expect(
      throwsMessage(state, "local s = lab.scalar(2)\nlab.forget()\nlocal t = s + 1")
        == "script:3: cannot add a scalar of an earlier step")
  }
}
