import CLua

/// An index into something that Swift keeps, with the generation it belongs to.
///
///     LuaHandle(index: 7, generation: scalar.generation)
public typealias LuaHandle = xl_Handle

/// An operand of an operation on handles: a handle, or a plain number.
public typealias LuaOperand = xl_Operand

extension LuaOperand {
  /// A plain number.
  @inlinable
  public init(_ number: Double) {
    self.init(number: number, handle: LuaHandle(index: -1, generation: 0))
  }

  /// A handle.
  @inlinable
  public init(_ handle: LuaHandle) {
    self.init(number: 0, handle: handle)
  }

  /// `number` counts, and `handle` does not.
  @inlinable
  public var isNumber: Bool { handle.index < 0 }
}
