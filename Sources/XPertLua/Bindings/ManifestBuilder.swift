import CLua
import LuaEmbedding
import XPertCore

import Platform

/// What made a result: script, seed, versions, convention, hardware.
enum ManifestBuilder {
  /// - Parameter seed: of the search; nil takes the state's.
  static func manifest(
    _ frame: LuaFrame, hardware: HardwareObject?, convention: String, seed: Int? = nil,
    evaluation: [Manifest.Entry] = []
  ) -> Manifest {
    let arguments = scriptArguments(frame)
    // A sandboxed script could name any file in `arg`.
    let path = frame.context.isSandboxed ? nil : arguments.first
    let script = path.flatMap { path in
      bytes(ofScript: path).map { (path: path, bytes: $0) }
    }
    return Manifest(
      version: xpertVersion, luaVersion: LuaState.versionText, script: script,
      seed: seed ?? frame.context.seed,
      convention: convention,
      hardware: (hardware?.chip.fields ?? []).map { Manifest.Entry($0.name, $0.value) },
      evaluation: evaluation, commandLine: arguments, date: nil)
  }

  /// Only of a file proper: a pipe has been read to its end, a terminal would be waited for.
  private static func bytes(ofScript path: String) -> [UInt8]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return try? FileSystem.read(path, limit: 1 << 26)
  }

  /// The script's path and its arguments: `arg[0]`, `arg[1]` ... as the command sets them; empty without.
  private static func scriptArguments(_ frame: LuaFrame) -> [String] {
    frame.restoring {
      xl_pushglobals(frame.L)
      guard frame.getRaw("arg", of: -1) == .table else { return [] }
      let table = LuaTableReader(frame, at: frame.top)
      // Without a script, the program itself is at 0 and nothing comes before it.
      guard table.with(entry: -1, { !frame.isNil($0) }) else { return [] }
      var arguments: [String] = []
      for entry in 0...table.count {
        let argument = table.with(entry: entry) { index in
          frame.type(index) == .string ? try? frame.string(index) : nil
        }
        guard let argument else { break }
        arguments.append(argument)
      }
      return arguments
    }
  }
}

extension LuaState {
  /// "Lua 5.4.4", of the library that runs.
  static let versionText = String(cString: xl_version()).split(separator: " ").prefix(2).joined(
    separator: " ")
}

extension LuaFrame {
  /// Pushes a table of names and values.
  func push(_ manifest: Manifest) {
    pushTable { table in
      for entry in manifest.entries { table.set(entry.name, entry.value) }
    }
  }
}
