/// Why a file could not be read or written: the path first, then what was tried, then the system's reason.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Action: String, Sendable, Hashable {
    case read, written
  }

  public let path: String
  public let action: Action
  public let reason: String

  public init(path: String, action: Action, reason: String) {
    self.path = path
    self.action = action
    self.reason = reason
  }

  /// "results/phase1.csv: cannot be written: No space left on device"
  public var description: String {
    "\(path.isEmpty ? "''" : path): cannot be \(action.rawValue): \(reason)"
  }
}
