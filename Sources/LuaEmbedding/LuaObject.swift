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
}

extension LuaObject {
  /// The object at `index`.
  @inlinable
  public static func read(_ frame: LuaFrame, _ index: Int32) throws -> Self { try frame.object(index) }

  /// Pushes the object as userdata.
  @inlinable
  public func push(to frame: LuaFrame) { frame.push(self) }
}
