import CLua

/// An error that left Lua.
public struct LuaError: Error, CustomStringConvertible {
  public enum Kind: Sendable {
    /// The text is not Lua.
    case syntax
    /// `error`, a failing operation, or an error thrown by a Swift function.
    case runtime
    /// The memory limit.
    case memory
    /// A script that cannot be read.
    case file
    /// The state is closed, or what was to be called no longer exists.
    case closed
  }

  public let kind: Kind
  /// With the script's position in front, as Lua gives it.
  public let message: String
  public let traceback: String?
  /// The Swift error that a Swift function threw, if it was one.
  public let underlying: (any Error)?
  /// The error value itself where it is not a string: `error({code = 7})` passes through by identity.
  let value: ErrorValue?

  public init(
    kind: Kind, message: String, traceback: String? = nil, underlying: (any Error)? = nil
  ) {
    self.init(kind: kind, message: message, traceback: traceback, underlying: underlying, value: nil)
  }

  init(kind: Kind, message: String, traceback: String?, underlying: (any Error)?, value: ErrorValue?) {
    self.kind = kind
    self.message = message
    self.traceback = traceback
    self.underlying = underlying
    self.value = value
  }

  public var description: String { message }

  /// The text is the beginning of a chunk: an interactive reader should ask for another line.
  public var isIncomplete: Bool { kind == .syntax && message.hasSuffix("<eof>") }
}

/// A Lua value that an error carries. It may travel to any thread; it is only used, as everything of a
/// state, where the state is used, and giving the reference back is safe anywhere.
struct ErrorValue: @unchecked Sendable {
  let reference: LuaReference

  /// False: the error belongs to another state.
  func push(to frame: LuaFrame) -> Bool {
    guard reference.belongs(to: frame) else { return false }
    reference.push(to: frame)
    return true
  }
}

extension LuaFrame {
  /// Takes the error value off the stack.
  @usableFromInline @inline(never)
  func takeError(_ status: Int32) -> LuaError {
    let kind: LuaError.Kind =
      switch status {
      case LUA_ERRSYNTAX: .syntax
      case LUA_ERRMEM: .memory
      case XL_ERRFILE: .file
      default: .runtime
      }
    let isString = type(-1) == .string
    let message = isString ? ((try? string(-1)) ?? "") : errorText(-1)
    var traceback: String?
    if status == LUA_ERRRUN {
      xl_traceback(L)
      traceback = try? string(-1)
      pop()
    }
    var underlying: (any Error)?
    if let thrown = context.thrown, message.hasSuffix(thrown.message) { underlying = thrown.error }
    context.thrown = nil
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
