import LuaTestSupport
import Testing

@testable import LuaEmbedding

/// How many objects live; one per state.
private final class Census {
  var alive = 0
  var most = 0
}

private final class Tensor: LuaObject {
  let size: Double
  private let census: Census

  init(_ size: Double, _ census: Census) {
    self.size = size
    self.census = census
    census.alive += 1
    census.most = max(census.most, census.alive)
  }

  deinit { census.alive -= 1 }

  static let luaType = LuaType<Tensor>("lab.Tensor") { type in
    type.method("double") { (tensor: Tensor) in 2 * tensor.size }
    type.method("plus") { (tensor: Tensor, other: Tensor) in tensor.size + other.size }
    type.metamethod("__eq") { frame in
      frame.returns(try frame.object(1, as: Tensor.self).size == frame.object(2, as: Tensor.self).size)
    }
    type.metamethod("__add") { frame in
      func size(_ index: Int32) throws -> Double {
        if let tensor = frame.optionalObject(index, as: Tensor.self) { return tensor.size }
        return try frame.double(index)
      }
      return frame.returns(try size(1) + size(2))
    }
  }
}

private final class Metrics: LuaObject {
  var tiles = 3
  let layers = [1.5, 2.5]

  static let luaType = LuaType<Metrics>("lab.Metrics") { type in
    type.property("area_mm2") { _ in 50.0 }
    type.property("area_um2") { _ in 5e7 }
    type.property("delay_ns") { _ in 7.0 }
    type.property("tiles", { $0.tiles }, set: { $0.tiles = $1 })
    type.property("broken") { _ -> Double in throw ScriptError("cannot be had") }
    type.method("sum") { (metrics: Metrics) in metrics.layers.reduce(0, +) }
    type.element { metrics, frame in
      let index = try frame.integer(2)
      return frame.returns((1...metrics.layers.count).contains(index) ? metrics.layers[index - 1] : nil)
    }
    type.metamethod("__len") { frame in frame.returns(try frame.object(1, as: Metrics.self).layers.count) }
    type.dynamicMembers(names: { _ in ["lambda1"] }) { _, name, frame in
      name == "lambda1" ? frame.returns(0.25) : nil
    }
  }
}

private final class Search: LuaObject {
  let loss: LuaCallback
  private let census: Census
  var closed = 0

  init(_ loss: LuaCallback, _ census: Census) {
    self.loss = loss
    self.census = census
    census.alive += 1
  }

  deinit { census.alive -= 1 }

  static let luaType = LuaType<Search>("lab.Search") { type in
    type.method("evaluate") { (search: Search, x: Double) -> Double in try search.loss.call(x) }
    type.property("definition") { $0.loss.definition }
    type.onClose { $0.closed += 1 }
  }
}

/// Gets its callbacks one by one, after it was made.
private final class Bell: LuaObject {
  var callbacks: [LuaCallback] = []

  static let luaType = LuaType<Bell>("lab.Bell") { type in
    type.frameMethod("on") { bell, frame in
      bell.callbacks.append(try LuaKeeper(frame, addingTo: 1).callback(at: 2))
      return 0
    }
    type.method("ring") { (bell: Bell) -> Int in
      try bell.callbacks.reduce(0) { sum, callback in try sum + callback.call(sum, returning: Int.self) }
    }
  }
}

private final class Log: LuaObject {
  var isOpen = true

  static let luaType = LuaType<Log>("lab.Log") { type in
    type.onClose(keepsObject: true) { $0.isOpen = false }
    type.property("isOpen") { $0.isOpen }
  }
}

@Suite struct ObjectTests {
  private let state = LuaState()
  private let census = Census()

  init() throws {
    let census = census
    try state.setFunction("tensor") { (size: Double) in Tensor(size, census) }
    try state.setFunction("metrics") { () in Metrics() }
    try state.setFunction("log") { () in Log() }
    try state.setFrameFunction("search") { frame in
      let kept = LuaKeeper(frame)
      frame.push(Search(try kept.callback(at: 1), census), keeping: kept)
      return 1
    }
    try state.setFrameFunction("heavy") { frame in
      frame.push(Tensor(0, census), holding: try frame.integer(1))
      return 1
    }
  }

