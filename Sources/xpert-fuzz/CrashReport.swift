#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Says which case was running when the process crashes or hangs.
enum CrashReport {
  /// Written before a case, read in the signal handler.
  nonisolated(unsafe) private static var line = [CChar](repeating: 0, count: 256)
  nonisolated(unsafe) private static var length = 0

  static func install() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM] {
      signal(number) { number in
        CrashReport.report()
        _exit(number == SIGALRM ? 124 : 1)
      }
    }
  }

  static func begin(seed: UInt64, patience: UInt32) {
    let text =
      "FAILED: seed \(seed): the process crashed, or took more than \(patience) s\n"
      + "repeat with: scripts/fuzz simulator --only \(seed)\n"
    length = 0
    for byte in text.utf8.prefix(line.count) {
      line[length] = CChar(bitPattern: byte)
      length += 1
    }
    alarm(patience)
  }

  static func end() { alarm(0) }

  private static func report() { write(2, line, length) }
}
