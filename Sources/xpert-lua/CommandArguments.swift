import LuaEmbedding
import Wording

/// The arguments of `xpert-lua`: those of `lua`, in their order, and a few long options.
struct CommandArguments: Equatable {
  /// What `-e`, `-l` and `-W` do, before the script.
  enum Action: Equatable {
    case execute(String)
    /// `-l module`, `-l name=module`
    case require(global: String, module: String)
    case warnings
  }

  var actions: [Action] = []
  /// nil: none given; "-": standard input.
  var script: String?
  /// The script is "-", and no file of that name, as it is behind "--".
  var scriptIsInput = false
  var scriptArguments: [String] = []
  /// Where the script is among all arguments: `arg[0]`, so what comes before has negative indices.
  var scriptIndex = 0
  var isInteractive = false
  var showsVersion = false
  var showsHelp = false
  var ignoresEnvironment = false
  var isSandboxed = false
  var isChecking = false
  var seed = 0
  var timeLimit: Double?
  var memoryLimit: Int?

  struct Problem: Error, Equatable {
    let message: String
  }

  private static var sandboxLimits: String {
    "\(Int(LuaState.Configuration.sandboxTimeLimit)) s, \(LuaState.Configuration.sandboxMemoryLimit >> 20)M"
  }

  static let usage = """
    usage: xpert-lua [options] [script [args]]
    Available options are:
      -e stat             execute string 'stat'
      -i                  enter interactive mode after executing 'script'
      -l mod              require library 'mod' into global 'mod'
      -l g=mod            require library 'mod' into global 'g'
      -v                  show version information
      -E                  ignore environment variables
      -W                  turn warnings on
      --seed N            seed of math.random and of searches that give none (default 0)
      --time-limit S      stop the script after S seconds
      --memory-limit SIZE bytes that the script may use, as 64M or 1G
      --sandbox           no files, no processes, no native code; \(sandboxLimits) unless given
      --check             check the script's options, run nothing expensive
      --help              show this
      --                  stop handling options
      -                   stop handling options and execute stdin
    Exit status: 0, 1 error in the script, 2 wrong option, 3 output lost, 4 memory limit, 124 time limit,
    125 time limit in code that cannot be interrupted, 130 Ctrl-C. More: Documentation/command.md
    """

  /// - Parameter arguments: with the program's name first.
  /// - Throws: `Problem` for what is not an option.
  init(_ arguments: [String]) throws {
    scriptIndex = arguments.count
    var index = 1

    /// The rest of this argument, or the next one.
    func value(_ rest: Substring) throws -> String {
      if !rest.isEmpty { return String(rest) }
      index += 1
      guard index < arguments.count, arguments[index].first != "-" else {
        throw Problem(message: "'\(arguments[index - 1])' needs argument")
      }
      return arguments[index]
    }

    while index < arguments.count {
      let argument = arguments[index]
      guard argument.first == "-", argument != "-" else { break }
      if argument == "--" {
        index += 1
        break
      }
      if argument.hasPrefix("--") {
        try readLong(argument) {
          index += 1
          guard index < arguments.count else { throw Problem(message: "'\(argument)' needs argument") }
          return arguments[index]
        }
      } else {
        switch argument {
        case "-i":
          isInteractive = true
          showsVersion = true
        case "-v": showsVersion = true
        case "-E": ignoresEnvironment = true
        case "-W": actions.append(.warnings)
        default:
          switch argument.dropFirst().first {
          case "e": actions.append(.execute(try value(argument.dropFirst(2))))
          case "l": actions.append(Self.require(try value(argument.dropFirst(2))))
          default: throw Problem(message: "unrecognized option '\(argument)'")
          }
        }
      }
      index += 1
    }
    if index < arguments.count {
      script = arguments[index]
      scriptIndex = index
      scriptIsInput = arguments[index] == "-" && arguments[index - 1] != "--"
      scriptArguments = Array(arguments[(index + 1)...])
    }
    if isChecking && script == nil { throw Problem(message: "'--check' needs a script") }
  }

  private mutating func readLong(_ argument: String, next: () throws -> String) throws {
    var name = Substring(argument)
    var attached: String?
    if let equals = argument.firstIndex(of: "=") {
      name = argument[..<equals]
      attached = String(argument[argument.index(after: equals)...])
    }
    func value() throws -> String { try attached ?? next() }
    func flag() throws {
      if attached != nil { throw Problem(message: "'\(name)' takes no argument") }
    }
    switch name {
    case "--seed":
      let text = try value()
      guard let number = Int(text) else { throw Problem(message: "'--seed' needs an integer, got '\(text)'") }
      seed = number
    case "--time-limit":
      let text = try value()
      guard let seconds = Double(text), seconds > 0, seconds.isFinite else {
        throw Problem(message: "'--time-limit' needs a number of seconds, got '\(text)'")
      }
      timeLimit = seconds
    case "--memory-limit":
      let text = try value()
      guard let bytes = Self.bytes(text) else {
        throw Problem(message: "'--memory-limit' needs a size such as 64M, got '\(text)'")
      }
      memoryLimit = bytes
    case "--sandbox":
      try flag()
      isSandboxed = true
    case "--check":
      try flag()
      isChecking = true
    case "--help":
      try flag()
      showsHelp = true
    case "--version":
      try flag()
      showsVersion = true
    default:
      let names = ["check", "help", "memory-limit", "sandbox", "seed", "time-limit", "version"]
      let near = Suggestion.nearest(to: String(name.dropFirst(2)), among: names).first
      throw Problem(
        message: "unrecognized option '\(name)'" + (near.map { " (did you mean '--\($0)'?)" } ?? ""))
    }
  }

  /// As lua.c: "mod-v2" is kept in the global "mod".
  private static func require(_ text: String) -> Action {
    if let equals = text.firstIndex(of: "=") {
      return .require(global: String(text[..<equals]), module: String(text[text.index(after: equals)...]))
    }
    return .require(global: String(text.prefix { $0 != "-" }), module: text)
  }

  /// "64M", "1GiB", "500000"; powers of 1024.
  static func bytes(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let count = Int(digits), count > 0 else { return nil }
    let shift: Int
    switch text.dropFirst(digits.count) {
    case "", "B": shift = 0
    case "K", "KB", "KiB", "k": shift = 10
    case "M", "MB", "MiB": shift = 20
    case "G", "GB", "GiB": shift = 30
    default: return nil
    }
    let bytes = count.multipliedReportingOverflow(by: 1 << shift)
    return bytes.overflow ? nil : bytes.partialValue
  }
}
