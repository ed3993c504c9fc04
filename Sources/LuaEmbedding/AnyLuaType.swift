import CLua
import Wording

/// What every type of userdata has: a tag that is compared (never the metatable, which scripts with the
/// debug library can change), a name, and members.
///
/// Immutable once made; a description, used by any number of states. The metatable is made in a state
/// when the first value is pushed there.
///
///     Option("start", .object(Run.luaType), help: "where to go on")
public class AnyLuaType: @unchecked Sendable {
  /// As messages give it: "lab.Run".
  public let name: String
  /// One line for the reference.
  public let help: String
  @usableFromInline let tag: UnsafeMutablePointer<xl_Type>
  /// Sorted by name.
  public private(set) var members: [LuaMember] = []

  @usableFromInline typealias Body = (LuaFrame) throws -> Int32
  private var methods: [(name: String, body: Body)] = []
  private(set) var getters: [(name: String, body: Body)] = []
  private var setters: [(name: String, body: Body)] = []
  private var metamethods: [(name: String, install: (LuaFrame) -> Void)] = []
  /// (object, index) -> a result, or nil beyond the end
  var element: ((LuaFrame) throws -> Int32)?
  /// Where elements are counted: how many, and the one at a position from 0; the object is at 1.
  var elementCount: ((LuaFrame) throws -> Int)?
  var elementAt: ((LuaFrame, Int) throws -> Int32)?
  /// What a plain table calls the list of elements.
  var elementsName: String?
  /// What messages say beside the name where a value is of the wrong type: the way out.
  var advice: String? { nil }
  /// (object, name) -> a result, or nil where there is no such member
  var dynamicMember: ((LuaFrame, String) throws -> Int32?)?
  /// Names that `dynamicMember` knows, for suggestions.
  var dynamicNames: ((LuaFrame) -> [String])?

  init(name: String, help: String) {
    self.name = name
    self.help = help
    tag = xl_newtype(name)
  }

  deinit { xl_freetype(tag) }

  /// Whether the userdata owns a Swift object.
  var ownsObjects: Bool { true }

  // MARK: Definition

  func addMember(_ name: String, _ kind: LuaMember.Kind, _ help: String) {
    precondition(!members.contains { $0.name == name }, "\(self.name) has two members '\(name)'")
    let index = members.firstIndex { $0.name > name } ?? members.endIndex
    members.insert(LuaMember(name: name, kind: kind, help: help), at: index)
  }

  @usableFromInline
  func addMethod(_ name: String, _ help: String, _ body: @escaping Body) {
    addMember(name, .method, help)
    methods.append((name, body))
  }

  @usableFromInline
  func addProperty(_ name: String, _ help: String, get: @escaping Body, set: Body? = nil) {
    addMember(name, .property(writable: set != nil), help)
    getters.append((name, get))
    guard let set else { return }
    let path = "\(self.name).\(name)"
    setters.append(
      (
        name,
        { frame in
          do {
            return try set(frame)
          } catch let error as ArgumentError where error.index == 3 {
            throw ScriptError("\(path): \(error.message)")
          }
        }
      ))
  }

  /// `install` pushes the metamethod.
  func addMetamethod(_ name: String, _ help: String, install: @escaping (LuaFrame) -> Void) {
    addMember(name, .metamethod, help)
    metamethods.append((name, install))
  }

  /// A method whose function `install` pushes.
  func addMethod(_ name: String, _ help: String, install: @escaping (LuaFrame) -> Void) {
    addMember(name, .method, help)
    installedMethods.append((name, install))
  }

  private var installedMethods: [(name: String, install: (LuaFrame) -> Void)] = []

  // MARK: Metatable

  /// Gives the userdata on the top of the stack its metatable, which did not exist yet.
  @usableFromInline @inline(never)
  func adopt(_ frame: LuaFrame) {
    _ = lua_checkstack(frame.L, 20)
    install(frame)
    _ = lua_setmetatable(frame.L, -2)
  }

