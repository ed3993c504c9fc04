import Wording

/// What ends a search, in the words of its message.
public enum SearchError: Error, Hashable, CustomStringConvertible {
  /// The loss returned a number that was computed outside the tape.
  case lossIsNumber(Double)
  /// The loss was computed on the tape, but from no metric.
  case lossIndependent
  /// The loss is nan or infinite; `cause` is the first operation whose result is.
  case lossNotFinite(Double, step: Int, cause: String)
  /// The loss is finite and its gradient is not; `cause` is the operation to blame.
  case gradientNotFinite(step: Int, cause: String)
  /// An architecture parameter has overflowed.
  case diverged(step: Int)
  /// The loss returned a scalar of an earlier step or of another tape.
  case staleLoss(step: Int)
  case unknownMetric(String, suggestions: [String])
  case unknownWeight(String, suggestions: [String])
  /// A schedule gave a number that is not finite.
  case weightNotFinite(String, Double, step: Int)
  /// The cost table has a number that no search can use.
  case costNotFinite(String, layer: Int, value: Double)
  /// A learning rate or temperature that cannot be used.
  case invalidSchedule(String, Double, expected: String, step: Int)
  /// An exact search was asked about a metric that is not a sum over layers, nor bounded by sums.
  case notAdditive(String)
  /// An exact front was asked for of a metric that is not a sum over layers.
  case frontNotAdditive(String)
  /// A front cannot have a lower bound on one of its own metrics.
  case frontBoundedBelow(String)
  /// The bounded metrics have too many different sums for an exact front.
  case frontTooFine([String])

  public var description: String {
    switch self {
    case .lossIsNumber(let value):
      "loss returned the number \(value.sixDigits), which has no gradient: build it from the metrics, "
        + "not from their .value"
    case .lossIndependent:
      "the loss does not depend on any metric of the network: its gradient is zero"
    case .lossNotFinite(let value, let step, let cause):
      "loss is \(value.sixDigits) at step \(step): \(cause)"
    case .gradientNotFinite(let step, let cause):
      "the gradient of the loss is not finite at step \(step): \(cause)"
    case .diverged(let step):
      "the architecture parameters have overflowed at step \(step): is the learning rate too large?"
    case .staleLoss(let step):
      "loss at step \(step) returned a scalar of an earlier step: build it anew at every step"
    case .unknownMetric(let name, let suggestions):
      "the network has no metric '\(name)'" + Suggestion.text(suggestions)
    case .unknownWeight(let name, let suggestions):
      "the search has no weight '\(name)'" + Suggestion.text(suggestions)
    case .weightNotFinite(let name, let value, let step):
      "weight '\(name)' is \(value.sixDigits) at step \(step)"
    case .costNotFinite(let name, let layer, let value):
      "cost '\(name)' of layer \(layer) is \(value.sixDigits): finite number expected"
    case .invalidSchedule(let name, let value, let expected, let step):
      "\(name) is \(value.sixDigits) at step \(step): \(expected) expected"
    case .notAdditive(let metric):
      "'\(metric)' is not a sum over layers: no exact search is possible"
    case .frontNotAdditive(let metric):
      "'\(metric)' is not a sum over layers: no exact front is possible"
    case .frontBoundedBelow(let metric):
      "a front of small '\(metric)' cannot have a lower bound on it"
    case .frontTooFine(let metrics):
      "the bounds on \(metrics.map { "'\($0)'" }.joined(separator: ", ")) have too many different sums for "
        + "an "
        + "exact front"
    }
  }
}
