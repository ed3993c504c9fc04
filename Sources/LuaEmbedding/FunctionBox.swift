import CLua

/// A Swift closure as the context of a C function.
@usableFromInline
final class FunctionBox {
  @usableFromInline let body: (LuaFrame) throws -> Int32

  @usableFromInline
  init(_ body: @escaping (LuaFrame) throws -> Int32) {
    self.body = body
  }

  @usableFromInline var retained: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
}

/// What C calls for every boxed closure, never with NULL. It returns normally in every case: C raises.
@usableFromInline
let functionEntry: xl_Function = { L, context in
  Unmanaged<FunctionBox>.fromOpaque(context.unsafelyUnwrapped)._withUnsafeGuaranteedRef { box in
    do {
      return try box.body(LuaFrame(L.unsafelyUnwrapped))
    } catch {
      return LuaFrame(L.unsafelyUnwrapped).raise(error)
    }
  }
}
