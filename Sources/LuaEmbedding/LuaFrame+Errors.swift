import CLua

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

  /// Takes the error value off the stack.
  @usableFromInline @inline(never)
  package func takeError(_ status: Int32) -> LuaError {
    var kind: LuaError.Kind =
      switch status {
      case LUA_ERRSYNTAX: .syntax
      case LUA_ERRMEM: .memory
      case XL_ERRFILE: .file
      default: .runtime
      }
    if status == LUA_ERRRUN {
      let interrupts = xl_interrupts(L)
      if interrupts & XL_EXPIRED != 0 {
        kind = .time
      } else if interrupts & XL_INTERRUPTED != 0 {
        kind = .interrupt
      }
    }
    let isString = type(-1) == .string
    var message = isString ? ((try? string(-1)) ?? "") : errorText(-1)
    if status == LUA_ERRMEM {
      let position = String(cString: xl_refusedposition(L))
      if !position.isEmpty { message = "\(position): \(message)" }
    }
    // Also raised by C, for what Swift has pushed.
    if kind == .runtime, message.hasSuffix("not enough memory") { kind = .memory }
    var traceback: String?
    if status == LUA_ERRRUN {
      xl_traceback(L)
      traceback = try? string(-1)
      pop()
    }
    var underlying: (any Error)?
    if let thrown = context.thrown, message.hasSuffix(thrown.message) { underlying = thrown.error }
    context.thrown = nil
    // The limit as Swift functions meet it: before they allocate, or when they return.
    if underlying is MemoryError || message.hasSuffix(": not enough memory") { kind = .memory }
    if isString {
      pop()
      return LuaError(kind: kind, message: message, traceback: traceback, underlying: underlying)
    }
    let value = ErrorValue(reference: LuaReference(popping: self))
    return LuaError(kind: kind, message: message, traceback: traceback, underlying: underlying, value: value)
  }

  /// As lua.c prints an error value that is not a string.
  private func errorText(_ index: Int32) -> String {
    let index = absolute(index)
    if type(index) == .number { return tostring(index) }
    if lua_getmetatable(L, index) != 0 {
      let hasText = xl_rawgetfield(L, -1, "__tostring", 10) != LUA_TNIL
      pop(2)
      if hasText { return tostring(index) }
    }
    return "(error object is a \(typeName(index)) value)"
  }
}
