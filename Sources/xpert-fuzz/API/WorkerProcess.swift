import Platform

/// A worker as the parent sees it.
struct WorkerProcess {
  let pid: pid_t
  /// Where its lines arrive.
  let descriptor: Int32
  /// Its folder: scratch files, and what it said when it died.
  let folder: String
  /// The case that runs; nil between two.
  var running: UInt64?
  /// The case after the last that has ended.
  var next: UInt64
  /// When the running case began, and the processor's time of the process then, seconds.
  var begin = 0.0
  var beginProcessor = 0.0
  var pending: [UInt8] = []

  /// Starts this program again as a worker; nil where the system refuses.
  init?(seed: UInt64, first: UInt64, stride: UInt64, folder: String) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[1])
    defer { posix_spawn_file_actions_destroy(&actions) }
    let arguments = [Self.program, "api-worker", "\(seed)", "\(first)", "\(stride)", folder]
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var pid: pid_t = 0
    let status = posix_spawn(&pid, Self.program, &actions, nil, &pointers, environ)
    close(ends[1])
    guard status == 0 else {
      close(ends[0])
      return nil
    }
    (self.pid, descriptor, self.folder, next) = (pid, ends[0], folder, first)
  }

  /// This program's file.
  private static let program: String = {
    guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments[0] }
    defer { free(path) }
    return String(cString: path)
  }()

  /// The lines that have arrived; nil when there will be no more.
  mutating func lines() -> [String]? {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        pending += buffer[..<count]
        if count < buffer.count { break }
      } else if count == 0 {
        if pending.isEmpty { return nil }
        break
      } else {
        break
      }
    }
    var lines: [String] = []
    while let end = pending.firstIndex(of: 10) {
      lines.append(String(decoding: pending[..<end], as: UTF8.self))
      pending.removeSubrange(...end)
    }
    if lines.isEmpty, !pending.isEmpty, isFinished() { pending = [] }
    return lines
  }

  private func isFinished() -> Bool {
    var set = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&set, 1, 0) > 0 && set.revents & Int16(POLLIN) == 0
  }

  /// Seconds of the processor that the process has had.
  func processorTime() -> Double {
    #if canImport(Darwin)
      return Clock.now()
    #else
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(pid, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
      return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    #endif
  }

  /// Waits for its end, and says how it ended: nil for a worker that came to its end.
  func reap() -> String? {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    close(descriptor)
    let signal = status & 0x7f
    if signal != 0 { return "ended by signal \(signal) (\(String(cString: strsignal(signal))))" }
    let code = status >> 8 & 0xff
    return code == 0 ? nil : "exit status \(code)"
  }

  func kill() { _ = Platform.kill(pid, SIGKILL) }
}
