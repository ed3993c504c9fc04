import Testing

@testable import xpert_lua

@Suite struct CommandArgumentsTests {
  private func parse(_ arguments: String...) throws -> CommandArguments {
    try CommandArguments(["xpert-lua"] + arguments)
  }

  private func problem(_ arguments: String...) -> String? {
    do {
      _ = try CommandArguments(["xpert-lua"] + arguments)
      return nil
    } catch {
      return (error as? CommandArguments.Problem)?.message
    }
  }

  @Test("options keep their order, and everything after the script is the script's")
  func order() throws {
    let parsed = try parse("-e", "a = 1", "-lm", "-W", "-l", "g=mod", "-eb=2", "s.lua", "-i", "--seed")
    #expect(
      parsed.actions == [
        .execute("a = 1"), .require(global: "m", module: "m"), .warnings,
        .require(global: "g", module: "mod"),
        .execute("b=2"),
      ])
    #expect(parsed.script == "s.lua")
    #expect(parsed.scriptArguments == ["-i", "--seed"])
    #expect(parsed.scriptIndex == 8)
    #expect(!parsed.isInteractive)
  }

  @Test("'--' and '-' end the options")
  func ends() throws {
    #expect(try parse("--", "-e").script == "-e")
    #expect(try parse("-", "x").scriptArguments == ["x"])
    #expect(try parse("-E", "--").script == nil)
  }

  @Test("the suffix of a versioned module is not part of the global's name")
  func suffix() throws {
    #expect(try parse("-l", "mod-v2").actions == [.require(global: "mod", module: "mod-v2")])
  }

  @Test("long options take their value attached or as the next argument")
  func long() throws {
    let parsed = try parse(
      "--seed", "-3", "--time-limit=2.5", "--memory-limit", "64M", "--sandbox", "--check", "f.lua")
    #expect(parsed.seed == -3)
    #expect(parsed.timeLimit == 2.5)
    #expect(parsed.memoryLimit == 64 << 20)
    #expect(parsed.isSandboxed && parsed.isChecking)
    #expect(parsed.script == "f.lua")
  }

  @Test("sizes are powers of 1024")
  func sizes() {
    #expect(CommandArguments.bytes("500000") == 500_000)
    #expect(CommandArguments.bytes("2K") == 2048)
    #expect(CommandArguments.bytes("1GiB") == 1 << 30)
    #expect(CommandArguments.bytes("0") == nil)
    #expect(CommandArguments.bytes("M") == nil)
    #expect(CommandArguments.bytes("5T") == nil)
    #expect(CommandArguments.bytes("9223372036854775807G") == nil)
  }

  @Test("what is not an option is reported, with a near name where there is one")
  func problems() {
    #expect(problem("-x") == "unrecognized option '-x'")
    #expect(problem("-ii") == "unrecognized option '-ii'")
    #expect(problem("-e") == "'-e' needs argument")
    #expect(problem("-e", "-v") == "'-e' needs argument")
    #expect(problem("--sed", "1") == "unrecognized option '--sed' (did you mean '--seed'?)")
    #expect(problem("--nonsense") == "unrecognized option '--nonsense'")
    #expect(problem("--seed") == "'--seed' needs argument")
    #expect(problem("--seed", "1.5") == "'--seed' needs an integer, got '1.5'")
    #expect(problem("--time-limit", "0") == "'--time-limit' needs a number of seconds, got '0'")
    #expect(problem("--memory-limit=big") == "'--memory-limit' needs a size such as 64M, got 'big'")
    #expect(problem("--sandbox=no") == "'--sandbox' takes no argument")
    #expect(problem("--check") == "'--check' needs a script")
  }
}
