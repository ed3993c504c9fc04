import Foundation
import LuaPeers
import XPertLua

/// What a call between Lua and Swift costs, compared with the same in plain C.
struct LuaBenchmark: Benchmark {
  static let name = "lua"

  static func rows() throws -> [Row] {
    let bench = try LuaBenchmark()
    return try bench.calls() + [bench.callback(), bench.opening()] + startUp()
  }

  private static let calls = 40_000
  private static let runs = 150

  private let state = LuaState()
  private let tape = Tape()

  private init() throws {
    try state.openModule("peers", asGlobal: true) { luaopen_peers($0) }
    let module = LuaModule("ours")
    let tape = tape
    module.frameFunction("raw_noop") { _ in 0 }
    module.function("noop") { () in }
    module.function("add") { (x: Double, y: Double) in x + y }
    module.function("length") { (text: String) in text.utf8.count }
    module.function("object") { () in Point() }
    module.type(Point.luaType)
    module.type(Plain.luaType)
    module.function("plain") { () in Plain() }
    let scalar = LuaHandleType("ours.Scalar", stale: "a scalar of an earlier step")
    scalar.binary(.add) { a, b in tape.add(a, b) }
    scalar.property("value") { handle in tape.values[Int(handle.index)] }
    module.type(scalar)
    module.frameFunction("scalar") { frame in
      frame.push(tape.handle(try frame.double(1)), of: scalar)
      return 1
    }
    try state.register(module)
  }

  /// Nanoseconds of a statement in a loop of Lua, less those of the empty loop: ours, and the peer's. They
  /// take turns, so that both see the same machine.
  private func time(_ ours: Statement, _ peer: Statement?) throws -> (ours: Double, peer: Double?) {
    let loops = [Statement("", ""), ours] + (peer.map { [$0] } ?? [])
    let functions = try loops.map(loop)
    state.collectGarbage()
    tape.mark()
    var least = functions.map { _ in Double.infinity }
    for _ in 0..<Self.runs {
      for (index, function) in functions.enumerated() {
        tape.reset()
        least[index] = min(least[index], try Stopwatch.time { try function.call() })
      }
    }
    let times = least.map { ($0 - least[0]) * 1e9 / Double(Self.calls) }
    return (times[1], peer.map { _ in times[2] })
  }

  private struct Statement {
    let setup, body: String

    init(_ setup: String, _ body: String) {
      self.setup = setup
      self.body = body
    }
  }

  private func loop(_ statement: Statement) throws -> LuaReference {
    let chunk = try state.load(
      "\(statement.setup) return function() for i = 1, \(Self.calls) do \(statement.body) end end")
    return try chunk.call(pushing: { _ in 0 }) { frame, _ in LuaReference(popping: frame) }
  }

  private func calls() throws -> [Row] {
    func row(
      _ name: String, _ ours: (String, String), _ peer: (String, String)?, limit: Double? = nil
    ) throws -> Row {
      let times = try time(Statement(ours.0, ours.1), peer.map { Statement($0.0, $0.1) })
      return Row(name, ours: times.ours, peer: times.peer, unit: "ns", limit: limit)
    }
    return [
      try row(
        "no-op, frame function", ("local f = ours.raw_noop", "f()"), ("local f = peers.noop", "f()"), limit: 2
      ),
      try row("no-op, typed", ("local f = ours.noop", "f()"), ("local f = peers.noop", "f()"), limit: 2),
      try row(
        "add(x, y), typed", ("local f = ours.add", "f(i, 2.5)"), ("local f = peers.add", "f(i, 2.5)"),
        limit: 2),
      try row(
        "string argument", ("local f, s = ours.length, ('x'):rep(11)", "f(s)"),
        ("local f, s = string.len, ('x'):rep(11)", "f(s)")),
      try row(
        "method", ("local o = ours.plain()", "o:get()"), ("local o = peers.scalar(1)", "o:get()")),
      try row(
        "method beside properties", ("local o = ours.object()", "o:get()"),
        ("local o = peers.scalar(1)", "o:get()")),
      try row("property", ("local o = ours.object()", "local x = o.x"), nil),
      try row(
        "scalar a + b", ("local a, b = ours.scalar(1), ours.scalar(2)", "local c = a + b"),
        ("local a, b = peers.scalar(1), peers.scalar(2)", "local c = a + b"), limit: 1),
      try row(
        "scalar a + 1", ("local a = ours.scalar(1)", "local c = a + 1"),
        ("local a = peers.scalar(1)", "local c = a + 1")),
      try row(
        "new object", ("local f = ours.plain", "local o = f()"),
        ("local f = peers.scalar", "local o = f(1)")),
    ]
  }

