import Foundation

/// The command, built beside the tests.
let command: URL = {
  #if os(Linux)
    let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
  #else
    let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }!.bundleURL
  #endif
  return tests.deletingLastPathComponent().appendingPathComponent("xpert-lua")
}()

struct Outcome: Equatable {
  var output: String
  var errors: String
  var status: Int32
}

/// Runs a program to its end.
func run(
  _ arguments: [String], program: URL = command, input: String = "", environment: [String: String] = [:],
  directory: URL? = nil
) throws -> Outcome {
  let process = Process()
  process.executableURL = program
  process.arguments = arguments
  var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LUA") }
  variables.merge(environment) { $1 }
  process.environment = variables
  if let directory { process.currentDirectoryURL = directory }
  // Errors go to a file: a program that fills a second pipe would wait for a reader that waits for it.
  let folder = try Folder(["errors": ""])
  let stderr = try FileHandle(forWritingTo: URL(fileURLWithPath: folder["errors"]))
  let (stdin, stdout) = (Pipe(), Pipe())
  (process.standardInput, process.standardOutput, process.standardError) = (stdin, stdout, stderr)
  try process.run()
  try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
  try stdin.fileHandleForWriting.close()
  let output = stdout.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  let errors = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder["errors"])).readToEnd() ?? Data()
  return Outcome(
    output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self),
    status: process.terminationStatus)
}

/// A folder of files, removed at the end.
final class Folder {
  let url: URL

  init(_ files: [String: String] = [:]) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("xpert-\(UUID().uuidString)")
    for (name, text) in files {
      let file = url.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  subscript(name: String) -> String { url.appendingPathComponent(name).path }
}
