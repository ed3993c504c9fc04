import Counter
import LuaEmbedding

/// A Lua module written in C, linked into the program.
func modulesInC() throws {
  step("modules in C")
  let state = LuaState()
  try state.openModule("counter") { luaopen_counter($0) }
  try state.run(
    """
    local counter = require "counter"
    assert(counter.up() == 1 and counter.up() == 2)
    """)
}
