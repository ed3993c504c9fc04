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

/// What C calls for every boxed closure. It returns normally in every case: C raises.
@usableFromInline
let functionEntry: xl_Function = { L, context in
  Unmanaged<FunctionBox>.fromOpaque(context!)._withUnsafeGuaranteedRef { box in
    do {
      return try box.body(LuaFrame(L!))
    } catch {
      return LuaFrame(L!).raise(error)
    }
  }
}

extension LuaFrame {
  /// Pushes what the script will see of a Swift error and gives the status that makes C raise it.
  ///
  /// The script sees a string with its own position in front, because scripts do `err:match(...)`. An
  /// error that came from Lua passes through as the same value.
  @inline(never)
  func raise(_ error: any Error) -> Int32 {
    lua_settop(L, min(lua_gettop(L), 10))  // whatever the closure left; room for the message
    switch error {
    case let error as LuaError:
      if error.value?.push(to: self) != true {
        context.thrown = (error.message, error.underlying ?? error)
        push(error.message)
      }
      if var traceback = error.traceback {
        traceback.withUTF8 { utf8 in
          utf8.withMemoryRebound(to: CChar.self) { xl_settraceback(L, $0.baseAddress, $0.count) }
        }
      }
      return XL_RERAISE
    case let error as ArgumentError:
      push(error.message)
      return XL_BADARG - error.index
    case let error as ScriptError:
      context.thrown = (error.message, error)
      push(error.position.map { "\($0): \(error.message)" } ?? error.message)
      return error.position == nil ? XL_RAISE : XL_RERAISE
    default:
      let message = String(describing: error)
      context.thrown = (message, error)
      push(message)
      return XL_RAISE
    }
  }
}
