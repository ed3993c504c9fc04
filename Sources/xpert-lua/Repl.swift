import CLua
import LuaEmbedding
import XPertLua

/// The interactive mode: a line is tried as an expression first, then as a statement, and more lines are
/// asked for while it is only the beginning of one.
final class Repl {
  private let state: LuaState
  private let manual: LuaManual
  private let editor = LineEditor()
  private var history: History?
  /// The standard `print`: only it leaves tables and functions to `ValueText`.
  private let print: LuaReference
  /// A job in the background is not interrupted, but whoever sits at the terminal is asked for.
  private let isTerminal = StandardStreams.inputIsTerminal

  /// Sets the global function `help`, which what runs before the session may replace.
  init(_ state: LuaState, manual: LuaManual) throws {
    self.state = state
    self.manual = manual
    print = try state.function("print")
    try Help(manual: manual).install(in: state)
    if isTerminal { history = History() }
    history?.lines.forEach(editor.remember)
    let completion = Completion(state: state, manual: manual)
    editor.complete { completion.candidates(before: $0, word: $1) }
  }

  func run() {
    while let chunk = read() {
      do {
        if let chunk = try chunk.get() { try evaluate(chunk) }
      } catch {
        StandardStreams.writeError(Command.text(of: error) + "\n")
      }
    }
    StandardStreams.write("\n")
  }

  /// One statement, none where Ctrl-C has taken it away; nil at the end of the input.
  private func read() -> Result<LuaReference?, any Error>? {
    state.startClock()  // the prompt and the completion may run functions of the script
    var text: String
    switch editor.line(prompt: prompt("_PROMPT", "> ")) {
    case .end: return nil
    case .interrupted: return .success(nil)
    case .text(let line): text = line
    }
    let first = text
    defer { if history == nil || history?.add(text) == true { editor.remember(text) } }
    // A leading '=' is the old way to print an expression.
    let expression = first.hasPrefix("=") ? String(first.dropFirst()) : first
    if let chunk = try? state.load("return \(expression)", name: "=stdin") { return .success(chunk) }
    if first.hasPrefix("=") { return Result { try state.load("return \(expression)", name: "=stdin") } }
    while true {
      do {
        return .success(try state.load(text, name: "=stdin"))
      } catch let error as LuaError where error.isIncomplete {
        switch editor.line(prompt: prompt("_PROMPT2", ">> ")) {
        case .end: return .failure(error)
        case .interrupted: return .success(nil)
        case .text(let more): text += "\n" + more
        }
      } catch {
        return .failure(error)
      }
    }
  }

  private func evaluate(_ chunk: LuaReference) throws {
    state.startClock()
    state.catchInterrupts(evenIfIgnored: isTerminal)
    defer { state.releaseInterrupts() }
    try chunk.call(pushing: { _ in 0 }, results: LUA_MULTRET) { frame, first in
      let count = frame.top - first + 1
      guard count > 0 else { return }
      try frame.reserve(20)
      xl_pushglobals(frame.L)
      try frame.getField("print", of: -1)
      print.push(to: frame)
      let isStandard = lua_rawequal(frame.L, -1, -2) != 0
      frame.pop()
      lua_rotate(frame.L, first, 1)  // print below its arguments
      frame.pop()  // the table of globals
      if isStandard { describe(first + 1, count, frame) }
      let status = xl_pcall(frame.L, count, 0)
      guard status == LUA_OK else {
        throw ScriptError("error calling 'print' (\(frame.takeError(status).message))")
      }
    }
  }

  /// Puts texts in the place of values that `print` would only give an address of.
  private func describe(_ first: Int32, _ count: Int32, _ frame: LuaFrame) {
    for index in first..<(first + count) {
      var value = ValueText(frame, manual)
      guard let text = value.text(index) else { continue }
      frame.push(text)
      lua_copy(frame.L, -1, index)
      frame.pop()
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
