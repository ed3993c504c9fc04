import LuaEmbedding
import Platform

/// The functions of scalars for plain numbers.
extension Double {
  var naturalLogarithm: Double { log(self) }
  var exponential: Double { exp(self) }
  var softplus: Double { self > 0 ? self + log1p(exp(-self)) : log1p(exp(self)) }
}
