import Foundation
import Testing

@testable import XPertCore

@Suite("Files")
struct FileSystemTests {
  let folder = TemporaryFolder()

  @Test("bytes come back as written, also none and more than one chunk", arguments: [0, 1, 65_536, 300_001])
  func roundTrip(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let path = folder.file("bytes")
    try FileSystem.write(bytes, to: path)
    #expect(try FileSystem.read(path) == bytes)
    #expect(folder.contents == ["bytes"])
  }

  @Test("writing replaces a file as a whole and keeps its mode")
  func replaces() throws {
    let path = folder.file("result.csv")
    try FileSystem.write("a long first version", to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    try FileSystem.write("short", to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "short")
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o640)
  }

  @Test("whether a file can be written is found out without touching it")
  func writable() throws {
    let path = folder.file("checkpoint")
    try FileSystem.checkWritable(path)
    #expect(folder.contents == [])
    try FileSystem.write("old", to: path)
    try FileSystem.checkWritable(path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(folder.contents == ["checkpoint"])
    #expect(throws: FileError(path: folder.path, action: .written, reason: "Is a directory")) {
      try FileSystem.checkWritable(folder.path)
    }
    let missing = folder.file("none/checkpoint")
    #expect(throws: FileError(path: missing, action: .written, reason: "No such file or directory")) {
      try FileSystem.checkWritable(missing)
    }
  }

  @Test("a new file has the mode that the user's mask makes of 0666")
  func mode() throws {
    let path = folder.file("new")
    try FileSystem.write("x", to: path)
    let reference = folder.file("reference")
    close(open(reference, O_CREAT | O_WRONLY, 0o666))
    let modes = try [path, reference].map {
      try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
    }
    #expect(modes[0] == modes[1])
  }

  @Test("writing through a link replaces the file behind it, not the link")
  func followsLinks() throws {
    try FileSystem.write("old", to: folder.file("target"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.file("link"), withDestinationPath: folder.file("target"))
    try FileSystem.write("new", to: folder.file("link"))
    #expect(try String(contentsOfFile: folder.file("target"), encoding: .utf8) == "new")
    #expect((try? FileManager.default.destinationOfSymbolicLink(atPath: folder.file("link"))) != nil)
  }

  @Test("a link to a file that does not exist yet is followed, too, also through others and relative ones")
  func followsDanglingLinks() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder.file("below"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: folder.file("a"), withDestinationPath: "below/b")
    try manager.createSymbolicLink(atPath: folder.file("below/b"), withDestinationPath: "../real")
    try FileSystem.checkWritable(folder.file("a"))
    try FileSystem.write("new", to: folder.file("a"))
    #expect(try String(contentsOfFile: folder.file("real"), encoding: .utf8) == "new")
    #expect((try? manager.destinationOfSymbolicLink(atPath: folder.file("a"))) == "below/b")
    #expect(folder.contents == ["a", "below", "real"])

    try manager.createSymbolicLink(atPath: folder.file("x"), withDestinationPath: "y")
    try manager.createSymbolicLink(atPath: folder.file("y"), withDestinationPath: "x")
    #expect(
      throws: FileError(
        path: folder.file("x"), action: .written, reason: "Too many levels of symbolic links")
    ) {
      try FileSystem.write("new", to: folder.file("x"))
    }
  }

  @Test("temporary files of killed processes are removed by the next write, those in use are left")
  func abandonedFiles() throws {
    let abandoned = folder.file(".xpert-4711-3w5e11264sgsf.tmp")
    let inUse = folder.file(".xpert-\(getpid())-1.tmp")
    for path in [abandoned, inUse, folder.file(".xpert-notes.tmp"), folder.file(".xpert-1-2-3.tmp")] {
      try Data("half".utf8).write(to: URL(fileURLWithPath: path))
    }
    let descriptor = open(inUse, O_WRONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX) == 0)
    try FileSystem.write("whole", to: folder.file("result"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(left == [".xpert-1-2-3.tmp", ".xpert-\(getpid())-1.tmp", ".xpert-notes.tmp", "result"].sorted())
  }

  @Test("many writers in one folder never take each other's temporary files")
  func concurrentWriters() async throws {
    let folder = folder
    let failures = await withTaskGroup(of: Int.self) { group in
      for writer in 0..<8 {
        group.addTask {
          (0..<20).reduce(0) { failures, round in
            let written: Void? = try? FileSystem.write("\(round)", to: folder.file("file\(writer)"))
            return failures + (written == nil ? 1 : 0)
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(failures == 0)
    #expect(folder.contents == (0..<8).map { "file\($0)" })
  }

  @Test("a relative path is written in the working folder")
  func relative() throws {
    let name = "xpert-relative-\(UUID().uuidString)"
    defer { unlink(name) }
    try FileSystem.write("here", to: name)
    #expect(try FileSystem.read(name) == Array("here".utf8))
  }

  @Test("errors name the path and the system's reason")
  func errors() {
    func message(_ body: () throws -> Void) -> String {
      do { try body() } catch { return "\(error)" }
      return "no error"
    }
    let missing = folder.file("missing/file.csv")
    #expect(
      message { _ = try FileSystem.read(missing) } == "\(missing): cannot be read: No such file or directory")
    #expect(
      message { try FileSystem.write("x", to: missing) }
        == "\(missing): cannot be written: No such file or directory")
    #expect(
      message { try FileSystem.write("x", to: folder.path) }
        == "\(folder.path): cannot be written: Is a directory")
    #expect(
      message { _ = try FileSystem.read(folder.path) } == "\(folder.path): cannot be read: Is a directory")
    #expect(message { _ = try FileSystem.read("") } == "'': cannot be read: the path is empty")
    // Put together with a name, an empty path would be the root.
    #expect(message { _ = try FileSystem.names(in: "") } == "'': cannot be read: the path is empty")
    #expect(message { _ = try CIFAR10.read(folder: "") } == "'': cannot be read: the path is empty")
    #expect(message { _ = try ImageFolder.read("") } == "'': cannot be read: the path is empty")
    #expect(message { _ = try ImageFolder.tinyImageNet("") } == "'': cannot be read: the path is empty")
    #expect(
      message { try FileSystem.write("x", to: "a\0b") }
        == "a: cannot be written: the path contains a NUL byte")
    #expect(
      message { _ = try FileSystem.read("/dev/zero", limit: 1000) }
        == "/dev/zero: cannot be read: larger than 1000 bytes")
    #expect(folder.contents == [])
  }

  @Test("a full device is an error, and a stream is written to instead of replaced")
  func streams() throws {
    let error = #expect(throws: FileError.self) { try FileSystem.write("x", to: "/dev/full") }
    #expect(error?.description == "/dev/full: cannot be written: No space left on device")
    try FileSystem.write("x", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("when writing stops half-way the old file stays and no temporary file is left")
  func failsHalfWay() throws {
    let path = folder.file("kept")
    try FileSystem.write("old", to: path)
    // The system then refuses to let any file grow beyond 16 MiB; nothing else in these tests is as large.
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    let before = limit
    signal(SIGXFSZ, SIG_IGN)
    limit.rlim_cur = 1 << 24
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    defer {
      limit = before
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      signal(SIGXFSZ, SIG_DFL)
    }
    let error = #expect(throws: FileError.self) {
      try FileSystem.write([UInt8](repeating: 1, count: (1 << 24) + 1), to: path)
    }
    #expect(error?.description == "\(path): cannot be written: File too large")
    #expect(folder.contents == ["kept"])
    #expect(try FileSystem.read(path) == Array("old".utf8))
  }
}
