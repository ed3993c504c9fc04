import Foundation

/// The layer of ``InferenceBenchmark`` as others write it, in PyTorch, where Python has that.
enum NaiveCrossbar: String {
  /// A masked convolution of all channels per kernel position, input bit, slice and block: the published way.
  case masked = "one"
  /// A 1 x 1 convolution of a block's channels.
  case block

  /// Milliseconds of processor time per image; nil, with a line that says why, where it cannot be run.
  func milliseconds() -> Double? {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("naive_crossbar.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", script.path, rawValue]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
    } catch {
      print("skipped: the layer in PyTorch (\(rawValue)): python3 cannot be run")
      return nil
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problem = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, let number = Double(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      let reason = problem.split(separator: "\n").last.map(String.init) ?? "no output"
      print("skipped: the layer in PyTorch (\(rawValue)): \(reason)")
      return nil
    }
    return number
  }
}
