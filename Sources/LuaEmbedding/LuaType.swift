import CLua

/// A class as scripts see it: methods, properties, operators. See `LuaObject` for an example.
///
/// Closures given here are shared by all states and must not capture anything that belongs to one: they
/// get the object and, where they ask for it, the frame.
public final class LuaType<Object: LuaObject>: AnyLuaType, @unchecked Sendable {
  /// - Parameters:
  ///   - name: as messages give it: "lab.Run".
  ///   - define: adds the members.
  public init(_ name: String, help: String = "", _ define: (LuaType<Object>) -> Void) {
    super.init(name: name, help: help)
    define(self)
  }

  // MARK: Methods

  /// A method with typed arguments and a result: `object:name(...)`.
  @inlinable
  public func method<each Argument: LuaArgument, Result: LuaResult>(
    _ name: String, help: String = "",
    _ body: @escaping @Sendable (Object, repeat each Argument) throws -> Result
  ) {
    frameMethod(name, help: help) { object, frame in
      var index: Int32 = 1
      try body(object, repeat try (each Argument).read(frame, nextIndex(&index))).push(to: frame)
      return 1
    }
  }

  /// A method with any number of results: none, or a tuple of several.
  @inlinable @_disfavoredOverload
  public func method<each Argument: LuaArgument, each Result: LuaResult>(
    _ name: String, help: String = "",
    _ body: @escaping @Sendable (Object, repeat each Argument) throws -> (repeat each Result)
  ) {
    frameMethod(name, help: help) { object, frame in
      var index: Int32 = 1
      let results = try body(object, repeat try (each Argument).read(frame, nextIndex(&index)))
      var count: Int32 = 0
      repeat count += (each results).pushed(to: frame)
      return count
    }
  }

  /// A method that works on the frame: the object is at 1, the arguments follow.
  @inlinable
  public func frameMethod(
    _ name: String, help: String = "", _ body: @escaping @Sendable (Object, LuaFrame) throws -> Int32
  ) {
    addMethod(name, help) { [tag] frame in try body(Self.receiver(frame, tag), frame) }
  }

  /// The object of a method or property: at 1.
  @inlinable @inline(__always)
  static func receiver(_ frame: LuaFrame, _ tag: UnsafeMutablePointer<xl_Type>) throws -> Object {
    guard let pointer = xl_toobject(frame.L, 1, tag) else { throw frame.mismatch(1, Object.luaType) }
    return Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
  }

  // MARK: Properties

  /// A property that scripts read.
  @inlinable
  public func property<Value: LuaResult>(
    _ name: String, help: String = "", _ get: @escaping @Sendable (Object) throws -> Value
  ) {
    frameProperty(name, help: help) { object, frame in
      try get(object).push(to: frame)
      return 1
    }
  }

  /// A property that scripts read and assign.
  @inlinable
  public func property<Value: LuaResult & LuaArgument>(
    _ name: String, help: String = "", _ get: @escaping @Sendable (Object) throws -> Value,
    set: @escaping @Sendable (Object, Value) throws -> Void
  ) {
    frameProperty(name, help: help) { object, frame in
      try get(object).push(to: frame)
      return 1
    } set: { object, frame in
      try set(object, Value.read(frame, 3))
      return 0
    }
  }

  /// A property whose getter pushes the value itself and gives 1. The setter finds the value at 3.
  @inlinable
  public func frameProperty(
    _ name: String, help: String = "", _ get: @escaping @Sendable (Object, LuaFrame) throws -> Int32,
    set: (@Sendable (Object, LuaFrame) throws -> Int32)? = nil
  ) {
    addProperty(
      name, help, get: { [tag] frame in try get(Self.receiver(frame, tag), frame) },
      set: set.map { set in { [tag] frame in try set(Self.receiver(frame, tag), frame) } })
  }

  /// `object[i]`, which scripts count from 1 and `body` from 0; nil beyond the last.
  public func element(
    count: @escaping @Sendable (Object) -> Int,
    _ body: @escaping @Sendable (Object, Int, LuaFrame) throws -> Int32
  ) {
    elementCount = { frame in count(try frame.object(1)) }
    elementAt = { frame, position in try body(frame.object(1), position, frame) }
    element { object, frame in
      guard let position = try frame.position(2, count: count(object)) else {
        frame.pushNil()
        return 1
      }
      return try body(object, position, frame)
    }
  }

  /// `object[i]` for integers; `body` finds the index at 2, and makes a position of it with
  /// ``LuaFrame/position(_:count:)``.
  public func element(_ body: @escaping @Sendable (Object, LuaFrame) throws -> Int32) {
    element = { frame in try body(frame.object(1), frame) }
  }

  /// Members whose names are known only at run time. `body` gives nil for a name that does not exist;
  /// `names` lists those that do, for suggestions.
  public func dynamicMembers(
    names: @escaping @Sendable (Object) -> [String],
    _ body: @escaping @Sendable (Object, String, LuaFrame) throws -> Int32?
  ) {
    dynamicNames = { frame in frame.optionalObject(1, as: Object.self).map(names) ?? [] }
    dynamicMember = { frame, name in try body(frame.object(1), name, frame) }
  }

  // MARK: Iteration

  /// Lets `pairs(object)` go through elements and properties, and adds `object:to_table()`, which gives them
  /// as a plain table.
  ///
  /// - Parameter elements: what the plain table calls the list of elements.
  public func listsMembers(elements: String? = nil) {
    elementsName = elements
    addMetamethod("__pairs", "elements, then properties by their names") { [unowned self] frame in
      frame.pushFrameFunction { [unowned self] frame in try pushMembers(frame) }
    }
    addMethod("to_table", "the same as a plain table of plain values") { [unowned self] frame in
      try pushPlainTable(frame)
    }
  }

  // MARK: Metamethods

  /// A metamethod by its Lua name ("__add", "__len", "__call"). For binary operators the object may be on
  /// either side.
  public func metamethod(
    _ name: String, help: String = "", _ body: @escaping @Sendable (LuaFrame) throws -> Int32
  ) {
    addMetamethod(name, help) { frame in frame.pushFrameFunction(body) }
  }

  /// What `tostring` and `print` give: short, or a readable table.
  public func tostring(_ body: @escaping @Sendable (Object) -> String) {
    metamethod("__tostring") { frame in
      // A closed object can still be printed.
      if xl_isclosed(frame.L, 1, Object.luaType.tag) {
        return frame.returns("\(Object.luaType.name) (closed)")
      }
      return frame.returns(body(try frame.object(1)))
    }
  }

  /// What happens at the end of the scope of `local object <close>`. Afterwards the object is released,
  /// and every use of it says that it is closed, unless `keepsObject`.
  public func onClose(keepsObject: Bool = false, _ body: @escaping @Sendable (Object) throws -> Void) {
    addMetamethod("__close", "") { frame in
      frame.pushClosingFunction { frame in
        guard let object = frame.optionalObject(1, as: Object.self) else { return 0 }
        defer { if !keepsObject { xl_closeobject(frame.L, 1, Object.luaType.tag) } }
        try body(object)
        return 0
      }
    }
  }
}
