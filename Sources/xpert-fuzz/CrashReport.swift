import Platform

/// Says which case was running when the process crashes or hangs.
enum CrashReport {
  /// Written before a case, read in the signal handler.
  nonisolated(unsafe) private static var line = [CChar](repeating: 0, count: 256)
  nonisolated(unsafe) private static var length = 0

  static func install() {
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM, SIGPROF] {
      signal(number) { number in
        CrashReport.report()
        _exit(number == SIGALRM || number == SIGPROF ? 124 : 1)
      }
    }
  }

  /// - Parameter patience: seconds of the processor that the case may take, and a tenth of those that it may
  ///   wait.
  static func begin(seed: UInt64, patience: UInt32) {
    let text =
      "FAILED: seed \(seed): the process crashed, or took more than \(patience) s\n"
      + "repeat with: scripts/fuzz simulator --only \(seed)\n"
    length = 0
    for byte in text.utf8.prefix(line.count) {
      line[length] = CChar(bitPattern: byte)
      length += 1
    }
    setTimers(patience: patience)
  }

  static func end() { setTimers(patience: 0) }

  /// On a busy machine, time that passes says little about a case.
  private static func setTimers(patience: UInt32) {
    var timer = itimerval()
    timer.it_value.tv_sec = Int(patience)
    #if canImport(Glibc)
      setitimer(__itimer_which_t(ITIMER_PROF.rawValue), &timer, nil)
    #else
      setitimer(ITIMER_PROF, &timer, nil)
    #endif
    alarm(patience * 10)
  }

  private static func report() { write(2, line, length) }
}
