// Whole files in, whole files out, over POSIX: the programs that import this start without Foundation.

import Platform

/// Reads and writes whole files.
public enum FileSystem {
  /// The bytes of a file.
  ///
  /// - Parameter limit: largest accepted size, bytes; guards against `/dev/zero` and the wrong file.
  /// - Throws: ``FileError`` with the system's reason, or that the file is larger than `limit`.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    let path = try checked(path, for: .read)
    let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(path, .read) }
    defer { close(descriptor) }

    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = retrying {
        chunk.withUnsafeMutableBytes { systemRead(descriptor, $0.baseAddress, $0.count) }
      }
      guard count >= 0 else { throw failure(path, .read) }
      if count == 0 { return bytes }
      guard bytes.count + count <= limit else {
        throw FileError(path: path, action: .read, reason: "larger than \(limit) bytes")
      }
      bytes += chunk[..<count]
    }
  }

  /// The bytes of a regular file; nil for anything else, and where there is none.
  public static func size(_ path: String) -> Int? {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Whether there is something at a path.
  public static func exists(_ path: String) -> Bool { !path.utf8.contains(0) && access(path, F_OK) == 0 }

  /// Whether there is a folder at a path.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Replaces a file as a whole, or leaves it as it was.
  ///
  /// The bytes go to a temporary file in the same folder, which is synchronised and renamed over the
  /// target: after a crash or on a full disk there is either the old file or the new one. A link is
  /// followed, the mode of an existing file is kept. Streams (`/dev/stdout`, pipes) cannot be replaced and
  /// are written to.
  ///
  /// - Throws: ``FileError`` with the system's reason; no temporary file is left behind.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let given = try checked(path, for: .written)
    let target = resolved(given)
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists {
      let kind = status.st_mode & S_IFMT
      guard kind != S_IFDIR else { throw failure(given, .written, EISDIR) }
      guard kind == S_IFREG else { return try writeStream(bytes, to: given) }
    }

    let (temporary, descriptor) = try createTemporary(besides: target, for: given)
    var code: Int32 = 0
    if !send(bytes, to: descriptor) { code = errno }
    if code == 0, exists, fchmod(descriptor, status.st_mode & 0o7777) != 0 { code = errno }
    if code == 0, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    if code == 0, rename(temporary, target) != 0 { code = errno }
    if code != 0 {
      unlink(temporary)
      throw failure(given, .written, code)
    }
    synchroniseFolder(of: target)
  }

  /// Finds out whether ``write(_:to:)-([UInt8],_)`` could replace a file, which stays as it is.
  ///
  /// - Throws: ``FileError`` with the system's reason; no temporary file is left behind.
  public static func checkWritable(_ path: String) throws(FileError) {
    let given = try checked(path, for: .written)
    let target = resolved(given)
    var status = stat()
    if stat(target, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      guard kind != S_IFDIR else { throw failure(given, .written, EISDIR) }
      guard kind == S_IFREG else { return }
    }
    let (temporary, descriptor) = try createTemporary(besides: target, for: given)
    close(descriptor)
    unlink(temporary)
  }

  /// Replaces a file as a whole by UTF-8 text, see ``write(_:to:)-([UInt8],_)``.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  // MARK: - Steps

  private static func writeStream(_ bytes: [UInt8], to path: String) throws(FileError) {
    let descriptor = retrying { open(path, O_WRONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw failure(path, .written) }
    let sent = send(bytes, to: descriptor)
    let code = errno
    close(descriptor)
    guard sent else { throw failure(path, .written, code) }
  }

  /// A new file next to `target`, under a name of its own so that two writers never share one.
  ///
  /// `open` rather than `mkstemp`: the mode is then what the user's mask makes of 0666.
  private static func createTemporary(
    besides target: String, for given: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(target[...$0]) } ?? ""
    for _ in 0..<100 {
      let path = "\(folder).xpert-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
      let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 { return (path, descriptor) }
      guard errno == EEXIST else { throw failure(given, .written) }
    }
    throw failure(given, .written, EEXIST)
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = retrying {
          systemWrite(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        }
        if count < 0 { return false }
        offset += count
      }
      return true
    }
  }

  /// Makes the rename itself durable. Not every file system can, and the file is complete either way.
  private static func synchroniseFolder(of target: String) {
    let end = target.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = end.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  /// The file behind links; the path itself where nothing is there yet.
  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func checked(_ path: String, for action: FileError.Action) throws(FileError) -> String {
    guard !path.isEmpty else { throw FileError(path: path, action: action, reason: "the path is empty") }
    // C would silently stop at a NUL and touch another file.
    guard !path.utf8.contains(0) else {
      let shown = String(path.prefix { $0 != "\0" })
      throw FileError(path: shown, action: action, reason: "the path contains a NUL byte")
    }
    return path
  }

  private static func failure(
    _ path: String, _ action: FileError.Action, _ code: Int32 = errno
  ) -> FileError {
    FileError(path: path, action: action, reason: String(cString: strerror(code)))
  }

  /// Repeats a call that a signal interrupted.
  private static func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}

// Inside FileSystem the names `read` and `write` mean its own functions.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
  write(descriptor, buffer, count)
}