  @Test("methods, properties, elements, assignments and operators work")
  func members() throws {
    try state.run(
      """
      local t = tensor(4)
      assert(t:double() == 8.0 and t:plus(tensor(1)) == 5.0)
      assert(t + 1 == 5.0 and 1 + t == 5.0 and t + t == 8.0)
      assert(t == tensor(4) and t ~= tensor(5))
      assert(t ~= 4)                               -- __eq is asked only about two userdata
      local m = metrics()
      assert(m.area_mm2 == 50 and m:sum() == 4 and m.lambda1 == 0.25)
      assert(m[1] == 1.5 and m[3] == nil and #m == 2)
      m.tiles = 7
      assert(m.tiles == 7)
      assert(tostring(m) == "lab.Metrics" and getmetatable(m).__name == "lab.Metrics")
      local sum = 0
      for i, layer in ipairs(m) do sum = sum + i * layer end
      assert(sum == 6.5)
      """)
  }

  @Test("a member that does not exist is answered with the nearest, at the script's line")
  func misses() throws {
    let cases = [
      (
        "local m = metrics()\nlocal x = m.delya_ns",
        "script:2: lab.Metrics has no member 'delya_ns' (did you mean 'delay_ns'?)"
      ),
      (
        "local x = metrics().area",
        "script:1: lab.Metrics has no member 'area' (did you mean 'area_mm2' or 'area_um2'?)"
      ),
      (
        "local x = metrics().lamda1",
        "script:1: lab.Metrics has no member 'lamda1' (did you mean 'lambda1'?)"
      ),
      ("local x = metrics().zzz", "script:1: lab.Metrics has no member 'zzz'"),
      ("local x = metrics()[true]", "script:1: lab.Metrics cannot be indexed with boolean (true)"),
      ("local x = metrics()[nil]", "script:1: lab.Metrics cannot be indexed with nil"),
      (
        "local x = tensor(1).doubel", "script:1: lab.Tensor has no member 'doubel' (did you mean 'double'?)"
      ),
      ("tensor(1):doubel()", "script:1: lab.Tensor has no member 'doubel' (did you mean 'double'?)"),
      ("local x = tensor(1)[1]", "script:1: lab.Tensor cannot be indexed with number (1)"),
      ("local m = metrics()\nm.area_mm2 = 4", "script:2: lab.Metrics.area_mm2 cannot be assigned"),
      ("metrics().tilse = 4", "script:1: lab.Metrics has no member 'tilse' (did you mean 'tiles'?)"),
      ("metrics().tiles = 'x'", "script:1: lab.Metrics.tiles: integer expected, got string"),
      ("tensor(1).x = 4", "script:1: lab.Tensor has no member 'x'"),
      ("tensor(1)[1] = 4", "script:1: lab.Tensor cannot be assigned to at number (1)"),
      ("local x = metrics().broken", "script:1: cannot be had"),
    ]
    for (source, expected) in cases { #expect(throwsMessage(state, source) == expected) }
  }

  @Test("a wrong argument has a position also where no line of the script makes the call")
  func positionOfProtectedCalls() throws {
    #expect(
      try state.evaluate("local _, e = pcall(tensor(1).double, 3)\nreturn e", as: String.self)
        == "script:1: bad argument #1 to '?' (lab.Tensor expected, got number)")
    #expect(
      try state.evaluate("local t = tensor(1)\nreturn select(2, pcall(t.plus, t, 3))", as: String.self)
        == "script:2: bad argument #2 to '?' (lab.Tensor expected, got number)")
  }

  @Test("a wrong object is told apart from a closed one")
  func wrongObjects() throws {
    #expect(
      throwsMessage(state, "tensor(1):plus(io.stdout)")
        == "script:1: bad argument #1 to 'plus' (lab.Tensor expected, got FILE*)")
    #expect(
      throwsMessage(state, "tensor(1):plus(metrics())")
        == "script:1: bad argument #1 to 'plus' (lab.Tensor expected, got lab.Metrics)")
    #expect(
      throwsMessage(state, "tensor(1).double(3)")
        == "script:1: bad argument #1 to 'double' (lab.Tensor expected, got number)")
    #expect(
      throwsMessage(state, "local s = search(print)\ndo local t <close> = s end\ns:evaluate(1)")
        == "script:3: lab.Search is closed")
    #expect(
      try state.evaluate("local l = log(); do local t <close> = l end return l.isOpen", as: Bool.self)
        == false)
  }

  @Test("an object closed by its scope is released at once, and closed once")
  func closing() throws {
    try state.run("do local s <close> = search(print) end")
    #expect(census.alive == 0)
    #expect(throws: LuaError.self) { try state.run("local s <close> = search(print) error('x')") }
    #expect(census.alive == 0)
    #expect(
      throwsMessage(state, "local s <close> = search(print)\nlocal t <close> = s\nerror('x')")
        == "script:3: x")
  }

  @Test("objects are released when the state closes, and those that a table holds when it is collected")
  func ownership() throws {
    try state.run("kept = {} for i = 1, 100 do kept[i] = tensor(i) end")
    #expect(census.alive == 100)
    try state.run("for i = 1, 50 do kept[i] = nil end")
    state.collectGarbage()
    #expect(census.alive == 50)
    let census = Census()
    do {
      let other = LuaState()
      try other.setFunction("tensor") { (size: Double) in Tensor(size, census) }
      try other.run("kept = {} for i = 1, 100 do kept[i] = tensor(i) end")
    }
    #expect(census.alive == 0)
  }

  @Test("a cycle object -> callback -> object is collected")
  func cycles() throws {
    try state.run(
      """
      for i = 1, 100 do
        local s
        s = search(function(x) return s and x end)
        assert(s:evaluate(i) == i)
      end
      """)
    state.collectGarbage()
    state.collectGarbage()
    #expect(census.alive == 0)
  }

  @Test("a callback lives as long as its object, and no longer")
  func callbacks() throws {
    try state.run("s = search(function(x) return 2 * x end)")
    state.collectGarbage()
    #expect(try state.evaluate("return s:evaluate(4)", as: Double.self) == 8)
    #expect(try state.evaluate("return s.definition", as: String.self) == "script:1")
    #expect(
      throwsMessage(state, "search(5)")
        == "script:1: bad argument #1 to 'search' (function expected, got number)")

    let search = try state.global("s", as: Search.self)
    try state.run("s = nil")
    state.collectGarbage()
    state.collectGarbage()
    do {
      let _: Double = try search.loss.call(4)
      Issue.record("no error")
    } catch let error as LuaError {
      #expect(error.kind == .closed)
      #expect(error.message == "a function is called after the object that keeps it is gone")
    }
  }

  @Test("callbacks can be added to an object that exists")
  func addedCallbacks() throws {
    try state.setFunction("bell") { () in Bell() }
    try state.run(
      """
      bell1 = bell()
      for i = 1, 10 do bell1:on(function(sum) return i end) end
      """)
    state.collectGarbage()
    #expect(try state.evaluate("return bell1:ring()", as: Int.self) == 55)
    #expect(
      throwsMessage(state, "bell1:on(1)")
        == "script:1: bad argument #1 to 'on' (function expected, got number)")
  }

  @Test("an error in a callback has its own line, and a wrong result is said to be one")
  func callbackErrors() throws {
    #expect(
      throwsMessage(state, "local s = search(function(x)\n  return x.y.z\nend)\ns:evaluate(1)")
        .hasPrefix("script:2: attempt to index a number value"))
    #expect(
      throwsMessage(state, "local s = search(function(x) end)\ns:evaluate(1)")
        == "script:2: the function's result: number expected, got nil")
  }

  @Test("the collector keeps pace with what objects hold outside Lua")
  func heavyObjects() throws {
    try state.run("for i = 1, 3000 do heavy(1 << 20) end")
    #expect(census.most < 100)
    state.collectGarbage()
    #expect(census.alive == 0)
  }

  @Test("no metatable passes one type for another")
  func forgery() throws {
    try state.run(
      """
      local t, m, f = tensor(1), metrics(), io.tmpfile()
      local fileMetatable = debug.getmetatable(f)
      -- a file dressed as a tensor, a tensor dressed as something else
      debug.setmetatable(f, debug.getmetatable(t))
      assert(not pcall(function() return f:double() end))
      debug.setmetatable(f, fileMetatable)
      debug.setmetatable(m, debug.getmetatable(t))
      local ok, message = pcall(function() return m:double() end)
      assert(not ok and message:find("lab.Tensor expected, got lab.Tensor", 1, true), message)
      -- an object keeps working without its metatable
      debug.setmetatable(t, nil)
      assert(tensor(2):plus(t) == 3.0)
      """)
  }

  @Test("a finaliser taken from a metatable frees nothing twice, and nothing that is not its own")
  func stolenFinalisers() throws {
    try state.run(
      """
      local t, m = tensor(1), metrics()
      local gc = debug.getmetatable(t).__gc
      gc(m) gc(io.stdout) gc(5) gc("x") gc() gc({}) gc(nil)
      assert(m.tiles == 3)
      gc(t) gc(t)
      local ok, message = pcall(function() return t:double() end)
      assert(not ok and message:find("lab.Tensor is closed"), message)

      -- the block of a closure
      local _, block = debug.getupvalue(tensor, 1)
      local blockGc = debug.getmetatable(block).__gc
      assert(getmetatable(block) == false)
      blockGc(m) blockGc(io.stdout) blockGc(5)
      gc(block)
      blockGc(block) blockGc(block)
      ok, message = pcall(tensor, 1)
      assert(not ok and message:find("this function has been finalised"), message)
      """)
    state.collectGarbage()
    #expect(census.alive == 0)
  }

  @Test("what the debug library can reach cannot be made to crash")
  func debugLibrary() throws {
    #expect(
      throwsMessage(state, "debug.setupvalue(tensor, 1, io.stdout)")
        == "script:1: bad argument #1 to 'setupvalue' (Lua function expected)")
    try state.run(
      """
      local m, s = metrics(), search(function(x) return x end)
      -- the table of members
      local index = debug.getmetatable(m).__index
      local _, members = debug.getupvalue(index, 1)
      members.tiles = io.stdout
      assert(m.tiles == io.stdout)
      local _, block = debug.getupvalue(tensor, 1)
      members.tiles = block
      pcall(function() return m.tiles end)
      members.tiles = nil
      pcall(function() return m.tiles end)
      -- user values
      for _, value in ipairs { 5, "x", {}, print } do
        debug.setuservalue(s, value, 1)
        collectgarbage()
        pcall(s.evaluate, s, 1)
      end
      -- metatables without their fields
      local metatable = debug.getmetatable(tensor(1))
      metatable.__gc, metatable.__index = nil, nil
      pcall(function() return tensor(1):double() end)
      -- the registry
      local registry = debug.getregistry()
      for key, value in pairs(registry) do
        if type(key) == "userdata" then registry[key] = key end
      end
      pcall(tensor, 1) pcall(metrics) pcall(search, print) pcall(log)
      pcall(function() return search(print):evaluate(1) end)
      collectgarbage()
      """)
  }

  @Test("a type that is first pushed deep inside a call is complete")
  func lateTypes() throws {
    let other = LuaState()
    try other.setFrameFunction("deep") { frame in
      for _ in 0..<15 { frame.pushNil() }
      return frame.returns(Metrics())
    }
    #expect(try other.evaluate("return deep().tiles", as: Int.self) == 3)
  }

  @Test("a catalogue lists what a module registers")
  func catalogue() throws {
    let module = LuaModule("lab")
    module.function("log") { (x: Double) in x }
    module.value("version", "1")
    module.type(Metrics.luaType)
    module.submodule("loss") { loss in
      loss.constructor(
        OptionTable("lab.loss.target", [.quantity("area", .area), Option("relative", .boolean)])
      ) { _, _ in 0 }
      loss.type(Tensor.luaType)
    }
    module.submodule("network") { network in
      network.callable(OptionTable("lab.network", [Option("layers", .list([.number()]))])) { _, _ in 0 }
      network.function("read_csv") { (path: String) in path }
    }
    let catalog = LuaCatalog(module)
    #expect(
      catalog.functions == ["lab.log", "lab.loss.target", "lab.network", "lab.network.read_csv"])
    #expect(catalog.modules == ["lab", "lab.loss", "lab.network"])
    #expect(catalog.values == ["lab.version"])
    #expect(catalog.options["lab.loss.target"] == ["area_mm2", "area_um2", "relative"])
    #expect(
      catalog.types["lab.Metrics"]?.properties == ["area_mm2", "area_um2", "broken", "delay_ns", "tiles"])
    #expect(catalog.types["lab.Tensor"]?.methods == ["double", "plus"])
    #expect(catalog.names.contains("lab.loss.target{area_um2}"))
    #expect(catalog.names.contains("lab.Metrics:sum()"))

    try state.register(module)
    #expect(
      try state.evaluate(
        "lab.network { layers = { 1 } }; return lab.network.read_csv('p')", as: String.self) == "p")
    #expect(
      throwsMessage(state, "lab.network { layer = 1 }")
        == "script:1: lab.network has no field 'layer' (did you mean 'layers'?)")
  }

  @Test("sorted walks a table in the order of its keys")
  func sorted() throws {
    let module = LuaModule("lab")
    module.addSorted()
    try state.register(module)
    try state.run(
      """
      local t, keys = { b = 1, a = 2, [10] = 3, [2] = 4, [1.5] = 5, "one" }, {}
      for k, v in lab.sorted(t) do keys[#keys + 1] = tostring(k) .. "=" .. tostring(v) end
      assert(table.concat(keys, " ") == "1=one 1.5=5 2=4 10=3 a=2 b=1", table.concat(keys, " "))
      for k in lab.sorted(t) do t[k], t.b = nil, nil end
      assert(next(t) == nil)
      """)
    #expect(
      throwsMessage(state, "for k in lab.sorted { [true] = 1 } do end")
        == "script:1: keys of this kind have no order: boolean (true)")
  }
}
