import Foundation
import Testing
import XPertLua

@testable import xpert_lua

/// The command as users run it.
@Suite struct CommandTests {
  @Test("a script gets its arguments as '...' and everything else in 'arg'")
  func arguments() throws {
    let folder = try Folder([
      "s.lua": "print(..., arg[0] ~= nil, arg[1], arg[2], arg[-1], arg[-2], arg[-4] ~= nil, #arg)"
    ])
    let outcome = try run(["-W", "-e", "x = 1", folder["s.lua"], "a", "b c"])
    #expect(outcome == Outcome(output: "a\ttrue\ta\tb c\tx = 1\t-e\ttrue\t2\n", errors: "", status: 0))
  }

  @Test("statements, libraries and the script run in the order given")
  func order() throws {
    let folder = try Folder(["m.lua": "print('m', ...) return { v = 5 }", "s.lua": "print('s', m.v, n.v)"])
    let outcome = try run(
      ["-e", "print(1)", "-l", "m", "-e", "print(m.v)", "-l", "n=m", "s.lua"], directory: folder.url)
    #expect(outcome.output.split(separator: "\n").map { $0.prefix(7) } == ["1", "m\tm\t./m", "5", "s\t5\t5"])
    #expect(outcome.status == 0)
  }

  @Test("modules beside the script are found from anywhere")
  func searchPath() throws {
    let folder = try Folder([
      "a/s.lua": "print(require 'helper', require 'pack')", "a/helper.lua": "return 'helper'",
      "a/pack/init.lua": "return 'pack'",
    ])
    #expect(try run([folder["a/s.lua"]]).output.hasPrefix("helper\t"))
    #expect(
      try run(["-e", "print(require 'xpert' == xpert, xpert.version)"]).output == "true\t\(xpertVersion)\n")
  }

  @Test("LUA_INIT runs first, as text or as a file, and -E ignores it")
  func initialisation() throws {
    let folder = try Folder(["init.lua": "x = 'file'"])
    let script = ["-e", "print(x)"]
    #expect(try run(script, environment: ["LUA_INIT": "x = 'text'"]).output == "text\n")
    #expect(try run(script, environment: ["LUA_INIT": "@" + folder["init.lua"]]).output == "file\n")
    #expect(
      try run(script, environment: ["LUA_INIT": "x = 1", "LUA_INIT_5_4": "x = 2"]).output == "2\n")
    #expect(try run(["-E"] + script, environment: ["LUA_INIT": "x = 'text'"]).output == "nil\n")
    let outcome = try run(script, environment: ["LUA_INIT": "error('in init')"])
    #expect(outcome.errors.hasPrefix("xpert-lua: LUA_INIT:1: in init\nstack traceback:\n"))
    #expect(outcome.status == 1)
  }

  @Test("LUA_PATH is read, and -E ignores it")
  func luaPath() throws {
    let folder = try Folder(["lib/far.lua": "return 'far'"])
    let environment = ["LUA_PATH_5_4": folder["lib"] + "/?.lua;;"]
    #expect(try run(["-e", "print((require 'far'))"], environment: environment).output == "far\n")
    #expect(try run(["-E", "-e", "require 'far'"], environment: environment).status == 1)
  }

  @Test("standard input is the script where none is given, and for '-'")
  func standardInput() throws {
    #expect(try run([], input: "print('in', ...)").output == "in\n")
    #expect(try run(["-", "x"], input: "#!/usr/bin/env xpert-lua\nprint('in', ...)").output == "in\tx\n")
  }

  @Test("a first line that starts with '#' is skipped, and lines are counted all the same")
  func shebang() throws {
    let folder = try Folder(["s.lua": "#!/usr/bin/env xpert-lua\nerror('x')"])
    #expect(try run([folder["s.lua"]]).errors.contains("s.lua:2: x\n"))
  }

  @Test("an error ends with status 1, its message and a traceback")
  func errors() throws {
    let folder = try Folder(["s.lua": "local function inner() error('oh no') end\ninner()"])
    let outcome = try run(["s.lua"], directory: folder.url)
    #expect(
      outcome
        == Outcome(
          output: "",
          errors: """
            xpert-lua: s.lua:1: oh no
            stack traceback:
            \t[C]: in function 'error'
            \ts.lua:1: in local 'inner'
            \ts.lua:2: in main chunk

            """, status: 1))
    #expect(try run(["-e", "error({})"]).errors.hasPrefix("xpert-lua: (error object is a table value)\n"))
    #expect(
      try run(["-e", "error(setmetatable({}, { __tostring = function() return 'mine' end }))"]).errors
        .hasPrefix("xpert-lua: mine\n"))
    #expect(try run(["-e", "x ="]).errors == "xpert-lua: (command line):1: unexpected symbol near <eof>\n")
    #expect(try run(["nosuch.lua"]).errors.hasPrefix("xpert-lua: cannot open nosuch.lua"))
  }

  @Test("os.exit gives its status, and buffered output is written")
  func exitStatus() throws {
    #expect(try run(["-e", "io.write('a') os.exit(7)"]) == Outcome(output: "a", errors: "", status: 7))
    #expect(
      try run(["-e", "io.write('a') os.exit(true, true)"]) == Outcome(output: "a", errors: "", status: 0))
    #expect(
      try run(["-e", "local t = setmetatable({}, { __gc = function() print('closed') end })"]).output
        == "closed\n")
  }

  @Test("output that is lost is an error, whoever ends the process", .enabled(if: hasFullDevice))
  func lostOutput() throws {
    let shell = URL(fileURLWithPath: "/bin/sh")
    for (script, more) in [
      ("print('x')", ""), ("io.write(('x'):rep(1e6)) os.exit(true)", ""), ("print('x') os.exit(0, true)", ""),
      ("print('x') error('own', 0)", "xpert-lua: own\n"),
    ] {
      let outcome = try run(
        ["-c", "exec \"$0\" -e \"$1\" > /dev/full", command.path, script], program: shell)
      #expect(outcome.status == ExitStatus.outputLost.rawValue)
      #expect(
        outcome.errors.contains("xpert-lua: the standard output is incomplete: "))
      #expect(outcome.errors.hasPrefix(more))
    }
    // What is not written is not lost.
    #expect(
      try run(["-c", "exec \"$0\" -e 'x = 1' > /dev/full", command.path], program: shell).status == 0)
    #expect(try run(["-c", "exec \"$0\" -e 'x = 1' >&-", command.path], program: shell).status == 0)
    #expect(try run(["-c", "exec \"$0\" --help > /dev/full", command.path], program: shell).status == 3)
  }

  @Test("a statement may change the script's arguments through 'arg'")
  func changedArguments() throws {
    let folder = try Folder(["s.lua": "print(select('#', ...), ..., arg[2])"])
    #expect(try run(["-e", "arg[1] = 'new'", folder["s.lua"], "a", "b"]).output == "2\tnew\tb\n")
    #expect(try run(["-e", "arg = { 7, {} }", folder["s.lua"], "a"]).output.hasPrefix("2\t7\ttable: "))
    let outcome = try run(["-e", "arg = 1", folder["s.lua"]])
    #expect(outcome == Outcome(output: "", errors: "xpert-lua: 'arg' is not a table\n", status: 1))
  }

  @Test("'-' behind '--' is a file")
  func fileNamedDash() throws {
    let folder = try Folder(["-": "print('file', arg[0])"])
    #expect(try run(["--", "-"], input: "print 'input'", directory: folder.url).output == "file\t-\n")
    #expect(try run(["-"], input: "print 'input'", directory: folder.url).output == "input\n")
  }

  @Test("what string.dump makes is run as 'lua' runs it, but not in the sandbox")
  func binaryScripts() throws {
    let folder = try Folder()
    let path = folder["s.luac"]
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    let made = try run(["-e", "io.open('\(path)', 'wb'):write(string.dump(load 'print(...)')):close()"])
    #expect(made.status == 0)
    #expect(try run([path, "a"]).output == "a\n")
    let refused = try run(["--sandbox", path])
    #expect(refused.status == 1)
    #expect(refused.errors.hasSuffix("attempt to load a binary chunk (mode is 't')\n"))
  }

  @Test("hooks see the calls of the script and no other")
  func hooks() throws {
    let script = """
      local events = {}
      local function see(event) events[#events + 1] = event end
      debug.sethook(see, "cr")
      string.len("x")
      debug.sethook()
      print(table.concat(events, " "))
      print(debug.gethook())
      """
    let events = try run(["-e", script])
    #expect(events == (try run(["-e", script], program: URL(fileURLWithPath: "/usr/bin/lua5.4"))))
    #expect(events.output == "return call return call\nnil\n")
  }

  @Test("-W turns warnings on, and so does warn('@on')")
  func warnings() throws {
    #expect(try run(["-e", "warn('a')"]).errors == "")
    #expect(try run(["-W", "-e", "warn('a', 'b')"]).errors == "Lua warning: ab\n")
    #expect(try run(["-e", "warn('@on') warn('a') warn('@off') warn('b')"]).errors == "Lua warning: a\n")
  }

  @Test("-v and --help print and end")
  func information() throws {
    #expect(try run(["-v"]).output == Command.version + "\n")
    #expect(try run(["--version"]).output == Command.version + "\n")
    #expect(try run(["--help"]).output == CommandArguments.usage + "\n")
    #expect(try run(["-v", "-e", "print(1)"]).output == Command.version + "\n1\n")
    let outcome = try run(["--nonsense"])
    #expect(outcome.errors == "xpert-lua: unrecognized option '--nonsense'\n\(CommandArguments.usage)\n")
    #expect(outcome.status == 2)
  }

  @Test("the same seed gives the same random numbers, in every process")
  func seeds() throws {
    let script = ["-e", "print(math.random(1 << 40), math.random())"]
    let first = try run(script).output
    #expect(try run(script).output == first)
    #expect(try run(["--seed", "0"] + script).output == first)
    let other = try run(["--seed", "1"] + script).output
    #expect(other != first)
    #expect(try run(["--seed=1"] + script).output == other)
  }

  @Test("a time limit ends a loop, and pcall does not help")
  func timeLimit() throws {
    let outcome = try run([
      "--time-limit", "0.1", "-e", "while true do pcall(function() while true do end end) end",
    ])
    #expect(outcome.errors.hasPrefix("xpert-lua: (command line):1: time limit of 0.1 s exceeded\n"))
    #expect(outcome.status == 124)
  }

  @Test("what no hook reaches ends with the process")
  func watchdog() throws {
    let start = Date()
    let outcome = try run(
      ["--time-limit", "0.1", "-e", "io.write('before') string.find(('a'):rep(1e5), '.-.-.-.-b$')"])
    #expect(
      outcome
        == Outcome(
          output: "before",
          errors: "xpert-lua: time limit of 0.1 s exceeded in code that cannot be interrupted\n", status: 125)
    )
    #expect(Date().timeIntervalSince(start) < 20)
  }

  @Test("a memory limit raises an error that the script may catch")
  func memoryLimit() throws {
    let endless = "local t = {} while true do t[#t + 1] = ('x'):rep(1000) .. #t end"
    let outcome = try run(["--memory-limit", "2M", "-e", endless])
    #expect(outcome.errors.hasPrefix("xpert-lua: (command line):1: not enough memory\n"))
    #expect(outcome.status == 4)
    #expect(
      try run(["--memory-limit", "2M", "-e", "print(pcall(function() \(endless) end))"]).output
        == "false\tnot enough memory\n")
    // However small: an error, no crash.
    let folder = try Folder(["s.lua": endless])
    for size in ["1", "1K", "20K", "24K", "30K", "50K"] {
      for source in [["-e", endless], [folder["s.lua"]]] {
        let outcome = try run(["--memory-limit", size] + source)
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("not enough memory"))
      }
    }
  }

  @Test("the sandbox has no files, processes or native code")
  func sandbox() throws {
    let folder = try Folder(["s.lua": "print(io, os, debug, package, dofile, (require 'xpert').version)"])
    #expect(
      try run(["--sandbox", folder["s.lua"]]).output == "nil\tnil\tnil\tnil\tnil\t\(xpertVersion)\n")
    #expect(
      try run(["--sandbox", "-e", "require 'lfs'"]).errors
        .hasPrefix("xpert-lua: (command line):1: module 'lfs' is not available in the sandbox\n"))
    #expect(try run(["--sandbox", "-e", "print(x)"], environment: ["LUA_INIT": "x = 1"]).output == "nil\n")
  }

  @Test("--check reports the syntax and the options of a script")
  func check() throws {
    let folder = try Folder([
      "good.lua": "local xpert = require 'xpert'\nlocal c = xpert.choice { 1, 2 }",
      "syntax.lua": "local x = = 1",
      "options.lua": "local xpert = require 'xpert'\nxpert.choice { 1, nil, 3 }",
    ])
    #expect(
      try run(["--check", "good.lua"], directory: folder.url)
        == Outcome(output: "good.lua: checked\n", errors: "", status: 0))
    #expect(
      try run(["--check", "syntax.lua"], directory: folder.url)
        == Outcome(output: "", errors: "xpert-lua: syntax.lua:1: unexpected symbol near '='\n", status: 1))
    let outcome = try run(["--check", "options.lua"], directory: folder.url)
    #expect(
      outcome.errors.hasPrefix("xpert-lua: options.lua:2: xpert.choice: entry 2 is nil\nstack traceback:\n"))
    #expect(outcome.status == 1)
  }

  @Test("C modules find Lua in this process", .enabled(if: hasFileSystemModule, "lua-filesystem is missing"))
  func nativeModules() throws {
    #expect(try run(["-e", "print(require('lfs').currentdir() ~= nil)"]).output == "true\n")
  }

  @Test("statements behind -i are read from a pipe as from a terminal")
  func pipedInteractive() throws {
    let input = """
      1 + 1
      = 'eq', 2
      for i = 1, 2 do
        io.write(i, ' ')
      end
      x x
      error('a')
      print = nil
      3
      """
    let outcome = try run(["-i"], input: input + "\n")
    #expect(outcome.output == Command.version + "\n> 2\n> eq\t2\n> >> >> 1 2 > > > > > \n")
    #expect(
      outcome.errors == """
        stdin:1: syntax error near 'x'
        stdin:1: a
        stack traceback:
        \t[C]: in function 'error'
        \tstdin:1: in main chunk
        error calling 'print' (attempt to call a nil value)

        """)
    #expect(outcome.status == 0)
  }

  @Test("the prompts are the script's")
  func prompts() throws {
    let outcome = try run(["-e", "_PROMPT, _PROMPT2 = '? ', '.. '", "-i"], input: "do\nend\n")
    #expect(outcome.output == Command.version + "\n? .. ? \n")
  }

  @Test(
    "the interactive mode on a terminal",
    .enabled(if: hasPexpect, "python3-pexpect is missing: the interactive mode is not tested"))
  func terminal() throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("repl.py")
    let outcome = try run(
      ["python3", script.path, command.path], program: URL(fileURLWithPath: "/usr/bin/env"))
    #expect(outcome == Outcome(output: "ok\n", errors: "", status: 0))
  }
}

private let hasPexpect: Bool = {
  (try? run(["python3", "-c", "import pexpect"], program: URL(fileURLWithPath: "/usr/bin/env")).status) == 0
}()

private let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

private let hasFileSystemModule: Bool = {
  (try? run(["-e", "require 'lfs'"]).status) == 0
}()