  /// Swift calls a function of the script.
  private func callback() throws -> Row {
    let function = try state.load("return function(x) return x end").call(pushing: { _ in 0 }) { frame, _ in
      LuaReference(popping: frame)
    }
    var sum = 0.0
    let seconds = try Stopwatch.least(of: Self.runs) {
      for i in 0..<Self.calls { sum += try function.call(Double(i), returning: Double.self) }
    }
    precondition(sum > 0)
    return Row("Swift calls f(x)", ours: seconds * 1e9 / Double(Self.calls), unit: "ns")
  }

  private func opening() -> Row {
    let seconds = Stopwatch.least(of: Self.runs) { _ = LuaState() }
    return Row("open and close a state", ours: seconds * 1e6, unit: "us")
  }

  // MARK: Start-up

  /// The command against lua: with the standard library linked dynamically and statically, where built:
  ///
  ///     swift build -c release --product xpert-lua
  ///     swift build -c release --product xpert-lua --static-swift-stdlib --scratch-path .build-static
  private static func startUp() throws -> [Row] {
    let package = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardizedFileURL
    guard let peer = ["/usr/bin/lua5.4", "/usr/bin/lua"].first(where: FileManager.default.isExecutableFile)
    else {
      return []
    }
    return try [("dynamic", ".build", nil), ("static", ".build-static", 4.0)].compactMap {
      kind, folder, limit in
      let command = package.appendingPathComponent("\(folder)/release/xpert-lua").path
      guard FileManager.default.isExecutableFile(atPath: command) else { return nil }
      return Row(
        "\(command.split(separator: "/").last!) -e '' (\(kind))", ours: try processTime(command),
        peer: try processTime(peer), unit: "ms", limit: limit)
    }
  }

  /// Milliseconds from start to end of a process: the least of 200.
  private static func processTime(_ path: String) throws -> Double {
    var least = Double.infinity
    for _ in 0..<200 {
      let start = DispatchTime.now().uptimeNanoseconds
      var process = pid_t()
      var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("-e"), strdup(""), nil]
      defer { arguments.forEach { free($0) } }
      guard posix_spawn(&process, path, nil, nil, &arguments, environ) == 0 else {
        throw CocoaError(.fileNoSuchFile)
      }
      var status: Int32 = 0
      waitpid(process, &status, 0)
      guard status == 0 else { throw CocoaError(.executableLoad) }
      least = min(least, Double(DispatchTime.now().uptimeNanoseconds - start) * 1e-6)
    }
    return least
  }
}

/// A tape as an autodiff has it: one entry per operation.
private final class Tape {
  private(set) var values = ContiguousArray<Double>()

  init() { values.reserveCapacity(200_000) }

  func handle(_ value: Double) -> LuaHandle {
    values.append(value)
    return LuaHandle(index: Int32(truncatingIfNeeded: values.count - 1), generation: 0)
  }

  func add(_ a: LuaOperand, _ b: LuaOperand) -> LuaHandle { handle(value(a) + value(b)) }

  private func value(_ operand: LuaOperand) -> Double {
    operand.isNumber ? operand.number : values[Int(operand.handle.index)]
  }

  /// Back to what there was at the mark: the operands.
  func reset() { values.removeSubrange(marked...) }
  func mark() { marked = values.count }
  private var marked = 0
}

private final class Point: LuaObject {
  let x = 1.5

  static let luaType = LuaType<Point>("ours.Point") { type in
    type.property("x") { $0.x }
    type.method("get") { (point: Point) in point.x }
  }
}

private final class Plain: LuaObject {
  let x = 1.5

  static let luaType = LuaType<Plain>("ours.Plain") { type in
    type.method("get") { (plain: Plain) in plain.x }
  }
}
