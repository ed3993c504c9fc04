import CLua

/// What happens where the time limit has passed and code still runs that cannot be interrupted: a pattern
/// that `string.find` takes hours for, a finaliser that loops, a Swift function that never asks
/// `checkInterrupt`.
///
/// The watchdog sleeps while nothing of the state runs, and ends with the state.
public struct LuaWatchdog: Sendable {
  /// Seconds from the time limit (or from the beginning of a call made after it) to the action; nil: a
  /// tenth of the limit, and at least a second.
  public var grace: Double?
  let action: @Sendable () -> Void

  /// Calls `action` on a thread of its own, once per call that overruns. The call cannot end meanwhile, and
  /// the action may not use the state.
  public static func call(after grace: Double? = nil, _ action: @escaping @Sendable () -> Void) -> LuaWatchdog
  {
    LuaWatchdog(grace: grace, action: action)
  }

  /// Ends the process at once, after flushing the standard output: for a program that only runs scripts.
  ///
  /// - Parameter message: written to the standard error as it is; ends with a line feed.
  public static func endProcess(after grace: Double? = nil, status: Int32, message: String) -> LuaWatchdog {
    LuaWatchdog(grace: grace) { xl_endprocess(status, message) }
  }

  static func grace(of limit: Double) -> Double { max(1, limit / 10) }
}

/// The action as the context of a C function.
final class WatchdogBox {
  let action: @Sendable () -> Void

  init(_ action: @escaping @Sendable () -> Void) {
    self.action = action
  }
}
