import CLua

/// A Swift closure as the context of a comparison of handles.
final class ComparisonBox {
  let body: (LuaOperand, LuaOperand) throws -> Bool

  init(_ body: @escaping (LuaOperand, LuaOperand) throws -> Bool) {
    self.body = body
  }

  var retained: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }
}

let comparisonEntry: xl_Comparison = { L, context, a, b, result in
  Unmanaged<ComparisonBox>.fromOpaque(context!)._withUnsafeGuaranteedRef { box in
    do {
      result!.pointee = try box.body(a, b)
      return 0
    } catch {
      return LuaFrame(L!).raise(error)
    }
  }
}
