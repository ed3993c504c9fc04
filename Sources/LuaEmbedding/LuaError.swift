/// An error that left Lua.
///
///     do {
///       try state.run("error('too hot')")
///     } catch let error as LuaError {
///       print(error.message)  // script:1: too hot
///     }
public struct LuaError: Error, CustomStringConvertible {
  /// Why Lua stopped.
  public enum Kind: Sendable {
    /// The text is not Lua.
    case syntax
    /// `error`, a failing operation, or an error thrown by a Swift function.
    case runtime
    /// The memory limit.
    case memory
    /// The time limit.
    case time
    /// Ctrl-C: see `LuaState.catchInterrupts`.
    case interrupt
    /// A script that cannot be read.
    case file
    /// The state is closed, or what was to be called no longer exists.
    case closed
  }

  /// Why Lua stopped.
  public let kind: Kind
  /// With the script's position in front, as Lua gives it.
  public let message: String
  /// The calls that led to the error, as `debug.traceback` words them.
  public let traceback: String?
  /// The Swift error that a Swift function threw, if it was one.
  public let underlying: (any Error)?
  /// The error value itself where it is not a string: `error({code = 7})` passes through by identity.
  let value: ErrorValue?

  /// An error to throw from Swift as if it had come from Lua.
  public init(
    kind: Kind, message: String, traceback: String? = nil, underlying: (any Error)? = nil
  ) {
    self.init(kind: kind, message: message, traceback: traceback, underlying: underlying, value: nil)
  }

  init(kind: Kind, message: String, traceback: String?, underlying: (any Error)?, value: ErrorValue?) {
    self.kind = kind
    self.message = message
    self.traceback = traceback
    self.underlying = underlying
    self.value = value
  }

  /// The message.
  public var description: String { message }

  /// The text is the beginning of a chunk: an interactive reader should ask for another line.
  public var isIncomplete: Bool { kind == .syntax && message.hasSuffix("<eof>") }
}
