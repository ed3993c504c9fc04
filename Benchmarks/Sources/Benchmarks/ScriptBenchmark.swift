import Foundation
import XPertLua

/// What a user waits for: Phase 1 from a script.
struct ScriptBenchmark: Benchmark {
  static let name = "script"

  static func rows() throws -> [Row] {
    let state = LuaState()
    try state.register(makeXPertModule(for: state))
    let make = try state.load(
      """
      local supernet = xpert.backbone.vgg16 {
        channels = xpert.choice { 64, 128, 256, 512 }, column_sharing = xpert.choice { 2, 4, 8, 16, 32 },
        adc = xpert.choice { "flash", "sar" } }
      return function(costs, delay)
        local search = xpert.search.gradient {
          supernet = supernet, steps = 2000, seed = 1, cost_model = costs, minimize = delay,
          weights = { lambda1 = 0.0001 },
          loss = function(m, w) return w.lambda1 * m[delay] + (m.area_mm2 / 50 - 1)^2 end,
        }
        search:run()
      end
      """)
    let run = try make.call(pushing: { _ in 0 }) { frame, _ in LuaReference(popping: frame) }
    // The first run also tabulates the space; the least of several does not.
    func steps(_ costs: String, _ delay: String) throws -> Double {
      try Stopwatch.least(of: 5) {
        try run.call(pushing: { $0.returns(costs, delay) }, results: 0) { _, _ in }
      }
    }
    var rows = [
      Row(
        "2,000 steps with a Lua loss, published fits", ours: try steps("published", "delay_fit") * 1e3,
        unit: "ms", limit: 100),
      Row(
        "2,000 steps with a Lua loss, circuit simulator", ours: try steps("simulator", "delay_us") * 1e3,
        unit: "ms", limit: 100),
      Row(
        "2,000 steps of a joint space, 1,296 nodes per layer", ours: try jointSpace(state), unit: "s",
        limit: 1),
    ]
    if let example = try wholeScript() { rows.append(example) }
    return rows
  }

  /// Steps alone: the space has been tabulated.
  private static func jointSpace(_ state: LuaState) throws -> Double {
    try state.run(
      """
      local supernet = xpert.backbone.vgg16 {
        channels = xpert.choice { 64, 128, 256, 512 }, kernel = xpert.choice { 3, 5 },
        crossbar = xpert.choice { 32, 64, 128 }, column_sharing = xpert.choice { 4, 8, 16 },
        adc = xpert.choice { "flash", "sar" }, adc_bits = xpert.choice { 4, 5, 6 },
        input_bits = xpert.choice { 4, 6, 8 } }
      function joint()
        return xpert.search.gradient {
          supernet = supernet, steps = 2000, seed = 1, minimize = "edap",
          loss = function(m) return m.edap:log() + 2 * (1 - m.macs / 1e8):relu() end,
        }
      end
      """)
    var least = Double.infinity
    for _ in 0..<3 {
      try state.run("search = joint()")
      least = min(least, try Stopwatch.time { try state.run("search:run()") })
    }
    return least
  }

  /// The example from start to end, in a folder of its own; nil where the command has not been built.
  private static func wholeScript() throws -> Row? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let command = root.appendingPathComponent(".build/release/xpert-lua")
    guard FileManager.default.isExecutableFile(atPath: command.path) else {
      print("phase1.lua is not timed: \(command.path) has not been built (scripts/run builds it)")
      return nil
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var least = Double.infinity
    for _ in 0..<5 {
      let process = Process()
      process.executableURL = command
      process.arguments = [root.appendingPathComponent("Examples/xpert_dac_2023/phase1.lua").path, "50"]
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      let start = Date()
      try process.run()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
      least = min(least, Date().timeIntervalSince(start))
    }
    return Row("phase1.lua 50, from start to end", ours: least * 1e3, unit: "ms", limit: 1000)
  }
}
