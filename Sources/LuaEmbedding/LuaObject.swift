/// A Swift class whose instances scripts use.
///
///     public final class Run: LuaObject {
///       public static let luaType = LuaType<Run>("lab.Run") { type in
///         type.property("steps", help: "how many there are") { $0.steps }
///         type.method("stop", help: "ends the run") { (run: Run) in run.stop() }
///       }
///     }
public protocol LuaObject: AnyObject, LuaArgument, LuaResult {
  static var luaType: LuaType<Self> { get }
  /// Bytes that it holds outside Lua, about: they count against the state's memory limit. Asked once, when
  /// the object is handed to Lua. What grows afterwards holds a `LuaMemory.Charge`.
  var bytesHeld: Int { get }
}

extension LuaObject {
  /// Little: nothing that needs to be counted.
  @inlinable
  public var bytesHeld: Int { 0 }

  /// The object at `index`.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Self { try frame.object(index) }

  /// Pushes the object as userdata.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}
