import LuaEmbedding
import Platform
import XPertCore
import XPertLua

/// One script and what came of it.
struct APICase {
  /// Bytes that Lua may hold, and how far the process may grow beyond them.
  static let memoryLimit = 48 << 20
  static let timeLimit = 1.0

  enum Ending: String { case accepted, refused, limited }

  struct Outcome {
    var ending = Ending.accepted
    /// The error that left the script, or "".
    var message = ""
    /// Of everything that the script noted.
    var digest: UInt64 = 0xcbf2_9ce4_8422_2325
    /// What may not happen.
    var faults: [String] = []
    /// Names of the catalogue that were used with success.
    var hits: Set<String> = []
    fileprivate var sawLimit = false
  }

  let script: APIScript
  let seed: UInt64
  let number: UInt64
  let catalogue: APIScript.Catalogue
  /// Prints what the script notes.
  var isVerbose = false

  init(seed: UInt64, number: UInt64, _ catalogue: APIScript.Catalogue) {
    script = APIScript(seed: seed, number: number, catalogue)
    (self.seed, self.number, self.catalogue) = (seed, number, catalogue)
  }

  /// Runs the script in a state of its own. The working directory is the scratch folder.
  func run() -> Outcome {
    let record = Record()
    weak var context: LuaContext?
    APIFiles.clean()
    let growth = growth {
      context = run(record)
    }
    if context != nil { record.outcome.faults.append("the state's context outlives the state") }
    let limit = Self.memoryLimit + Self.memoryLimit / 5 + Self.ownMemory
    if growth > limit {
      record.outcome.faults.append(
        "the process grew by \(growth >> 20) MB; the limit is \(Self.memoryLimit >> 20) MB")
    }
    if record.outcome.sawLimit { record.outcome.ending = .limited }
    return record.outcome
  }

  /// What Swift may hold beside Lua: cost tables of small spaces, images, texts.
  private static let ownMemory = 64 << 20

  private final class Record { var outcome = Outcome() }

  private func run(_ record: Record) -> LuaContext? {
    var configuration = LuaState.Configuration()
    configuration.isSandboxed = script.isSandboxed
    configuration.ignoresEnvironment = true
    configuration.seed = Int(truncatingIfNeeded: FuzzGenerator.mix(seed, number) >> 1)
    configuration.memoryLimit = Self.memoryLimit
    configuration.timeLimit = Self.timeLimit
    let state = LuaState(configuration)
    do {
      try state.register(makeXPertModule(for: state))
      try addFunctions(state, record)
      try state.run(catalogue.prelude + "\n" + APIScript.indexList, name: "=prelude.lua")
      state.isChecking = script.isChecking
      state.startClock()
      try state.run(script.source, name: "=fuzz.lua")
    } catch let error as LuaError {
      refuse(error, state, record)
    } catch {
      record.outcome.faults.append("an error that is none of Lua's: \(error)")
    }
    return state.context
  }

  private func refuse(_ error: LuaError, _ state: LuaState, _ record: Record) {
    record.outcome.message = error.message
    record.outcome.ending = .refused
    note(error.message, record)
    if state.context.checkEnd != nil || error.kind == .memory || error.message.hasPrefix("own") { return }
    if Self.plain.contains(where: error.message.hasPrefix) { return }
    // Error values of the script's own that are no strings have no position.
    if ["(error object is", "(error in __tostring)"].contains(where: error.message.hasPrefix) { return }
    if error.message == "nil" { return }
    if !Self.hasPosition(error.message) {
      record.outcome.faults.append("an error without a position, or without words: '\(error.message)'")
    }
  }

  /// Lua's own, which are raised where no script runs.
  private static let plain = ["error in error handling", "C stack overflow", "attempt to yield from outside"]

  /// "fuzz.lua:12: something"
  private static func hasPosition(_ message: String) -> Bool {
    guard let colon = message.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let rest = message.utf8[message.utf8.index(after: colon)...]
    let digits = rest.prefix { $0 >= 48 && $0 <= 57 }
    return message[..<colon].hasSuffix(".lua") && !digits.isEmpty
      && rest.dropFirst(digits.count).starts(with: ": ".utf8)
      && rest.count > digits.count + 2
  }

  // MARK: Functions of the scripts

  private func addFunctions(_ state: LuaState, _ record: Record) throws {
    try state.setFrameFunction("note") { frame in
      for index in 1...max(1, frame.top) where frame.top > 0 { note(Self.text(frame, index), record) }
      return 0
    }
    try state.setFrameFunction("kind") { frame in frame.returns(frame.typeName(1)) }
    try state.setFrameFunction("hit") { frame in
      record.outcome.hits.formUnion(Self.names(try frame.string(1)))
      return 0
    }
    try state.setFrameFunction("fault") { frame in
      record.outcome.faults.append(try frame.string(1))
      return 0
    }
    try state.setFrameFunction("damage") { [isSandboxed = script.isSandboxed] frame in
      guard !isSandboxed else { return 0 }
      APIFiles.damage(try frame.integer(1), at: try frame.integer(2), with: try frame.integer(3))
      return 0
    }
  }

  /// A value as it is noted: without addresses, which differ from run to run.
  private static func text(_ frame: LuaFrame, _ index: Int32) -> String {
    switch frame.type(index) {
    case .string: (try? frame.string(index)) ?? "?"
    case .number, .boolean, .nil: frame.tostring(index)
    default: frame.typeName(index)
    }
  }

  private func note(_ text: String, _ record: Record) {
    if text.contains("time limit of") || text.contains("not enough memory") { record.outcome.sawLimit = true }
    if isVerbose { APIWorker.say("  \(text)") }
    var previous: UInt8 = 0
    var isAddress = false
    for byte in text.utf8 {
      // "table: 0x55d0c8a3b2e0"
      if previous == UInt8(ascii: "0"), byte == UInt8(ascii: "x") { isAddress = true }
      if isAddress, !(byte >= 97 && byte <= 102 || byte >= 48 && byte <= 57 || byte == UInt8(ascii: "x")) {
        isAddress = false
      }
      if !isAddress { record.outcome.digest = (record.outcome.digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
      previous = byte
    }
    record.outcome.digest = (record.outcome.digest ^ 10) &* 0x100_0000_01b3
  }

  /// "xpert.hardware{crossbar,adc}" stands for two names.
  private static func names(_ text: String) -> [String] {
    guard text.hasSuffix("}"), let brace = text.firstIndex(of: "{") else { return [text] }
    let keys = text[text.index(after: brace)...].dropLast().split(separator: ",")
    return keys.map { "\(text[..<brace]){\($0)}" }
  }

  // MARK: Memory

  /// By how many bytes the process's peak grew.
  private func growth(_ body: () -> Void) -> Int {
    let before = Self.peak()
    body()
    return Self.peak() - before
  }

  private static func peak() -> Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss << 10
    #endif
  }
}
