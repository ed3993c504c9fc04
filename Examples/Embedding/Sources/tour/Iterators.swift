import LuaEmbedding

func iterators() throws {
  step("iterators")
  let state = LuaState()
  // The loop's body belongs to the script: it may print, break, or yield.
  try state.setFrameFunction("each") { frame in
    _ = try frame.object(1, as: Run.self)
    frame.pushIterator(over: 1) { frame in  // keeps the userdata alive
      let run = try frame.object(frame.kept(1), as: Run.self)
      guard run.index < run.steps else { return 0 }  // the end of the loop
      run.index += 1
      return frame.returns(run.index)
    }
    return 1
  }
  let run = Run(steps: 5)
  try state.setGlobal("run", run)
  try state.run(
    """
    local sum = 0
    for step in each(run) do
      sum = sum + step
      if step == 4 then break end
    end
    assert(sum == 10 and run.index == 4)

    run.index = 0
    local steps = coroutine.wrap(function() for step in each(run) do coroutine.yield(step) end end)
    assert(steps() == 1 and steps() == 2)
    """)
  expect(run.index == 2)
}
