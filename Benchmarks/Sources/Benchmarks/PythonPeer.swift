import Foundation

/// A peer in `Benchmarks/Python`, run by the Python that the environment variable XPERT_PYTHON names, or
/// python3.
struct PythonPeer {
  static let python = ProcessInfo.processInfo.environment["XPERT_PYTHON"] ?? "python3"

  let script: String

  init(_ script: String) { self.script = script }

  /// Version of its torch; nil, with a line that says what is skipped, if there is none.
  static func torchVersion(skipping what: String) -> String? {
    switch run(["-c", "import torch; print(torch.__version__)"]) {
    case .success(let text): return text.trimmingCharacters(in: .whitespacesAndNewlines)
    case .failure(let problem):
      print("skipped: \(what): \(problem.reason)")
      return nil
    }
  }

  /// The numbers that the script prints, a line each; nil, with a line that says why, where it cannot be run.
  func numbers(_ arguments: [String]) -> [Double]? {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Python/\(script)").path
    switch Self.run([path] + arguments) {
    case .success(let text):
      let numbers = text.split(separator: "\n").compactMap { Double($0) }
      if numbers.isEmpty { print("skipped: \(script): it printed no number") }
      return numbers.isEmpty ? nil : numbers
    case .failure(let problem):
      print("skipped: \(script): \(problem.reason)")
      return nil
    }
  }

  private struct Problem: Error { let reason: String }

  private static func run(_ arguments: [String]) -> Result<String, Problem> {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do { try process.run() } catch { return .failure(Problem(reason: "\(python) cannot be run")) }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      return .failure(
        Problem(reason: problem.split(separator: "\n").last.map(String.init) ?? "\(python) failed"))
    }
    return .success(text)
  }
}
