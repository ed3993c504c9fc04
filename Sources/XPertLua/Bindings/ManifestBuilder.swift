import CLua
import XPertCore

/// What made a result: script, seed, versions, convention, hardware.
enum ManifestBuilder {
  /// - Parameter seed: of the search; nil takes the state's.
  static func manifest(
    _ frame: LuaFrame, hardware: HardwareObject?, convention: String, seed: Int? = nil
  ) -> Manifest {
    let arguments = scriptArguments(frame)
    let script = arguments.first.flatMap { path in
      (try? FileSystem.read(path, limit: 1 << 26)).map { (path: path, bytes: $0) }
    }
    return Manifest(
      version: xpertVersion, luaVersion: LuaState.versionText, script: script, seed: seed ?? frame.context.seed,
      convention: convention, hardware: (hardware?.entries ?? []).map { Manifest.Entry($0.name, $0.value) },
      commandLine: arguments, date: nil)
  }

  /// The script's path and its arguments: `arg[0]`, `arg[1]` ... as the command sets them; empty without.
  private static func scriptArguments(_ frame: LuaFrame) -> [String] {
    frame.restoring {
      xl_pushglobals(frame.L)
      guard frame.getRaw("arg", of: -1) == .table else { return [] }
      let table = LuaTableReader(frame, at: frame.top)
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
  static let versionText = String(cString: xl_version()).split(separator: " ").prefix(2).joined(separator: " ")
}
