import CLua

/// A Lua state with its libraries.
///
/// It is not Sendable: one thread at a time. References to its values may be given back from any thread.
///
///     let state = LuaState()
///     try state.setFunction("half") { (x: Double) in x / 2 }
///     let number = try state.evaluate("return half(3)", as: Double.self)  // 1.5
public final class LuaState {
  /// What belongs to this state: flags, and the services of the application.
  public let context: LuaContext
  let host: OpaquePointer

  /// How a state is opened.
  ///
  ///     var configuration = LuaState.Configuration()
  ///     configuration.isSandboxed = true
  ///     configuration.timeLimit = 5  // second
  ///     let state = LuaState(configuration)
  public struct Configuration: Sendable {
    /// The allow-list of the sandbox instead of all libraries; memory and time limits where none are given.
    public var isSandboxed = false
    /// LUA_PATH and the like are not read.
    public var ignoresEnvironment = false
    /// For `math.random`.
    public var seed = 0
    /// Bytes that scripts may hold: Lua's, and those that objects declare (`LuaMemory`). nil: no more than
    /// the machine has.
    public var memoryLimit: Int?
    /// Seconds from the opening, or from the last `startClock`. Lua and Swift functions end with an error
    /// then; what cannot be interrupted is left to the watchdog.
    public var timeLimit: Double?
    /// What ends code that the time limit cannot: nothing, where none is given, since a library does not end
    /// its program of itself.
    public var watchdog: LuaWatchdog?

    /// What a sandbox gets where nothing else is said.
    public static let sandboxMemoryLimit = 256 << 20
    /// Second.
    public static let sandboxTimeLimit = 60.0

    /// The time limit with the sandbox's own where none is given.
    public var effectiveTimeLimit: Double? { timeLimit ?? (isSandboxed ? Self.sandboxTimeLimit : nil) }

    /// All libraries, no limits, seed 0.
    public init() {}
  }

  /// What the state was opened with.
  public let configuration: Configuration

