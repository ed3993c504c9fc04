import Platform

/// The natural logarithm of the determinant of a symmetric positive semi-definite matrix of integers; minus
/// infinity where it is singular.
///
/// By a Cholesky factorisation in double precision. Where a pivot is within its rounding error, whether the
/// matrix is singular is decided exactly: by elimination modulo 2^61 - 1, a prime that divides a determinant
/// other than 0 with a probability of 4e-19.
///
/// - Parameters:
///   - matrix: row-major, `order` x `order`, entries of at most 2^53.
///   - interrupt: called for every row; what it throws ends the computation.
func logDeterminant(
  of matrix: [Int], order: Int, interrupt: () throws -> Void
) rethrows -> Double {
  precondition(matrix.count == order * order)
  var l = matrix.map(Double.init)
  var smallest = Double.infinity
  var sum = 0.0
  let largest = (0..<order).reduce(0.0) { max($0, l[$1 * order + $1]) }
  for k in 0..<order {
    try interrupt()
    let pivot = l[k * order + k]
    smallest = min(smallest, pivot)
    guard pivot > 0 else { break }
    sum += log(pivot)
    for i in k + 1..<max(order, k + 1) {
      let factor = l[i * order + k] / pivot
      for j in k + 1...i { l[i * order + j] -= factor * l[j * order + k] }
    }
  }
  let rounding = Double(order) * largest * 1e-13
  if smallest < rounding, try isSingular(matrix, order: order, interrupt) { return -.infinity }
  return sum
}

/// The same without interruption.
func logDeterminant(of matrix: [Int], order: Int) -> Double {
  logDeterminant(of: matrix, order: order, interrupt: {})
}

/// Whether the determinant is 0 modulo 2^61 - 1.
private func isSingular(_ matrix: [Int], order: Int, _ interrupt: () throws -> Void) rethrows -> Bool {
  let prime: UInt64 = (1 << 61) - 1
  func multiply(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    let sum = (product.low & prime) + (product.low >> 61 | product.high << 3)
    return sum >= prime ? sum - prime : sum
  }
  func inverse(_ a: UInt64) -> UInt64 {
    var (result, base, exponent): (UInt64, UInt64, UInt64) = (1, a, prime - 2)
    while exponent > 0 {
      if exponent & 1 == 1 { result = multiply(result, base) }
      base = multiply(base, base)
      exponent >>= 1
    }
    return result
  }
  var m = matrix.map { UInt64(Int64($0) >= 0 ? $0 : Int(prime) + $0) % prime }
  for k in 0..<order {
    try interrupt()
    guard let row = (k..<order).first(where: { m[$0 * order + k] != 0 }) else { return true }
    if row != k { for j in 0..<order { m.swapAt(row * order + j, k * order + j) } }
    let reciprocal = inverse(m[k * order + k])
    for i in k + 1..<max(order, k + 1) where m[i * order + k] != 0 {
      let factor = multiply(m[i * order + k], reciprocal)
      for j in k..<order {
        let product = multiply(factor, m[k * order + j])
        let entry = m[i * order + j]
        m[i * order + j] = entry >= product ? entry - product : entry + prime - product
      }
    }
  }
  return false
}
