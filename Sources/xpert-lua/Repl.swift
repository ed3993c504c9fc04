import CLua
import LuaEmbedding
import XPertLua

/// The interactive mode: a line is tried as an expression first, then as a statement, and more lines are
/// asked for while it is only the beginning of one.
struct Repl {
  let state: LuaState
  private let editor = LineEditor()

  init(_ state: LuaState) {
    self.state = state
  }

  func run() {
    while let chunk = read() {
      do {
        try evaluate(chunk.get())
      } catch {
        StandardStreams.writeError(Command.text(of: error) + "\n")
      }
    }
    StandardStreams.write("\n")
  }

  /// One statement; nil at the end of the input.
  private func read() -> Result<LuaReference, any Error>? {
    guard var text = editor.line(prompt: prompt("_PROMPT", "> ")) else { return nil }
    let first = text
    defer { editor.remember(text) }
    // A leading '=' is the old way to print an expression.
    let expression = first.hasPrefix("=") ? String(first.dropFirst()) : first
    if let chunk = try? state.load("return \(expression)", name: "=stdin") { return .success(chunk) }
    if first.hasPrefix("=") { return Result { try state.load("return \(expression)", name: "=stdin") } }
    while true {
      do {
        return .success(try state.load(text, name: "=stdin"))
      } catch let error as LuaError where error.isIncomplete {
        guard let more = editor.line(prompt: prompt("_PROMPT2", ">> ")) else { return .failure(error) }
        text += "\n" + more
      } catch {
        return .failure(error)
      }
    }
  }

  private func evaluate(_ chunk: LuaReference) throws {
    state.startClock()
    state.catchInterrupts()
    defer { state.releaseInterrupts() }
    try chunk.call(pushing: { _ in 0 }, results: LUA_MULTRET) { frame, first in
      let count = frame.top - first + 1
      guard count > 0 else { return }
      try frame.reserve(4)
      xl_pushglobals(frame.L)
      try frame.getField("print", of: -1)
      lua_rotate(frame.L, first, 1)  // print below its arguments
      frame.pop()  // the table of globals
      let status = xl_pcall(frame.L, count, 0)
      guard status == LUA_OK else {
        throw ScriptError("error calling 'print' (\(frame.takeError(status).message))")
      }
    }
  }

  private func prompt(_ name: String, _ standard: String) -> String {
    let frame = state.frame
    return frame.restoring {
      xl_pushglobals(frame.L)
      guard (try? frame.getField(name, of: -1)) != nil, !frame.isNil(-1) else { return standard }
      return frame.tostring(-1)
    }
  }
}
