import CLua
import LuaTestSupport
import Testing

@testable import LuaEmbedding

/// Something that holds bytes outside Lua, as it says.
private final class Block: LuaObject {
  let bytes: Int
  init(_ bytes: Int) { self.bytes = bytes }

  var bytesHeld: Int { bytes }

  static let luaType = LuaType<Block>("lab.Block") { type in
    type.property("bytes") { $0.bytes }
    type.onClose { _ in }
  }
}

/// One budget for what Lua allocates and for what Swift holds for its scripts.
@Suite struct MemoryBudgetTests {
  private func state(_ limit: Int? = 4 << 20) throws -> LuaState {
    var configuration = LuaState.Configuration()
    configuration.memoryLimit = limit
    let state = LuaState(configuration)
    try state.setFunction("block") { (bytes: Int) in Block(bytes) }
    try state.setFrameFunction("work") { frame in
      try frame.withMemory(frame.integer(1), for: "lab.work") { frame.returns(frame.memory.used) }
    }
    return state
  }

  @Test("what kept objects hold counts, and ends with Lua's own error at the script's line")
  func kept() throws {
    let state = try state()
    do {
      try state.run("local kept = {}\nfor i = 1, 100 do\n  kept[i] = block(1 << 20)\nend")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.message == "script:3: not enough memory")
      #expect(error.kind == .memory)
    }
    #expect(try state.evaluate("return 1 + 1", as: Int.self) == 2)
    try state.run(
      "for i = 1, 5 do assert(not pcall(block, 5 << 20)) end assert(block(3 << 20).bytes == 3 << 20)")
  }

  @Test("what is garbage does not count")
  func garbage() throws {
    let state = try state()
    try state.run("for i = 1, 1000 do local b = block(1 << 20) assert(b.bytes == 1 << 20) end")
    state.collectGarbage()
    #expect(state.memoryUsed < 1 << 20)
  }

  @Test("garbage that holds much outside makes room for Lua's own allocations, too")
  func garbageAndTables() throws {
    try state().run(
      """
      local function fill() local kept = {} for i = 1, 100 do kept[i] = block(300000) end end
      for turn = 1, 20 do
        assert(not pcall(fill))
        local t = {}
        for i = 1, 30000 do t[i] = i end          -- half a megabyte
        assert(#t == 30000)
      end
      """)
  }

  @Test("an object gives its bytes back when it is closed, and once")
  func closing() throws {
    let state = try state(nil)
    let before = state.memoryUsed
    try state.run("kept = block(1 << 30) do local b <close> = kept end")
    #expect(state.memoryUsed - before < 1 << 16)
    try state.run("kept = nil")
    state.collectGarbage()
    #expect(state.memoryUsed < before + 16_384)
  }

  @Test("what would not fit is refused before it begins, with size and limit, and pcall catches it")
  func required() throws {
    let state = try state()
    do {
      try state.run("local x\nwork(154 << 30)")
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.message == "script:2: not enough memory: lab.work needs 154 GB, the limit is 4 MB")
      #expect(error.kind == .memory)
      #expect((error.underlying as? MemoryError)?.needed == 154 << 30)
    }
    try state.run(
      "assert(work(1 << 20) > 1 << 20) assert(not pcall(work, math.maxinteger)) assert(work(1 << 20))")
    #expect(
      throwsMessage(state, "kept = block(3 << 20) work(2 << 20)").contains(
        "2 MB, the limit is 4 MB (3 MB in use)"))
    // Garbage makes room.
    try state.run("kept = nil assert(work(2 << 20))")
  }

  @Test("without a limit the machine's memory is one")
  func machine() throws {
    let state = try state(nil)
    let message = throwsMessage(state, "work(1 << 50)")
    #expect(message.hasPrefix("script:1: not enough memory: lab.work needs 1 PB, this machine has "))
    #expect(state.context.memory.limit.isSet == false)
    #expect(state.context.memory.limit.bytes == Int(xl_machinememory()))
    try state.run("assert(work(1 << 20))")
  }

  @Test("a charge follows what grows, also past the limit, and outlives neither thread nor state badly")
  func charges() async throws {
    final class Growing { var charge: LuaMemory.Charge? }
    let growing = Growing()
    do {
      let state = try state()
      try state.setFrameFunction("grow") { frame in
        let charge = growing.charge ?? frame.memory.chargeAtOnce(0)
        growing.charge = charge
        charge.bytes += 1 << 20
        return frame.returns(charge.bytes)
      }
      #expect(throwsMessage(state, "while true do grow() end") == "script:1: not enough memory")
      #expect((growing.charge?.bytes ?? 0) >> 20 == 4)
      growing.charge?.bytes = 0
      try state.run("grow() grow() work(1 << 20)")
      let memory = state.context.memory!
      #expect(memory.used > 2 << 20)
      growing.charge = nil
      #expect(memory.used < 1 << 20)
      try state.run("grow()")
    }
    growing.charge = nil  // after the state
  }

  @Test("sizes are written as they are given: powers of 1024, one decimal")
  func sizes() {
    #expect(MemoryError.text(0) == "0 B")
    #expect(MemoryError.text(1536) == "1.5 KB")
    #expect(MemoryError.text(64 << 20) == "64 MB")
    #expect(MemoryError.text(165_356_240_896) == "154 GB")
    #expect(MemoryError.text(.max) == "more than 1 EB")
  }
}
