import LuaEmbedding

/// An object that calls functions of the script, as often as it likes and long after it was made.
final class Fit: LuaObject {
  let loss: LuaCallback

  init(loss: LuaCallback) { self.loss = loss }

  static let luaType = LuaType<Fit>("lab.Fit", help: "Looks for the least loss.") { type in
    type.method("best", help: "the best of 0, 1, ... count") { (fit: Fit, count: Int) in
      var best = (x: 0, loss: Double.infinity)
      for x in 0...max(count, 0) {
        let value: Double? = try fit.loss.call(x)
        guard let value else {
          throw ScriptError("loss gave nothing: is a 'return' missing?", at: fit.loss.definition)
        }
        if value < best.loss { best = (x, value) }
      }
      return (best.x, best.loss)
    }
  }
}

func callbacks() throws {
  step("callbacks")
  let state = LuaState()
  try state.setFrameFunction("fit") { frame in
    let kept = LuaKeeper(frame)  // what the userdata keeps alive, where Lua's collector sees it
    let loss = try kept.callback(at: 1)
    frame.push(Fit(loss: loss), keeping: kept)
    return 1
  }
  try state.run(
    """
    fitted = fit(function(x) return (x - 3) ^ 2 end)
    collectgarbage()
    local x, loss = fitted:best(10)
    assert(x == 3 and loss == 0)
    """)

  // An error in the callback reaches the script as the same value; a message can blame another line.
  let message = failure { try state.run("local f = fit(\n  function(x) local y = x end)\nf:best(1)") }
  expect(message == "script:2: loss gave nothing: is a 'return' missing?")
  try state.run(
    """
    local problem = { code = 7 }
    local done, caught = pcall(fitted.best, fit(function() error(problem) end), 1)
    assert(not done and caught == problem)
    """)
}
