import Foundation
import Testing

@testable import XPertCore
@testable import XPertLua

/// A state with the module `xpert`, a space of two layers that is searched in an instant, and a folder.
final class BindingFixture {
  let state: LuaState
  let module: LuaModule
  private(set) lazy var folder = TemporaryFolder()

  /// - Parameter prepare: changes the configuration: a seed, the sandbox.
  init(_ prepare: (inout LuaState.Configuration) -> Void = { _ in }) throws {
    var configuration = LuaState.Configuration()
    prepare(&configuration)
    state = LuaState(configuration)
    module = makeXPertModule(for: state)
    try state.register(module)
    try state.run(Self.prelude, name: "=prelude")
  }

  /// `space()`: 4 x 2 nodes. `network()`: two layers and a classifier. `gradient(loss, options)` searches.
  private static let prelude = """
    function layers()
      return {
        { channels = xpert.choice { 8, 16 }, column_sharing = xpert.choice { 4, 8 } },
        { channels = xpert.choice { 8, 16 } },
      }
    end
    function space() return xpert.supernet { input = { size = 8 }, classes = 10, layers = layers() } end
    function network()
      return xpert.network { input = { size = 8 }, classes = 10, layers = { { channels = 8 }, { channels = \
      16 } } }
    end
    function gradient(loss, options)
      options = options or {}
      options.supernet, options.loss, options.steps = options.supernet or space(), loss, options.steps or 3
      return xpert.search.gradient(options)
    end
    """

  func run(_ source: String, line: Int = 1) throws {
    try state.run(String(repeating: "\n", count: line - 1) + source, name: "@spec.lua")
  }

  func evaluate<Value: LuaArgument>(_ source: String, as _: Value.Type = Value.self) throws -> Value {
    try state.evaluate(source, name: "@spec.lua")
  }

  /// The message that a chunk ends with; its first line is line `line` of spec.lua.
  func message(_ source: String, line: Int = 1, sourceLocation: SourceLocation = #_sourceLocation) -> String {
    do {
      try run(source, line: line)
    } catch let error as LuaError {
      return error.message
    } catch {
      return String(describing: error)
    }
    Issue.record("no error: \(source)", sourceLocation: sourceLocation)
    return ""
  }

  /// Expects a message without the position "spec.lua:1: ".
  func expect(
    _ source: String, _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      self.message(source, sourceLocation: sourceLocation) == "spec.lua:1: \(message)",
      sourceLocation: sourceLocation)
  }
}

/// A folder that is removed at the end.
final class TemporaryFolder {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("xpert-\(UUID().uuidString)").path
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  subscript(name: String) -> String { "\(path)/\(name)" }

  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: self[name], atomically: false, encoding: .utf8)
    return self[name]
  }

  func read(_ name: String) throws -> String { try String(contentsOfFile: self[name], encoding: .utf8) }

  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// Whether two numbers agree within a relative tolerance.
func agree(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
