import LuaEmbedding

/// What the command ends with: see Documentation/command.md. `os.exit(n)` gives n.
enum ExitStatus: Int32 {
  case success = 0
  case scriptError = 1
  /// Options that the command does not have.
  case usage = 2
  /// The standard output could not be written to its end: wins over all others but the watchdog's.
  case outputLost = 3
  case memoryLimit = 4
  /// As `timeout` has it.
  case timeLimit = 124
  /// The time limit, in code that can only be ended with the process.
  case watchdog = 125
  /// Ctrl-C, as shells have it.
  case interrupted = 130

  /// The status of a script that ended with an error.
  init(of error: any Error) {
    switch (error as? LuaError)?.kind {
    case .memory: self = .memoryLimit
    case .time: self = .timeLimit
    case .interrupt: self = .interrupted
    default: self = .scriptError
    }
  }
}
