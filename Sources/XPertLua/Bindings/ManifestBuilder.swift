import CLua
import LuaEmbedding
import XPertCore

import Platform

/// What only a running script knows of what made a result: Lua, script, arguments, the command's seed.
enum ManifestBuilder {
  /// The manifest with all of it; the state's seed where there is none.
  static func complete(_ manifest: Manifest, _ frame: LuaFrame) -> Manifest {
    var manifest = manifest
    let arguments = scriptArguments(frame)
    manifest.luaVersion = LuaState.versionText
    manifest.commandLine = arguments
    manifest.seed = manifest.seed ?? frame.context.seed
    // A sandboxed script could name any file in `arg`.
    if let path = frame.context.isSandboxed ? nil : arguments.first, let bytes = bytes(ofScript: path) {
      manifest.setScript(path: path, bytes: bytes)
    }
    return manifest
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
