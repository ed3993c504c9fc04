import CLua

/// A Swift closure as the context of an operation on handles.
final class ArithmeticBox {
  let body: (LuaOperand, LuaOperand) throws -> LuaHandle

  init(_ body: @escaping (LuaOperand, LuaOperand) throws -> LuaHandle) {
    self.body = body
  }

  var retained: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
}

let arithmeticEntry: xl_Arithmetic = { L, context, a, b, result in
  Unmanaged<ArithmeticBox>.fromOpaque(context!)._withUnsafeGuaranteedRef { box in
    do {
      result!.pointee = try box.body(a, b)
      return 0
    } catch {
      return LuaFrame(L!).raise(error)
    }
  }
}
