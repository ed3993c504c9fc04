import Foundation
import LuaEmbedding

/// Ctrl-C ends the script, not the program.
func interruption() throws {
  step("interruption")
  let state = LuaState()
  signal(SIGINT, SIG_DFL)  // a shell may have started the tour in the background, with Ctrl-C ignored
  try state.setFunction("press") { () in
    raise(SIGINT)  // as Ctrl-C does
    return true
  }
  state.catchInterrupts()
  defer { state.releaseInterrupts() }  // from here on Ctrl-C does what it did before
  let message = failure { try state.run("press()\nwhile true do end") }
  expect(message.hasSuffix("interrupted!"))
}