  /// Opens a state with its libraries.
  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
    context = LuaContext(isSandboxed: configuration.isSandboxed, seed: configuration.seed)
    var settings = xl_Settings(
      sandbox: configuration.isSandboxed, ignore_environment: configuration.ignoresEnvironment,
      seed: Int64(configuration.seed))
    host = xl_open(&settings, Unmanaged.passRetained(context).toOpaque()) { object in
      Unmanaged<AnyObject>.fromOpaque(object!).release()
    }
    // The limit comes after the libraries: a state that cannot open them is of no use.
    context.memory = LuaMemory(host)
    let memory =
      configuration.memoryLimit ?? (configuration.isSandboxed ? Configuration.sandboxMemoryLimit : nil)
    setMemoryLimit(memory)
    if let watchdog = configuration.watchdog, let timeLimit {
      let box = Unmanaged.passRetained(WatchdogBox(watchdog.action)).toOpaque()
      xl_setwatchdog(L, watchdog.grace ?? LuaWatchdog.grace(of: timeLimit), watchdogEntry, box)
    }
    startClock()
  }

  deinit {
    xl_close(host)
    xl_drop(host)
  }

  /// Never nil before `deinit`: Swift runs.
  private var L: OpaquePointer { xl_current(host) }

  /// The stack of the call that runs, outside of any call that of the state itself.
  public var frame: LuaFrame { LuaFrame(L) }

  /// The script is only being checked: see `LuaContext.isChecking`.
  public var isChecking: Bool {
    get { context.isChecking }
    set {
      context.isChecking = newValue
      context.checkEnd = nil
    }
  }

  /// Bytes that Lua holds, and those that objects have declared.
  public var memoryUsed: Int { xl_memoryused(L) }

  /// Bytes that scripts may hold from now on; nil: no more than the machine has.
  public func setMemoryLimit(_ bytes: Int?) { xl_setmemorylimit(L, bytes ?? .max) }

  /// Seconds; nil: none.
  public var timeLimit: Double? { configuration.effectiveTimeLimit }

  /// Starts the time limit anew.
  public func startClock() {
    if let timeLimit { xl_settimelimit(L, timeLimit) }
  }

  /// Lets Ctrl-C interrupt what runs from now on, until `releaseInterrupts`; a second one ends the process.
  ///
  /// - Parameter evenIfIgnored: also where the process was started with Ctrl-C ignored, as a shell does with
  ///   jobs in the background.
  public func catchInterrupts(evenIfIgnored: Bool = false) { xl_catchsigint(L, evenIfIgnored) }

  /// Ctrl-C does again what it did before. The one that interrupted the script is over.
  public func releaseInterrupts() { xl_releasesigint(host) }

  /// `warn("@on")` and the like.
  public func warn(_ message: String) { xl_warning(L, message) }

  /// A full cycle of Lua's collector.
  public func collectGarbage() { xl_collect(L) }

  // MARK: Running

  /// Runs a chunk and drops its results.
  ///
  /// - Parameter name: as Lua has it: "=stdin" and "@file.lua" are shown as they are, other names as the
  ///   beginning of the text.
  /// - Throws: `LuaError`, with the traceback.
  public func run(_ source: String, name: String = "=script", arguments: [String] = []) throws {
    try load(source, name: name).call(pushing: { try $0.push(list: arguments) }, results: 0) { _, _ in }
  }

  /// Runs a chunk and reads its first result.
  public func evaluate<Value: LuaArgument>(
    _ source: String, name: String = "=script", as _: Value.Type = Value.self
  ) throws -> Value {
    try load(source, name: name).call(returning: Value.self)
  }

  /// Compiles a chunk. Binary chunks are refused.
  public func load(_ source: String, name: String = "=script") throws -> LuaReference {
    var source = source
    return try source.withUTF8 { utf8 in
      let status = utf8.withMemoryRebound(to: CChar.self) { xl_load(L, $0.baseAddress, $0.count, name) }
      guard status == LUA_OK else { throw frame.takeError(status) }
      return LuaReference(popping: frame)
    }
  }

  /// Compiles a file (nil: standard input). A first line that starts with '#' is skipped.
  ///
  /// - Parameter acceptsBinary: also what `luac` and `string.dump` make. Lua does not check it, and a wrong
  ///   one can crash the process: only for files that are trusted.
  public func load(file path: String?, acceptsBinary: Bool = false) throws -> LuaReference {
    let status = xl_loadfile(L, path, acceptsBinary)
    guard status == LUA_OK else { throw frame.takeError(status) }
    return LuaReference(popping: frame)
  }

  /// Runs a file as the command does: the arguments are `...` and, with the path at 0, the table `arg`.
  public func runFile(_ path: String, arguments: [String] = []) throws {
    try setArguments([path] + arguments)
    try load(file: path).call(pushing: { try $0.push(list: arguments) }, results: 0) { _, _ in }
  }

  /// Sets the table `arg`: the script at 0, its arguments after it, the options of a command before it.
  ///
  /// - Parameters:
  ///   - arguments: all of them.
  ///   - script: where the script is among them.
  public func setArguments(_ arguments: [String], script: Int = 0) throws {
    let frame = frame
    try frame.restoring {
      xl_pushglobals(L)
      xl_createtable(L, arguments.count, 2)
      for (index, argument) in arguments.enumerated() {
        frame.push(argument)
        lua_rawseti(L, -2, Int64(index - script))
      }
      try frame.setField("arg", of: -2)
    }
  }

  // MARK: Globals and modules

  /// Sets a global.
  ///
  /// - Throws: `LuaError` where the globals have a metatable that refuses.
  public func setGlobal(_ name: String, _ value: some LuaResult) throws {
    try frame.restoring {
      xl_pushglobals(L)
      value.push(to: frame)
      try frame.setField(name, of: -2)
    }
  }

  /// Reads a global.
  ///
  /// - Throws: `ArgumentError` for a value of another type.
  public func global<Value: LuaArgument>(_ name: String, as _: Value.Type = Value.self) throws -> Value {
    try frame.restoring {
      xl_pushglobals(L)
      try frame.getField(name, of: -1)
      return try Value.read(frame, -1)
    }
  }

  /// A global function, to be called from Swift.
  public func function(_ name: String) throws -> LuaReference {
    try frame.restoring {
      xl_pushglobals(L)
      try frame.getField(name, of: -1)
      guard frame.type(-1) == .function else { throw frame.mismatch(-1, "function") }
      return LuaReference(popping: frame)
    }
  }

  /// Sets a global function with typed arguments and a result.
  @inlinable
  public func setFunction<each Argument: LuaArgument, Result: LuaResult>(
    _ name: String, _ body: @escaping (repeat each Argument) throws -> Result
  ) throws {
    try setFrameFunction(name, typed(body))
  }

  /// Sets a global function with any number of results: none, or a tuple of several.
  @inlinable @_disfavoredOverload
  public func setFunction<each Argument: LuaArgument, each Result: LuaResult>(
    _ name: String, _ body: @escaping (repeat each Argument) throws -> (repeat each Result)
  ) throws {
    try setFrameFunction(name, typed(body))
  }

  /// Sets a global function that works on the frame.
  public func setFrameFunction(_ name: String, _ body: @escaping (LuaFrame) throws -> Int32) throws {
    try frame.restoring {
      xl_pushglobals(L)
      frame.pushFrameFunction(body)
      try frame.setField(name, of: -2)
    }
  }

  /// Makes `require(module.name)` give the module, and the global of that name too if asked.
  public func register(_ module: LuaModule, asGlobal: Bool = true) throws {
    keep(module.allTypes)
    try frame.restoring {
      try module.push(to: frame)
      let table = frame.top
      frame.push(copyOf: table)
      xl_addmodule(L, module.name)
      xl_pushregistrytable(L, "_PRELOAD")
      frame.push(copyOf: table)
      frame.pushFrameFunction(keeping: 1) { frame in
        frame.push(copyOf: frame.kept(1))
        return 1
      }
      frame.setRaw(module.name)
      guard asGlobal else { return }
      xl_pushglobals(L)
      frame.push(copyOf: table)
      try frame.setField(module.name, of: -2)
    }
  }

  /// Keeps types that belong to this state alone alive as long as their userdata.
  public func keep(_ types: [AnyLuaType]) {
    context.types += types
  }

  /// Loads a module written in C by its luaopen function.
  public func openModule(
    _ name: String, asGlobal: Bool = false, _ open: @escaping @convention(c) (OpaquePointer?) -> Int32
  ) throws {
    let status = xl_opencmodule(L, name, open, asGlobal)
    guard status == LUA_OK else { throw frame.takeError(status) }
  }
}

private let watchdogEntry: xl_Watchdog = { context in
  Unmanaged<WatchdogBox>.fromOpaque(context.unsafelyUnwrapped)._withUnsafeGuaranteedRef { $0.action() }
}

extension LuaFrame {
  /// Pushes the strings one by one and gives their number.
  package func push(list: [String]) throws -> Int32 {
    try reserve(list.count)
    for string in list { push(string) }
    return Int32(list.count)
  }
}
