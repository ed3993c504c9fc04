import Wording

/// How far a search is, for the person who waits: counts steps and says it in a line.
package struct SearchProgress: Sendable {
  package let stepCount: Int
  package private(set) var stepsTaken: Int
  /// Steps seen by ``note(_:)``, and those of them whose candidate was accepted.
  private var seenSteps = 0
  private var acceptedSteps = 0
  private var best: Double?
  private var rankedBy = "loss"

  /// - Parameter stepsTaken: steps before the first that will be noted.
  package init(stepCount: Int, stepsTaken: Int = 0) {
    self.stepCount = stepCount
    self.stepsTaken = stepsTaken
  }

  package mutating func note(_ step: StepSummary) {
    stepsTaken = step.index
    seenSteps += 1
    if step.isAccepted { acceptedSteps += 1 }
    best = step.best
    rankedBy = step.rankedBy
  }

  /// "1200 of 20.00 k steps, 3400/s, best delay_us 1837, 34 % accepted, 6 s left".
  ///
  /// - Parameter elapsed: second, since the first step that was noted.
  package func line(elapsed: Double) -> String {
    let rate = elapsed > 0 ? Double(seenSteps) / elapsed : 0
    var parts = ["\(NumberFormat.count(stepsTaken)) of \(NumberFormat.count(stepCount)) steps"]
    if rate > 0 { parts.append("\(NumberFormat.significant(rate, digits: 3))/s") }
    parts.append(best.map { "best \(rankedBy) \(NumberFormat.significant($0))" } ?? "nothing accepted")
    if seenSteps > 0 {
      parts.append(
        "\(NumberFormat.fixed(100 * Double(acceptedSteps) / Double(seenSteps), decimals: 0)) % accepted")
    }
    if rate > 0 { parts.append("\(Self.duration(Double(stepCount - stepsTaken) / rate)) left") }
    return parts.joined(separator: ", ")
  }

  /// "45 s", "3 min 20 s", "2 h 05 min".
  package static func duration(_ seconds: Double) -> String {
    guard seconds < 1e9 else { return "long" }
    let total = Int(seconds.rounded(.up))
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    switch total {
    case ..<60: return "\(total) s"
    case ..<3600: return "\(total / 60) min \(two(total % 60)) s"
    default: return "\(total / 3600) h \(two(total % 3600 / 60)) min"
    }
  }
}
