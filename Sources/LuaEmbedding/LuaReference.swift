import CLua

/// A value of Lua that Swift keeps alive.
///
/// The registry holds it, so an object must not keep a callback this way: a callback that refers to the
/// object would keep both alive for ever. Objects use `LuaCallback`.
///
///     let chunk = try state.load("return ...")  // compiled once, called often
///     let number: Int = try chunk.call(7)
public final class LuaReference: LuaCallable {
  let host: OpaquePointer
  private let reference: Int32

  /// Takes the value off the top of the stack.
  public init(popping frame: LuaFrame) {
    host = xl_host(frame.L)
    reference = xl_ref(frame.L)
    xl_retain(host)
  }

  deinit {
    xl_unref(host, reference)
    xl_drop(host)
  }

  /// The state that the value belongs to.
  public var hostOfCall: OpaquePointer { host }

  func belongs(to frame: LuaFrame) -> Bool { xl_host(frame.L) == host }

  /// Pushes the value.
  public func push(to frame: LuaFrame) {
    _ = xl_pushref(frame.L, reference)
  }

  /// Pushes the value, which should be a function.
  public func pushFunction(to frame: LuaFrame) throws { push(to: frame) }
}
