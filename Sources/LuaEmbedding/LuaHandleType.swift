import CLua

/// Values that are made in great numbers (the scalars of a tape): the userdata is an index, so making one
/// counts no references and leaves no finaliser to run. Operands are read in C, and an operation costs
/// one call of Swift.
///
/// Unlike `LuaType`, a handle type belongs to one state and its closures may capture what it works on.
/// Register it with `LuaModule.type`, or keep it with `LuaState.keep`.
///
///     let scalar = LuaHandleType("lab.Scalar", stale: "a scalar of an earlier step")
///     scalar.binary(.add) { a, b in tape.add(a, b) }
///     scalar.unaryMethod("log") { a in tape.log(a) }
///     scalar.property("value") { handle in tape.value(handle) }
public final class LuaHandleType: AnyLuaType, @unchecked Sendable {
  /// Strings that C keeps pointers to.
  private var texts: [UnsafeMutablePointer<CChar>] = []
  let stale: String
  private let wayOut: String?

  /// - Parameters:
  ///   - stale: what a handle of another generation is called: "cannot add a scalar of an earlier step".
  ///   - advice: what to write where a number is wanted, for the messages of Lua's own functions:
  ///     "bad argument #1 to 'log' (number expected, got xpert.Scalar (advice))".
  public init(_ name: String, help: String = "", stale: String, advice: String? = nil) {
    self.stale = stale
    wayOut = advice
    super.init(name: name, help: help)
  }

  deinit { for text in texts { text.deallocate() } }

  override var ownsObjects: Bool { false }

  override var advice: String? { wayOut }

  /// Handles of other generations are refused. Count it up when the indices begin to mean something else.
  public var generation: UInt32 {
    get { tag.pointee.generation }
    set { tag.pointee.generation = newValue }
  }

  // MARK: Operations

  /// `a op b`, with a number on either side.
  public func binary(
    _ operation: LuaOperator, _ body: @escaping (LuaOperand, LuaOperand) throws -> LuaHandle
  ) {
    addMetamethod(operation.rawValue, "") { [unowned self] frame in
      pushArithmetic(frame, operands: 2, operation.verb, ArithmeticBox(body))
    }
  }

  /// `-a`.
  public func negate(_ body: @escaping (LuaOperand) throws -> LuaHandle) {
    addMetamethod(LuaOperator.negate.rawValue, "") { [unowned self] frame in
      pushArithmetic(frame, operands: 1, LuaOperator.negate.verb, ArithmeticBox { a, _ in try body(a) })
    }
  }

  /// A method without arguments that gives a handle: `a:log()`.
  public func unaryMethod(
    _ name: String, help: String = "", _ body: @escaping (LuaOperand) throws -> LuaHandle
  ) {
    addMethod(name, help) { [unowned self] frame in
      pushArithmetic(frame, operands: 1, "take the \(name) of", ArithmeticBox { a, _ in try body(a) })
    }
  }

  /// A method with one operand that gives a handle: `a:max(b)`.
  public func binaryMethod(
    _ name: String, help: String = "", _ body: @escaping (LuaOperand, LuaOperand) throws -> LuaHandle
  ) {
    addMethod(name, help) { [unowned self] frame in
      pushArithmetic(frame, operands: 2, "take the \(name) of", ArithmeticBox(body))
    }
  }

  /// `a < b` and `a > b`.
  public func less(_ body: @escaping (LuaOperand, LuaOperand) throws -> Bool) { compare("__lt", body) }

  /// `a <= b` and `a >= b`.
  public func lessOrEqual(_ body: @escaping (LuaOperand, LuaOperand) throws -> Bool) { compare("__le", body) }

  /// `a == b`. Lua asks only when both are handles: with a number on one side it is false without asking.
  public func equal(_ body: @escaping (LuaOperand, LuaOperand) throws -> Bool) { compare("__eq", body) }

  private func compare(_ name: String, _ body: @escaping (LuaOperand, LuaOperand) throws -> Bool) {
    addMetamethod(name, "") { [unowned self] frame in
      let box = ComparisonBox(body)
      xl_pushcomparison(frame.L, tag, text("compare"), text(stale), comparisonEntry, box.retained)
    }
  }

  // MARK: Other members

  /// A method that works on the frame: the handle is at 1, the arguments follow.
  public func frameMethod(
    _ name: String, help: String = "", _ body: @escaping (LuaHandle, LuaFrame) throws -> Int32
  ) {
    addMethod(name, help) { [unowned self] frame in try body(frame.handle(1, of: self), frame) }
  }

  /// A property that is read from the handle.
  @inlinable
  public func property<Value: LuaResult>(
    _ name: String, help: String = "", _ get: @escaping (LuaHandle) throws -> Value
  ) {
    addProperty(
      name, help,
      get: { [unowned self] frame in
        try get(frame.handle(1, of: self)).push(to: frame)
        return 1
      })
  }

  /// A property whose getter pushes the value itself and gives 1.
  public func frameProperty(
    _ name: String, help: String = "", _ get: @escaping (LuaHandle, LuaFrame) throws -> Int32
  ) {
    addProperty(name, help, get: { [unowned self] frame in try get(frame.handle(1, of: self), frame) })
  }

  /// What `tostring` and `print` give.
  public func tostring(_ body: @escaping (LuaHandle) -> String) {
    addMetamethod("__tostring", "") { [unowned self] frame in
      frame.pushFrameFunction { [unowned self] frame in
        var handle = LuaHandle()
        switch xl_tohandle(frame.L, 1, tag, &handle) {
        case 1: return frame.returns(body(handle))
        case -1: return frame.returns(stale)
        default: throw frame.mismatch(1, self)
        }
      }
    }
  }

  /// `"area " .. a`: the text of the number that `number` gives, as Lua writes it.
  public func concatenates(_ number: @escaping (LuaHandle) throws -> Double) {
    addMetamethod("__concat", "") { [unowned self] frame in
      frame.pushFrameFunction { [unowned self] frame in
        var text: [UInt8] = []
        for index: Int32 in 1...2 {
          switch frame.type(index) {
          case .string: text += try frame.bytes(index)
          case .number: text += frame.tostring(index).utf8
          case .userdata:
            frame.push(try number(frame.handle(index, of: self)))
            text += frame.tostring(-1).utf8
          default: throw ScriptError("cannot concatenate \(frame.describe(index)) and \(name)")
          }
        }
        text.withUnsafeBytes { frame.push(bytes: $0) }
        return 1
      }
    }
  }

  private func pushArithmetic(_ frame: LuaFrame, operands: Int32, _ verb: String, _ box: ArithmeticBox) {
    xl_pusharithmetic(frame.L, tag, operands, text(verb), text(stale), arithmeticEntry, box.retained)
  }

  private func text(_ string: String) -> UnsafePointer<CChar> {
    let utf8 = string.utf8CString
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: utf8.count)
    utf8.withUnsafeBufferPointer { copy.initialize(from: $0.baseAddress!, count: $0.count) }
    texts.append(copy)
    return UnsafePointer(copy)
  }
}