  /// Makes the metatable and leaves it on the stack.
  private func install(_ frame: LuaFrame) {
    let L = frame.L
    xl_newmetatable(L, tag, ownsObjects)
    let metatable = lua_gettop(L)

    xl_createtable(L, 0, methods.count + getters.count)
    for method in methods {
      frame.pushFrameFunction(method.body)
      frame.noteName("\(name):\(method.name)")
      frame.setRaw(method.name)
    }
    for method in installedMethods {
      method.install(frame)
      frame.noteName("\(name):\(method.name)")
      frame.setRaw(method.name)
    }
    for getter in getters {
      xl_pushgetter(L, functionEntry, FunctionBox(getter.body).retained)
      frame.setRaw(getter.name)
    }
    if getters.isEmpty && element == nil && dynamicMember == nil {
      // Hits stay in Lua's own machine; the table of methods asks on a miss.
      xl_createtable(L, 0, 1)
      pushMiss(frame)
      frame.setRaw("__index")
      lua_pushboolean(L, 0)
      frame.setRaw("__metatable")
      _ = lua_setmetatable(L, -2)
    } else {
      pushMiss(frame)
      xl_pushindex(L)
    }
    frame.setRaw("__index")

    xl_createtable(L, 0, setters.count)
    for setter in setters {
      xl_pushgetter(L, functionEntry, FunctionBox(setter.body).retained)
      frame.setRaw(setter.name)
    }
    frame.pushFrameFunction { [unowned self] frame in throw assignmentError(frame) }
    xl_pushnewindex(L)
    frame.setRaw("__newindex")

    if !metamethods.contains(where: { $0.name == "__tostring" }) {
      let name = name
      frame.pushFrameFunction { $0.returns(name) }
      frame.setRaw("__tostring")
    }
    for metamethod in metamethods {
      metamethod.install(frame)
      frame.setRaw(metamethod.name)
    }
    lua_settop(L, metatable)
    if let advice {
      // Lua's own messages take the name from here: "number expected, got xpert.Scalar (...)".
      frame.push("\(name) (\(advice))")
      frame.setRaw("__name")
    }
    if members.contains(where: { $0.name == "__pairs" }) {
      frame.pushFrameFunction { [unowned self] frame in try pushPlainTable(frame) }
      frame.setRaw(Self.plainTable)
    }
    pushFacade(frame, of: metatable)
    frame.setRaw("__metatable")
  }

  /// Pushes what `getmetatable` gives: a table that can only be read, with the name and with the metamethods
  /// that libraries look for. The metatable itself stays out of reach.
  private func pushFacade(_ frame: LuaFrame, of metatable: Int32) {
    let L = frame.L
    xl_createtable(L, 0, 0)
    xl_createtable(L, 0, 3)
    xl_createtable(L, 0, 4)
    frame.push(name)
    frame.setRaw("__name")
    for key in ["__call", "__len", "__pairs", "__tostring"] {
      frame.getRaw(key, of: metatable)
      frame.setRaw(key)
    }
    frame.setRaw("__index")
    let name = name
    frame.pushFrameFunction { _ in throw ScriptError("the metatable of \(name) cannot be changed") }
    frame.setRaw("__newindex")
    frame.push(false)
    frame.setRaw("__metatable")
    _ = lua_setmetatable(L, -2)
  }

  private func pushMiss(_ frame: LuaFrame) {
    frame.pushFrameFunction { [unowned self] frame in
      if let element, frame.type(2) == .number {
        _ = try frame.integer(2)
        return try element(frame)
      }
      if let dynamicMember, frame.type(2) == .string, let count = try dynamicMember(frame, frame.string(2)) {
        return count
      }
      throw missError(frame)
    }
  }

  private func names(_ frame: LuaFrame) -> [String] {
    members.filter { $0.kind != .metamethod }.map(\.name) + (dynamicNames?(frame) ?? [])
  }

  private func missError(_ frame: LuaFrame) -> ScriptError {
    guard frame.type(2) == .string, let key = try? frame.string(2) else {
      return ScriptError("\(name) cannot be indexed with \(frame.describe(2))")
    }
    return ScriptError("\(name) has no member '\(key)'\(Suggestion.hint(for: key, among: names(frame)))")
  }

  private func assignmentError(_ frame: LuaFrame) -> ScriptError {
    guard frame.type(2) == .string, let key = try? frame.string(2) else {
      return ScriptError("\(name) cannot be assigned to at \(frame.describe(2))")
    }
    if names(frame).contains(key) {
      return ScriptError("\(name).\(key) cannot be assigned")
    }
    return missError(frame)
  }
}
