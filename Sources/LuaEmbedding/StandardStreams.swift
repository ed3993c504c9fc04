@preconcurrency import Platform  // stdout and stderr are variables in C

/// Set once, before the handler that reads it: C hands it nothing.
private nonisolated(unsafe) var statusOfLostOutput: Int32 = 1

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

  /// From now on the process ends with `status` and a message where its standard output could not be written,
  /// whoever ends it: also `os.exit`.
  package static func checkOutputAtExit(status: Int32) {
    statusOfLostOutput = status
    atexit {
      errno = 0
      guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
      let reason = errno == 0 ? "an earlier write has failed" : String(cString: strerror(errno))
      fputs("xpert-lua: the standard output is incomplete: \(reason)\n", stderr)
      fflush(stderr)
      _exit(statusOfLostOutput)
    }
  }

  /// Forgets the end of the input, or the signal that interrupted it.
  package static func clearInput() { clearerr(stdin) }

  /// A line without its end; nil at the end of the input.
  package static func readLine() -> String? { Swift.readLine(strippingNewline: true) }

  package static var inputIsTerminal: Bool { isatty(STDIN_FILENO) != 0 }

  package static var errorIsTerminal: Bool { isatty(STDERR_FILENO) != 0 }

  package static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
