import CLua

/// The one budget for the memory of a state: what Lua has allocated, and what Swift holds for its scripts.
///
/// Small objects need nothing. Objects that hold much say so in `LuaObject.bytesHeld`; a computation that
/// needs much says so before it begins (`LuaFrame.requireMemory`, `withMemory`); what grows holds a
/// `Charge`. Beyond the limit each ends in the error that Lua has for it, "script.lua:12: not enough
/// memory", which `pcall` catches. Without a limit the machine's memory is one, so that a call that could
/// never succeed is refused instead of ending the process.
///
/// A budget belongs to its state's thread; charges may end on any.
public final class LuaMemory {
  private let host: OpaquePointer

  init(_ host: OpaquePointer) {
    self.host = host
    xl_retain(host)
  }

  deinit { xl_drop(host) }

  /// Bytes counted at present; 0 once the state is closed.
  public var used: Int { xl_current(host).map { xl_memoryused($0) } ?? 0 }

  /// Bytes that may be counted, and whether someone has set that limit: else it is the machine's memory.
  public var limit: (bytes: Int, isSet: Bool) {
    guard let L = xl_current(host) else { return (.max, false) }
    var isSet = false
    let bytes = xl_memorylimit(L, &isSet)
    return (Int(clamping: bytes), isSet)
  }

  /// Refuses what would not fit, after collecting garbage where that is needed. Counts nothing.
  ///
  /// - Parameters:
  ///   - bytes: an estimate; may be `.max` for what no integer can say.
  ///   - purpose: what they are for, as the message says it: "xpert.train".
  /// - Throws: `MemoryError`.
  public func require(_ bytes: Int, for purpose: String) throws(MemoryError) {
    guard bytes > 0, let L = xl_current(host), !xl_fits(L, bytes) else { return }
    let (limit, isSet) = limit
    throw MemoryError(purpose: purpose, needed: bytes, used: used, limit: limit, isMachine: !isSet)
  }

  /// Refuses to go on where what was counted without asking is more than the limit, garbage aside.
  func check() throws(MemoryError) {
    guard let L = xl_current(host), !xl_fits(L, 0) else { return }
    let (limit, isSet) = limit
    throw MemoryError(purpose: "the script", needed: used, used: 0, limit: limit, isMachine: !isSet)
  }

  /// Counts bytes until the charge is dropped.
  ///
  /// - Throws: `MemoryError` where they would not fit.
  public func charge(_ bytes: Int, for purpose: String) throws(MemoryError) -> Charge {
    try require(bytes, for: purpose)
    return Charge(host, bytes: bytes)
  }

  /// Counts bytes that are there already, also past the limit: the Swift function that runs then ends with
  /// the error when it returns to Lua. For what grows where nothing may be thrown.
  public func chargeAtOnce(_ bytes: Int) -> Charge { Charge(host, bytes: bytes) }

  /// Bytes that count as long as this object lives. It may end on any thread; only the state's own changes
  /// it.
  public final class Charge: @unchecked Sendable {
    private let host: OpaquePointer
    /// Setting it never fails: past the limit the running function ends with the error when it returns.
    public var bytes: Int {
      didSet {
        if bytes > oldValue { xl_charge(host, bytes - oldValue) }
        if bytes < oldValue { xl_discharge(host, oldValue - bytes) }
      }
    }

    init(_ host: OpaquePointer, bytes: Int) {
      self.host = host
      self.bytes = max(0, bytes)
      xl_retain(host)
      xl_charge(host, self.bytes)
    }

    deinit {
      xl_discharge(host, bytes)
      xl_drop(host)
    }
  }
}

extension LuaFrame {
  /// The memory of this state.
  public var memory: LuaMemory { context.memory }

  /// Refuses a computation that would not fit, before it allocates.
  ///
  /// - Throws: `MemoryError`, which the script sees as "not enough memory" with size and limit.
  public func requireMemory(_ bytes: Int, for purpose: String) throws {
    try memory.require(bytes, for: purpose)
  }

  /// Counts bytes while `body` runs.
  ///
  /// - Throws: `MemoryError`, before `body` runs; what `body` throws.
  public func withMemory<Value>(_ bytes: Int, for purpose: String, _ body: () throws -> Value) throws -> Value
  {
    let charge = try memory.charge(bytes, for: purpose)
    return try withExtendedLifetime(charge, body)
  }
}
