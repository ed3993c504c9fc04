// Whole files in, whole files out, over POSIX: the programs that import this start without Foundation.

import Platform

/// Reads and writes whole files.
package enum FileSystem {
  /// The bytes of a file.
  ///
  /// - Parameter limit: largest accepted size, bytes; guards against `/dev/zero` and the wrong file.
  /// - Throws: ``FileError`` with the system's reason, or that the file is larger than `limit`.
  package static func read(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
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
  package static func size(_ path: String) -> Int? {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return nil
    }
    return Int(status.st_size)
  }

  /// Whether there is something at a path.
  package static func exists(_ path: String) -> Bool { !path.utf8.contains(0) && access(path, F_OK) == 0 }

  /// Whether there is a folder at a path.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return !path.utf8.contains(0) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Replaces a file as a whole, or leaves it as it was.
  ///
  /// The bytes go to a temporary file in the same folder, which is synchronised and renamed over the
  /// target: after a crash or on a full disk there is either the old file or the new one. A link is
  /// followed, also one to a file that does not exist yet; the mode of an existing file is kept. Temporary
  /// files that killed processes have left in the folder are removed. Streams (`/dev/stdout`, pipes) cannot
  /// be replaced and are written to.
  ///
  /// - Throws: ``FileError`` with the system's reason; no temporary file is left behind.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let given = try checked(path, for: .written)
    let target = try resolved(given)
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
    if code == 0, rename(temporary, target) != 0 { code = errno }
    close(descriptor)  // last: its lock says that the file is in use
    if code != 0 {
      unlink(temporary)
      throw failure(given, .written, code)
    }
    synchroniseFolder(of: target)
  }

  /// Finds out whether ``write(_:to:)-([UInt8],_)`` could replace a file, which stays as it is.
  ///
  /// - Throws: ``FileError`` with the system's reason; no temporary file is left behind.
  package static func checkWritable(_ path: String) throws(FileError) {
    let given = try checked(path, for: .written)
    let target = try resolved(given)
    var status = stat()
    if stat(target, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      guard kind != S_IFDIR else { throw failure(given, .written, EISDIR) }
      guard kind == S_IFREG else { return }
    }
    let (temporary, descriptor) = try createTemporary(besides: target, for: given)
    unlink(temporary)
    close(descriptor)
  }

  /// Replaces a file as a whole by UTF-8 text, see ``write(_:to:)-([UInt8],_)``.
  package static func write(_ text: String, to path: String) throws(FileError) {
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
  /// `open` rather than `mkstemp`: the mode is then what the user's mask makes of 0666. The file stays locked
  /// as long as it is open: one that nobody locks has been left by a killed process.
  private static func createTemporary(
    besides target: String, for given: String
  ) throws(FileError) -> (path: String, descriptor: Int32) {
    let folder = target.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(target[...$0]) } ?? ""
    removeAbandoned(in: folder)
    for _ in 0..<100 {
      let path = "\(folder).xpert-\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
      let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666) }
      if descriptor >= 0 {
        // Another process may have taken it for abandoned before it was locked.
        var status = stat()
        _ = retrying { flock(descriptor, LOCK_EX) }
        if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return (path, descriptor) }
        close(descriptor)
        continue
      }
      guard errno == EEXIST else { throw failure(given, .written) }
    }
    throw failure(given, .written, EEXIST)
  }

  /// Removes temporary files of processes that were killed. Where locks do not work nothing is removed.
  private static func removeAbandoned(in folder: String) {
    guard let stream = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
          strncmp(name, ".xpert-", 7) == 0 ? String(cString: name) : ""
        }
      }
      guard isTemporary(name) else { continue }
      let path = folder + name
      let descriptor = open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_uid == geteuid(), status.st_mode & S_IFMT == S_IFREG,
        flock(descriptor, LOCK_EX | LOCK_NB) == 0
      {
        unlink(path)
      }
      close(descriptor)
    }
  }

  /// Whether a name is one that ``createTemporary(besides:for:)`` gives: ".xpert-4711-3w5e11264sgsf.tmp".
  private static func isTemporary(_ name: String) -> Bool {
    guard name.hasPrefix(".xpert-"), name.hasSuffix(".tmp") else { return false }
    let parts = name.dropFirst(7).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && Int32(parts[0]) != nil && UInt64(parts[1], radix: 36) != nil
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

  /// The file behind links, where nothing may be yet; the path itself where there is no link.
  private static func resolved(_ given: String) throws(FileError) -> String {
    var path = given
    for _ in 0..<40 {  // as many as Linux follows
      if let real = realpath(path, nil) {
        defer { free(real) }
        return String(cString: real)
      }
      guard let link = linkTarget(path) else { return path }
      let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
      path = link.hasPrefix("/") ? link : folder + link
    }
    throw failure(given, .written, ELOOP)
  }

  /// Where a symbolic link points to; nil for anything else.
  private static func linkTarget(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX) + 1) { buffer in
      let count = readlink(path, buffer.baseAddress!, buffer.count - 1)
      guard count > 0 else { return nil }
      buffer[count] = 0
      return String(cString: buffer.baseAddress!)
    }
  }

  /// A path that can be handed to the system: put together with a name, an empty one would be "/".
  ///
  /// - Throws: ``FileError`` for one that is empty or contains a NUL byte.
  static func checked(_ path: String, for action: FileError.Action) throws(FileError) -> String {
    guard !path.isEmpty else { throw FileError(path: path, action: action, reason: "the path is empty") }
    // C would silently stop at a NUL and touch another file.
    guard !path.utf8.contains(0) else {
      let shown = String(path.prefix { $0 != "\0" })
      throw FileError(path: shown, action: action, reason: "the path contains a NUL byte")
    }
    return path
  }

  static func failure(
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
