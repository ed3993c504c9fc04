"""Drives the interactive mode through a pseudo-terminal: repl.py COMMAND. Prints "ok" at the end."""
import os
import signal
import sys
import time
import pexpect

# A test runner may start its children with signals blocked.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

environment = {k: v for k, v in os.environ.items() if not k.startswith("LUA")}
environment["TERM"] = "dumb"
environment["LC_ALL"] = "C"
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

repl.expect("> ")
repl.sendeof()
repl.expect(pexpect.EOF)
repl.close()
assert repl.exitstatus == 0, repl.exitstatus

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
