import LuaEmbedding

final class Run: LuaObject {
  let steps: Int
  var index = 0
  private var notes: [String: String] = [:]

  init(steps: Int) { self.steps = steps }

  static let luaType = LuaType<Run>("lab.Run", help: "A run.") { type in
    type.property("steps", help: "how many there are") { $0.steps }
    type.property("index", help: "the step that comes next", { $0.index }, set: { $0.index = $1 })
    type.method("remaining", help: "steps to go") { (run: Run) in run.steps - run.index }
    type.method("note", help: "keeps a text") { (run: Run, key: String, text: String) in
      run.notes[key] = text
    }
    type.tostring { "run of \($0.steps) steps" }
    type.metamethod("__len") { frame in frame.returns(try frame.object(1, as: Run.self).steps) }
    type.element { run, frame in  // run[i]
      let index = try frame.integer(2)
      return (1...run.steps).contains(index) ? frame.returns("step \(index)") : frame.returns(String?.none)
    }
    type.dynamicMembers(names: { $0.notes.keys.sorted() }) { run, name, frame in
      run.notes[name].map { frame.returns($0) }  // nil: there is no such member
    }
    type.onClose { $0.index = $0.steps }  // local run <close> = lab.run(10)
  }
}

func classes() throws {
  step("classes")
  let state = LuaState()
  let module = LuaModule("lab")
  module.function("run") { (steps: Int) in Run(steps: steps) }
  module.type(Run.luaType)  // for the catalogue; the metatable is made when needed
  try state.register(module)
  try state.run(
    """
    local run = lab.run(5)
    run.index = 2
    assert(run.steps == 5 and run:remaining() == 3 and tostring(run) == "run of 5 steps")
    assert(#run == 5 and run[1] == "step 1" and run[6] == nil)
    run:note("mood", "good")
    assert(run.mood == "good")
    """)
  expect(
    failure { try state.run("print(lab.run(5).stesp)") }
      == "script:1: lab.Run has no member 'stesp' (did you mean 'steps'?)")
  expect(failure { try state.run("lab.run(5).steps = 6") } == "script:1: lab.Run.steps cannot be assigned")
  expect(
    failure { try state.run("lab.run(5).index = 'one'") }
      == "script:1: lab.Run.index: integer expected, got string")

  // At the end of its scope a closed object is given back; later uses say so.
  expect(
    failure { try state.run("local kept; do local r <close> = lab.run(1); kept = r end; print(kept.steps)") }
      == "script:1: lab.Run is closed")

  // The same object on both sides: nothing is copied.
  let run = Run(steps: 3)
  try state.setGlobal("run", run)
  try state.run("run.index = 1")
  let same = try state.global("run", as: Run.self)
  expect(run.index == 1 && same === run)

  // Say what an object holds outside of Lua, so that the collector keeps pace.
  try state.setFrameFunction("large") { frame in
    frame.push(Run(steps: 1), holding: 1 << 20)
    return 1
  }
  try state.run("for i = 1, 100 do large() end")
}
