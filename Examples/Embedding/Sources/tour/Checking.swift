import LuaEmbedding

/// A script that is checked only: everything is validated, nothing expensive is done.
func checking() throws {
  step("checking")
  let state = LuaState()
  state.isChecking = true
  try state.setFrameFunction("train") { frame in
    let steps = try frame.integer(1)  // always
    try frame.context.endCheck("train")  // the check ends here, as passed: the rest needs the result
    return frame.returns(steps)
  }
  expect(failure { try state.run("train('many')") }.hasSuffix("(integer expected, got string)"))
  expect(failure { try state.run("print(train(10))") } == "script:1: checked up to train")
  expect(state.context.checkEnd == "train")
}
