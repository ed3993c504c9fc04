/// Lets a caller end an evaluation, which asks for every layer and, with traces, for every crossbar, or an
/// exact search, which asks now and then.
///
/// Statistics that are asked for after the end are empty, so that an evaluation ends soon; its result is
/// void.
final class EvaluationCheckpoint {
  private let body: () throws -> Void
  /// What the caller threw; nil: the evaluation goes on.
  private(set) var reason: (any Error)?

  init(_ body: @escaping () throws -> Void) { self.body = body }

  /// Asks the caller; false from the first time that it throws.
  func passes() -> Bool {
    guard reason == nil else { return false }
    do {
      try body()
    } catch {
      reason = error
      return false
    }
    return true
  }
}
