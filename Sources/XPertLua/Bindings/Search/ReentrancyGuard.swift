import LuaEmbedding
import XPertCore

/// Lets a search in, which may call the script's loss, unless it is inside already.
final class ReentrancyGuard {
  private let type: String
  private let callers: String
  /// The script's function, for positions in messages.
  private let lossDefinition: String?
  private var isStepping = false

  /// - Parameters:
  ///   - type: of the search, for the message.
  ///   - callers: what a step calls, for the message.
  init(_ type: String, callers: String, lossDefinition: String?) {
    self.type = type
    self.callers = callers
    self.lossDefinition = lossDefinition
  }

  /// A mistake in the loss is reported at the loss's line.
  func enter<Value>(_ body: () throws -> Value) throws -> Value {
    guard !isStepping else {
      throw ScriptError("\(type): no step may be taken inside a step (in \(callers))")
    }
    isStepping = true
    defer { isStepping = false }
    do {
      return try body()
    } catch let error as SearchError {
      throw ScriptError(error.description, at: error.blamesLoss ? lossDefinition : nil)
    }
  }
}

extension SearchError {
  /// Schedules and cost tables are not the loss's fault.
  fileprivate var blamesLoss: Bool {
    switch self {
    case .lossIsNumber, .lossIndependent, .lossNotFinite, .gradientNotFinite, .staleLoss: true
    case .diverged, .unknownMetric, .unknownWeight, .weightNotFinite, .costNotFinite, .invalidSchedule: false
    case .notAdditive, .frontNotAdditive, .frontBoundedBelow, .frontTooFine: false
    }
  }
}
