import Foundation
import Testing

/// The command beside `lua5.4`: see "Differences" in Documentation/command.md.
@Suite struct LuaBehaviourTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scripts/lua-behaviour")
  static let lua = URL(fileURLWithPath: "/usr/bin/lua5.4")

  @Test(
    "a script of Lua's own behaviour writes the same as with 'lua5.4'",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: lua.path), "lua5.4 is missing: nothing to compare with"
    ),
    arguments: [
      "arguments", "collection", "control", "coroutines", "errors", "hooks", "loading", "strings",
    ])
  func same(name: String) throws {
    let arguments = ["-W", "\(name).lua", "a", "b"]
    let expected = try run(arguments, program: Self.lua, directory: Self.folder)
    #expect(expected.status == 0 && !expected.output.isEmpty)
    #expect(try run(arguments, directory: Self.folder) == expected)
  }

  @Test("every script of the folder is run")
  func complete() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(names.count == 8)
  }
}
