import CLua
import Wording

/// A module in the making: `lab`, and the tables in it (`lab.loss`).
///
/// A module is made for one state, so its functions may capture what belongs to that state. It also lists
/// what it holds, for the reference and for the comparison with the editor's file.
///
///     let module = LuaModule("lab")
///     module.function("half", help: "half of a number") { (x: Double) in x / 2 }
///     try state.register(module)  // scripts: lab.half(3), or local lab = require "lab"
public final class LuaModule {
  /// With the names of the modules around it: "lab.loss".
  public let name: String
  /// One line for the reference.
  public let help: String

  enum Content {
    case function
    case constructor(OptionTable)
    case value
    case module(LuaModule)
  }

  struct Entry {
    let name: String
    let help: String
    let content: Content
    let push: (LuaFrame) throws -> Void
  }

  private(set) var entries: [Entry] = []
  private(set) var types: [AnyLuaType] = []
  /// What calling the module itself does.
  private(set) var call: (body: (LuaFrame) throws -> Int32, options: OptionTable?)?

  /// - Parameter name: what `require` takes, and the global if one is asked for.
  public init(_ name: String, help: String = "") {
    self.name = name
    self.help = help
  }

  // MARK: Contents

  /// A function with typed arguments and a result.
  @inlinable
  public func function<each Argument: LuaArgument, Result: LuaResult>(
    _ name: String, help: String = "", _ body: @escaping (repeat each Argument) throws -> Result
  ) {
    frameFunction(name, help: help, typed(body))
  }

  /// A function with any number of results: none, or a tuple of several.
  @inlinable @_disfavoredOverload
  public func function<each Argument: LuaArgument, each Result: LuaResult>(
    _ name: String, help: String = "",
    _ body: @escaping (repeat each Argument) throws -> (repeat each Result)
  ) {
    frameFunction(name, help: help, typed(body))
  }

  /// A function that works on the frame.
  public func frameFunction(
    _ name: String, help: String = "", _ body: @escaping (LuaFrame) throws -> Int32
  ) {
    add(name, help, .function) { $0.pushFrameFunction(body) }
  }

  /// A function that takes one table of options: `lab.run{...}`. The options have been checked
  /// when `body` sees them; it pushes results and gives their number.
  public func constructor(
    _ options: OptionTable, help: String = "",
    _ body: @escaping (OptionValues, LuaFrame) throws -> Int32
  ) {
    let name = localName(options.name)
    add(name, help, .constructor(options)) { frame in
      frame.pushFrameFunction { frame in try body(options.read(frame, 1), frame) }
    }
  }

  /// Makes the module itself callable with a table of options: `lab.network{...}` beside
  /// `lab.network.read_csv(path)`.
  public func callable(
    _ options: OptionTable, _ body: @escaping (OptionValues, LuaFrame) throws -> Int32
  ) {
    call = (
      { frame in
        lua_rotate(frame.L, 1, -1)  // the module itself comes first
        frame.pop()
        return try body(options.read(frame, 1), frame)
      }, options
    )
  }

  /// A constant.
  public func value(_ name: String, help: String = "", _ value: some LuaResult) {
    add(name, help, .value) { value.push(to: $0) }
  }

  /// Lists a type. Its metatable is made when the first value is pushed.
  public func type(_ type: AnyLuaType) {
    precondition(!types.contains { $0.name == type.name }, "\(type.name) is registered twice")
    types.append(type)
  }

  /// A table in the module: `lab.loss` for "loss" in "lab".
  public func submodule(_ name: String, help: String = "", _ define: (LuaModule) -> Void) {
    let module = LuaModule("\(self.name).\(name)", help: help)
    define(module)
    add(name, help, .module(module)) { try module.push(to: $0) }
  }

  /// The submodule of that name, which must exist: for bindings that add to another's.
  public func submodule(_ name: String) -> LuaModule? {
    for entry in entries where entry.name == name {
      if case .module(let module) = entry.content { return module }
    }
    return nil
  }

  private func add(
    _ name: String, _ help: String, _ content: Content, _ push: @escaping (LuaFrame) throws -> Void
  ) {
    precondition(!entries.contains { $0.name == name }, "\(self.name).\(name) is registered twice")
    entries.append(Entry(name: name, help: help, content: content, push: push))
  }

  /// "run" for "lab.run" in the module "lab".
  private func localName(_ name: String) -> String {
    precondition(
      name.hasPrefix(self.name + ".") && !name.dropFirst(self.name.count + 1).contains("."),
      "\(name) does not belong into \(self.name)")
    return String(name.dropFirst(self.name.count + 1))
  }

  // MARK: Installation

  /// Every type of this module and of those in it.
  var allTypes: [AnyLuaType] {
    entries.reduce(into: types) { types, entry in
      if case .module(let module) = entry.content { types += module.allTypes }
    }
  }

  /// Pushes the module's table.
  func push(to frame: LuaFrame) throws {
    let L = frame.L
    try frame.reserve(20)
    xl_createtable(L, 0, entries.count)
    for entry in entries {
      try entry.push(frame)
      if frame.type(-1) == .function { frame.noteName("\(name).\(entry.name)") }
      frame.setRaw(entry.name)
    }
    xl_createtable(L, 0, 3)
    let (name, names) = (name, entries.map(\.name))
    frame.pushFrameFunction { frame in
      guard frame.type(2) == .string else { return frame.returns(Int?.none) }
      let key = try frame.string(2)
      throw ScriptError("\(name) has no member '\(key)'\(Suggestion.hint(for: key, among: names))")
    }
    frame.setRaw("__index")
    frame.push(name)
    frame.setRaw("__name")
    if let call {
      frame.pushFrameFunction(call.body)
      frame.setRaw("__call")
    }
    _ = lua_setmetatable(L, -2)
  }
}
