@preconcurrency import Platform  // stdout and stderr are variables in C

/// C's own streams, so that what Swift and what Lua writes comes out in order.
package enum StandardStreams {
  package static func write(_ text: String) {
    fputs(text, stdout)
    fflush(stdout)
  }

  package static func writeError(_ text: String) {
    fflush(stdout)
    fputs(text, stderr)
    fflush(stderr)
  }

  /// A line without its end; nil at the end of the input.
  package static func readLine() -> String? { Swift.readLine(strippingNewline: true) }

  package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) != 0 }

  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) != 0 }

  package static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
