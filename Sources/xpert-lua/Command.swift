import CLua
import LuaEmbedding
import XPertLua

/// The command `xpert-lua`.
public enum Command {
  /// Runs it.
  ///
  /// - Parameter arguments: with the program's name first.
  /// - Returns: the exit status.
  public static func run(_ arguments: [String]) -> Int32 {
    StandardStreams.checkOutputAtExit(status: ExitStatus.outputLost.rawValue)
    return status(of: arguments).rawValue
  }

  private static func status(of arguments: [String]) -> ExitStatus {
    let parsed: CommandArguments
    do {
      parsed = try CommandArguments(arguments)
    } catch {
      let message = (error as? CommandArguments.Problem)?.message ?? String(describing: error)
      StandardStreams.writeError("xpert-lua: \(message)\n\(CommandArguments.usage)\n")
      return .usage
    }
    if parsed.showsHelp {
      StandardStreams.write(CommandArguments.usage + "\n")
      return .success
    }
    do {
      try run(parsed, arguments)
      return .success
    } catch {
      StandardStreams.writeError("xpert-lua: \(text(of: error))\n")
      return ExitStatus(of: error)
    }
  }

  /// An error as it is printed: the message, and the traceback where there is one.
  static func text(of error: any Error) -> String {
    guard let error = error as? LuaError else { return String(describing: error) }
    guard let traceback = error.traceback else { return error.message }
    return "\(error.message)\n\(traceback)"
  }

  static let version = "xpert-lua \(xpertVersion), \(String(cString: xl_version()))"

  private static func run(_ parsed: CommandArguments, _ arguments: [String]) throws {
    if parsed.showsVersion { StandardStreams.write(version + "\n") }

    var configuration = LuaState.Configuration()
    configuration.isSandboxed = parsed.isSandboxed
    configuration.ignoresEnvironment = parsed.ignoresEnvironment
    configuration.seed = parsed.seed
    configuration.memoryLimit = parsed.memoryLimit
    configuration.timeLimit = parsed.timeLimit
    // Some code is reached by no hook; for an untrusted script only the end of the process is certain.
    let limit = scriptNumber(configuration.effectiveTimeLimit ?? 0)
    configuration.watchdog = .endProcess(
      status: ExitStatus.watchdog.rawValue,
      message: "xpert-lua: time limit of \(limit) s exceeded in code that cannot be interrupted\n")
    let state = LuaState(configuration)
    let module = makeXPertModule(for: state)
    try state.register(module)
    try state.setArguments(
      arguments, script: parsed.scriptIndex < arguments.count ? parsed.scriptIndex : 0)
    if let script = parsed.script, !parsed.scriptIsInput, !parsed.isSandboxed {
      try addSearchPath(of: script, to: state)
    }
    state.isChecking = parsed.isChecking
    state.context.showsProgress = true

    let readsTerminal = parsed.script == nil && StandardStreams.inputIsTerminal
    let hasStatement = parsed.actions.contains(where: \.isStatement)
    let isInteractive = parsed.isInteractive || (readsTerminal && !hasStatement && !parsed.showsVersion)
    let repl = isInteractive ? try Repl(state, manual: LuaManual(module)) : nil
    if !parsed.ignoresEnvironment && !parsed.isSandboxed { try runInitialisation(state) }
    for action in parsed.actions { try run(action, state) }
    if let script = parsed.script {
      try run(script: script, parsed, state)
    } else if !isInteractive && !parsed.showsVersion && !hasStatement {
      try call(state.load(file: nil, acceptsBinary: !parsed.isSandboxed), state)  // standard input
    }
    if let repl {
      if !parsed.showsVersion { StandardStreams.write(version + "\n") }
      repl.run()
    }
  }

  private static func run(script: String, _ parsed: CommandArguments, _ state: LuaState) throws {
    do {
      let chunk = try state.load(
        file: parsed.scriptIsInput ? nil : script, acceptsBinary: !parsed.isSandboxed)
      try call(chunk, state, pushing: pushArguments)
    } catch {
      // A check that ended early has passed, whatever the script made of the missing result.
      guard state.context.checkEnd != nil else { throw error }
    }
    if parsed.isChecking {
      let end = state.context.checkEnd.map { " up to \($0), whose result the rest needs" } ?? ""
      StandardStreams.write("\(script): checked\(end)\n")
    }
  }

  private static func run(_ action: CommandArguments.Action, _ state: LuaState) throws {
    switch action {
    case .warnings: state.warn("@on")
    case .execute(let text): try call(state.load(text, name: "=(command line)"), state)
    case .require(let global, let module):
      state.catchInterrupts()
      defer { state.releaseInterrupts() }
      try state.function("require").call(pushing: { $0.returns(module) }) { frame, result in
        xl_pushglobals(frame.L)
        frame.push(copyOf: result)
        try frame.setField(global, of: -2)
      }
    }
  }

  private static func call(
    _ chunk: LuaReference, _ state: LuaState, pushing: (LuaFrame) throws -> Int32 = { _ in 0 }
  ) throws {
    state.catchInterrupts()
    defer { state.releaseInterrupts() }
    try chunk.call(pushing: pushing, results: 0) { _, _ in }
  }

  /// The script's arguments, from the table `arg`: what ran before the script may have changed it.
  private static func pushArguments(_ frame: LuaFrame) throws -> Int32 {
    let globals = frame.top + 1
    xl_pushglobals(frame.L)
    try frame.getField("arg", of: -1)
    guard frame.type(-1) == .table else { throw ScriptError("'arg' is not a table") }
    var count: Int64 = 0
    let status = xl_length(frame.L, -1, &count)
    guard status == LUA_OK else { throw frame.takeError(status) }
    count = max(0, count)
    try frame.reserve(Int(clamping: count))
    for index in 0..<Int32(count) { lua_rawgeti(frame.L, globals + 1, Int64(index) + 1) }
    lua_rotate(frame.L, globals, Int32(count))
    frame.pop(2)  // the globals and the table
    return Int32(count)
  }

  /// Modules beside the script come first: the tool is often run from elsewhere.
  private static func addSearchPath(of script: String, to state: LuaState) throws {
    let directory = script.lastIndex(of: "/").map { script[..<$0] } ?? "."
    let frame = state.frame
    try frame.restoring {
      xl_pushglobals(frame.L)
      try frame.getField("package", of: -1)
      try frame.getField("path", of: -1)
      let standard = frame.tostring(-1)
      frame.push("\(directory)/?.lua;\(directory)/?/init.lua;\(standard)")
      try frame.setField("path", of: -3)
    }
  }

  /// LUA_INIT_5_4, else LUA_INIT: a text, or "@file".
  private static func runInitialisation(_ state: LuaState) throws {
    for name in ["LUA_INIT_5_4", "LUA_INIT"] {
      guard let text = StandardStreams.environment(name) else { continue }
      let chunk =
        text.hasPrefix("@")
        ? try state.load(file: String(text.dropFirst())) : try state.load(text, name: "=\(name)")
      return try call(chunk, state)
    }
  }
}

extension CommandArguments.Action {
  /// `-e` takes the place of a script.
  var isStatement: Bool {
    if case .execute = self { true } else { false }
  }
}
