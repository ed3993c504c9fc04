import Platform

/// The line that says how far long work is. On a terminal it is renewed ten times a second and wiped at the
/// end; elsewhere, in a log, there is a plain line every ten seconds. Short work shows none.
package final class ProgressLine {
  private let isTerminal: Bool
  private let write: (String) -> Void
  private let now: () -> Double
  private let begin: Double
  private var next: Double
  private var isShown = false

  /// - Parameter now: second, of a clock that only goes forward.
  package init(
    isTerminal: Bool = StandardStreams.errorIsTerminal,
    write: @escaping (String) -> Void = StandardStreams.writeError,
    now: @escaping () -> Double = ProgressLine.uptime
  ) {
    self.isTerminal = isTerminal
    self.write = write
    self.now = now
    begin = now()
    next = begin + (isTerminal ? 0.5 : 10)
  }

  /// Shows `text`, if it is time.
  ///
  /// - Parameter text: of the seconds since the line was made.
  package func update(_ text: (Double) -> String) {
    let time = now()
    guard time >= next else { return }
    next = time + (isTerminal ? 0.1 : 10)
    // The cursor goes back to the start of the line, so that whatever is printed next overwrites it.
    write(isTerminal ? "\r\u{1B}[K\(text(time - begin))\r" : text(time - begin) + "\n")
    isShown = true
  }

  package func end() {
    if isTerminal && isShown { write("\r\u{1B}[K") }
    isShown = false
  }

  static func uptime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
