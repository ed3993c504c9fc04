import LuaEmbedding
import XPertCore

/// The differentiable scalars of one Lua state: handles into the tape of the loss that is being computed.
///
/// Only one loss is computed at a time, and its scalars are valid until the next one: `compute` gives the
/// handles a new generation, so that a scalar kept from an earlier step is refused instead of misread.
final class ScalarTape {
  let type: LuaHandleType
  private(set) var tape = Tape()
  private let memory: LuaMemory
  /// What the present loss is computed from.
  private var inputs: LossInputs?
  /// A loss is being computed.
  private(set) var isInLoss = false

  init(_ memory: LuaMemory) {
    self.memory = memory
    type = LuaHandleType(
      "xpert.Scalar",
      help: "A number that knows its derivative. Comparisons choose by value and carry no gradient.",
      stale: "a scalar of an earlier step",
      advice: "x.value is its number; xpert.log(x), xpert.max(x, y) and others keep its derivative")
    define()
  }

  /// Computes a loss: handles now mean scalars of its inputs' tape.
  ///
  /// - Throws: `ScriptError` inside another loss, whose scalars would become stale.
  func compute<Value>(from inputs: LossInputs, _ loss: () throws -> Value) throws -> Value {
    guard !isInLoss else {
      throw ScriptError(
        "a search whose loss is computed cannot run inside the loss of another: run it before, and use"
          + " what it found, or search by 'minimize' without a loss")
    }
    self.inputs = inputs
    tape = inputs.tape
    // Growth cannot be refused; the operation that made the tape too large ends with the error.
    if tape.onGrowth == nil {
      let charge = memory.chargeAtOnce(tape.bytes)
      tape.onGrowth = { charge.bytes = $0 }
      // A schedule of the script runs between the reset of a step and its loss, and so may a finaliser.
      tape.onReset = { [type] in type.generation &+= 1 }
    }
    type.generation &+= 1
    isInLoss = true
    defer { isInLoss = false }
    return try loss()
  }

  private func gradient(at index: Int32) -> Double { inputs?.gradient(at: index) ?? tape.gradient(at: index) }

  func handle(_ index: Int32) -> LuaHandle { LuaHandle(index: index, generation: type.generation) }

  func handle(_ scalar: Tape.Scalar) -> LuaHandle { handle(scalar.index) }

  /// The tape's index of an operand; a number becomes a constant.
  @inline(__always)
  func index(_ operand: LuaOperand) -> Int32 {
    operand.isNumber ? tape.constant(operand.number).index : operand.handle.index
  }

  /// The scalar of an operand.
  func scalar(_ operand: LuaOperand) -> Tape.Scalar { tape.scalar(at: index(operand)) }

  @inline(__always)
  private func value(_ operand: LuaOperand) -> Double {
    operand.isNumber ? operand.number : tape.value(at: operand.handle.index)
  }

  private func define() {
    let binary: [(LuaOperator, Operation)] = [
      (.add, .add), (.subtract, .subtract), (.multiply, .multiply), (.divide, .divide), (.power, .power),
    ]
    for (symbol, operation) in binary {
      type.binary(symbol) { [unowned self] a, b in handle(tape.push(operation, index(a), index(b))) }
    }
    type.negate { [unowned self] a in handle(tape.push(.negate, index(a))) }
    let unary: [(String, Operation, String)] = [
      ("log", .log, "natural logarithm"), ("exp", .exp, "exponential"), ("sqrt", .sqrt, "square root"),
      ("abs", .abs, "absolute value"), ("relu", .relu, "the number, or 0 where it is negative"),
      ("softplus", .softplus, "log(1 + exp x), a smooth relu"),
    ]
    for (name, operation, help) in unary {
      type.unaryMethod(name, help: help) { [unowned self] a in handle(tape.push(operation, index(a))) }
    }
    type.binaryMethod("min", help: "the smaller of two") { [unowned self] a, b in
      handle(tape.push(.minimum, index(a), index(b)))
    }
    type.binaryMethod("max", help: "the larger of two") { [unowned self] a, b in
      handle(tape.push(.maximum, index(a), index(b)))
    }
    type.frameMethod("clamp", help: "clamp(low, high): the nearest number within limits") {
      [unowned self] handle, frame in
      let (low, high) = (try frame.double(2), try frame.double(3))
      for (index, limit) in [(2, low), (3, high)] where limit.isNaN {
        throw ArgumentError(Int32(index), "number expected, got \(scriptNumber(limit))")
      }
      guard low <= high else {
        throw ArgumentError(3, "number of at least \(scriptNumber(low)) expected, got \(scriptNumber(high))")
      }
      frame.push(self.handle(tape.scalar(at: handle.index).clamped(to: low...high)), of: type)
      return 1
    }
    type.less { [unowned self] a, b in value(a) < value(b) }
    type.lessOrEqual { [unowned self] a, b in value(a) <= value(b) }
    type.equal { [unowned self] a, b in value(a) == value(b) }
    type.property("value", help: "the number, without its derivative") { [unowned self] handle in
      tape.value(at: handle.index)
    }
    type.property("grad", help: "derivative of the loss, after the step") { [unowned self] handle in
      gradient(at: handle.index)
    }
    type.concatenates { [unowned self] handle in tape.value(at: handle.index) }
    type.tostring { [unowned self] handle in "xpert.Scalar(\(scriptNumber(tape.value(at: handle.index))))" }
  }
}

extension LuaFrame {
  /// The scalars of this state.
  var scalars: ScalarTape { context.service(ScalarTape.self) { ScalarTape(memory) } }
}

/// `xpert.Scalar` and functions that take scalars and numbers alike.
enum ScalarBinding {
  static func register(in module: LuaModule, scalars: ScalarTape) {
    module.type(scalars.type)
    let unary: [(String, Operation, @Sendable (Double) -> Double)] = [
      ("log", .log, { $0.naturalLogarithm }), ("exp", .exp, { $0.exponential }),
      ("sqrt", .sqrt, { $0.squareRoot() }), ("abs", .abs, { $0.magnitude }),
      ("relu", .relu, { max($0, 0) }), ("softplus", .softplus, { $0.softplus }),
    ]
    for (name, operation, plain) in unary {
      module.frameFunction(name, help: "\(name) of a number or an xpert.Scalar") { frame in
        if frame.type(1) == .number { return frame.returns(plain(try frame.double(1))) }
        let scalars = frame.scalars
        let operand = try frame.operand(1, of: scalars.type)
        frame.push(scalars.handle(scalars.tape.push(operation, scalars.index(operand))), of: scalars.type)
        return 1
      }
    }
    for (name, operation) in [("min", Operation.minimum), ("max", .maximum)] {
      module.frameFunction(name, help: "the \(name)imum of numbers and scalars") { frame in
        guard frame.top > 0 else { throw ArgumentError(1, "number or xpert.Scalar expected, got no value") }
        let scalars = frame.scalars
        let operands = try (1...frame.top).map { try frame.operand($0, of: scalars.type) }
        if operands.allSatisfy(\.isNumber) {
          let numbers = operands.map(\.number)
          return frame.returns(name == "min" ? numbers.min()! : numbers.max()!)
        }
        var result = scalars.index(operands[0])
        for operand in operands.dropFirst() {
          result = scalars.tape.push(operation, result, scalars.index(operand))
        }
        frame.push(scalars.handle(result), of: scalars.type)
        return 1
      }
    }
  }
}
