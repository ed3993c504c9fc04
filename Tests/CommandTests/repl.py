"""Drives the interactive mode through a pseudo-terminal: repl.py COMMAND. Prints "ok" at the end."""
import os
import signal
import shutil
import sys
import tempfile
import time
import pexpect

# A test runner may start its children with signals blocked.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

environment = {k: v for k, v in os.environ.items() if not k.startswith("LUA")}
environment["TERM"] = "dumb"
environment["LC_ALL"] = "C"
state = tempfile.mkdtemp()
environment["XDG_STATE_HOME"] = state
repl = pexpect.spawn(sys.argv[1], encoding="utf-8", timeout=20, env=environment, dimensions=(50, 200))


def enter(line, *answers):
    repl.expect("> ")
    repl.sendline(line)
    for answer in answers:
        repl.expect_exact(answer)


repl.expect("xpert-lua .*, Lua 5.4")
enter("21 * 2", "\r\n42\r\n")
enter("= 'eq', 7", "\r\neq\t7\r\n")
enter("for i = 1, 2 do", ">> ")
repl.sendline("print('row', i)")
repl.expect_exact(">> ")
repl.sendline("end")
repl.expect_exact("row\t1\r\nrow\t2\r\n")
enter("#'ä€'", "\r\n5\r\n")  # also where the locale is "C"
enter("x x", "stdin:1: syntax error near 'x'")
enter("local function f() error('deep') end f()", "stdin:1: deep", "stack traceback:", "in local 'f'")

# Ctrl-C ends the loop, not the program; also inside a coroutine that calls something of ours.
enter("print('run' .. 'ning') while true do end", "running\r\n")
repl.sendintr()
repl.expect("interrupted!")
enter(
    "coroutine.wrap(function() print('run' .. 'ning') while true do for _ in xpert.sorted {} do end end end)()",
    "running\r\n",
)
repl.sendintr()
repl.expect("interrupted!")
enter("'still ' .. 'here'", "still here")

# Arrow up brings back the line before.
repl.expect("> ")
repl.send("\x1b[A")
repl.expect_exact("'still ' .. 'here'")
repl.sendline("")
repl.expect_exact("still here")

# Ctrl-C at a prompt clears the line, also the second one of a statement, and the session goes on.
for beginning in ["error('never')", "for i = 1, 2 do"]:
    repl.expect("> ")
    repl.send(beginning)
    repl.expect_exact(beginning)
    if beginning.startswith("for"):
        repl.sendline("")
        repl.expect_exact(">> ")
        repl.send("error('never')")
    time.sleep(0.3)
    repl.sendintr()
    enter("'alive ' .. 6 * 7", "\r\nalive 42\r\n")
    assert "never'\r\n" not in repl.before, repl.before

# Tables, functions and help.
enter("{ 3, 'x', b = { 1.5 }, a = print == nil }", "{ 3, \"x\", a = false, b = { 1.5 } }")
enter("t = { n = 1 } t.t = t")
enter("t", "{ n = 1, t = { ... } --[[ a table around this one ]] }")
enter("(function() local t = {} for i = 1, 1000 do t[i] = i end return t end)()", "... --[[ 800 more ]]")
enter("setmetatable({}, { __tostring = function() return 'my own' end })", "\r\nmy own\r\n")
enter("xpert.evaluate", "xpert.evaluate { ... }: ", "options:", "network")
enter("xpert.loss", "members of xpert.loss:")
enter("print(xpert.loss)", "\r\nxpert.loss: 0x")
enter("help()", "help(xpert.evaluate)")
enter("help 'xpert.evaluate'", "xpert.evaluate { ... }: ")
enter("help(xpert.hardware {})", "xpert.Hardware")
enter("help 'xpert.evalute'", "no help for 'xpert.evalute' (did you mean 'xpert.evaluate'?)")


def complete(text, whole, answer):
    """Types a text and TAB: the line must become the whole text, which is then run."""
    repl.expect("> ")
    repl.send(text + "\t")
    repl.expect_exact(whole)
    if answer is None:
        repl.sendintr()  # the beginning of a statement
        return
    repl.sendline("")
    repl.expect_exact(answer)


complete("tost", "tostring", "function")
complete("xpert.vers", "xpert.version", "\r\n")
complete("string.form", "string.format", "function")
complete("h = xpert.hardware { roadm", "roadmap", None)
enter("h = xpert.hardware { crossbar = 64 }")
complete("h.n", "h.node_nm", "\r\n32\r\n")
enter("lib = setmetatable({ deep = { value_of_all = 77 } }, { __index = { inherited = 5 } })")
complete("lib.deep.val", "lib.deep.value_of_all", "\r\n77\r\n")
complete("lib.inh", "lib.inherited", "\r\n5\r\n")
complete("('x' .. lib.inh", "lib.inherited", None)

repl.expect("> ")
repl.sendeof()
repl.expect(pexpect.EOF)
repl.close()
assert repl.exitstatus == 0, repl.exitstatus

# The next session has the lines of this one.
history = os.path.join(state, "xpert-lua", "history")
assert os.stat(history).st_mode & 0o777 == 0o600
lines = open(history, encoding="utf-8").read().split("\n")
assert "21 * 2" in lines and "for i = 1, 2 do\\nprint('row', i)\\nend" in lines, lines
repl = pexpect.spawn(sys.argv[1], encoding="utf-8", timeout=20, env=environment, dimensions=(50, 200))
enter("first = 1")
enter("'of the ' .. 'second session'", "of the second session")
repl.sendeof()
repl.expect(pexpect.EOF)
repl.close()
repl = pexpect.spawn(sys.argv[1], encoding="utf-8", timeout=20, env=environment, dimensions=(50, 200))
repl.expect("> ")
repl.send("\x1b[A")
repl.expect_exact("'of the ' .. 'second session'")
repl.sendline("")
repl.expect_exact("of the second session")
repl.sendeof()
repl.expect(pexpect.EOF)
repl.close()

# Ctrl-C ends a script with status 130, and no pcall swallows it.
for script in [
    "while true do end",
    "while true do pcall(function() while true do end end) end",
    "while true do pcall(error) end",
    "while true do pcall(coroutine.wrap(function() while true do for _ in xpert.sorted {} do end end end)) end",
    "while true do xpcall(error, tostring) end",
]:
    looping = pexpect.spawn(
        sys.argv[1], ["-e", "print('running') io.flush() " + script], encoding="utf-8", timeout=60,
        env=environment)
    looping.expect_exact("running\r\n")
    time.sleep(0.3)
    looping.sendintr()
    looping.expect_exact("interrupted!")
    looping.expect(pexpect.EOF)
    looping.close()
    assert looping.exitstatus == 130, (script, looping.exitstatus, looping.signalstatus)
shutil.rmtree(state)

# Code that no hook reaches: the second Ctrl-C ends the process.
stuck = pexpect.spawn(
    sys.argv[1], ["-e", "print('running') io.flush() string.find(('a'):rep(1e6), '.-.-.-.-b$')"],
    encoding="utf-8", timeout=20, env=environment)
stuck.expect_exact("running\r\n")
time.sleep(1)  # until it is in string.find
stuck.sendintr()
time.sleep(1)  # two signals at once would count as one
assert stuck.isalive()
stuck.sendintr()
stuck.expect(pexpect.EOF)
stuck.close()
assert stuck.signalstatus == signal.SIGINT, (stuck.exitstatus, stuck.signalstatus)
print("ok")
